package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("threats row 36: networks contain what they should, and nothing else")
class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 203.0.113.9, false",
    "::/0, ::ffff:203.0.113.9, false",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "::ffff:10.0.0.0/104, 11.1.2.3, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::, false",
    "2001:db8:0:8000::/49, 2001:db8:0:7fff::, false"
  })
  void containsByItsLeadingBits(String network, String address, boolean contained)
      throws UnknownHostException {
    InetAddress looked = InetAddress.getByAddress(IpText.parse(address).orElseThrow());

    assertThat(Cidr.parse(network).orElseThrow().contains(looked)).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/08",
        "10.0.0.0/+8",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0.0/ 8",
        "10.0.0.1/8",
        "010.0.0.0/8",
        "::/129",
        "::ffff:0:0/95",
        "2001:db8::1/32",
        "fe80::%eth0/10",
        "/8",
        "any"
      })
  void refusesWhatIsNoNetwork(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
  }

  /** The shape of CVE-2026-44249: a subnet filter whose mask went wrong for some prefix lengths. */
  @Property
  void agreesWithArithmeticOnIpv6(
      @ForAll @Size(16) byte[] base,
      @ForAll @IntRange(max = 128) int bits,
      @ForAll @Size(16) byte[] other,
      @ForAll @IntRange(max = 128) int same)
      throws UnknownHostException {
    agrees(base, bits, other, same);
  }

  @Property
  void agreesWithArithmeticOnIpv4(
      @ForAll @Size(4) byte[] base,
      @ForAll @IntRange(max = 32) int bits,
      @ForAll @Size(4) byte[] other,
      @ForAll @IntRange(max = 32) int same)
      throws UnknownHostException {
    agrees(base, bits, other, same);
  }

  @Test
  void anEmptySetOfNetworksContainsNothing() {
    assertThat(Networks.none().contains(InetAddress.getLoopbackAddress())).isFalse();
  }

  /**
   * {@code other} is made to share {@code same} bits with the network, so that both sides occur.
   */
  private static void agrees(byte[] base, int bits, byte[] other, int same)
      throws UnknownHostException {
    int all = base.length * 8;
    BigInteger network = high(new BigInteger(1, base), bits, all);
    BigInteger mixed =
        high(network, same, all).or(new BigInteger(1, other).mod(BigInteger.TWO.pow(all - same)));
    byte[] address = bytes(mixed, base.length);
    if (IpText.unmap(bytes(network, base.length)).length < base.length
        || IpText.unmap(address).length < address.length) {
      return; // IPv4-mapped: the table above
    }
    String text = InetAddress.getByAddress(bytes(network, base.length)).getHostAddress();

    boolean contained =
        Cidr.parse(text + "/" + bits).orElseThrow().contains(InetAddress.getByAddress(address));

    assertThat(contained).isEqualTo(high(mixed, bits, all).equals(network));
  }

  private static BigInteger high(BigInteger value, int bits, int all) {
    return value.shiftRight(all - bits).shiftLeft(all - bits);
  }

  private static byte[] bytes(BigInteger value, int length) {
    byte[] bytes = new byte[length];
    byte[] raw = value.toByteArray();
    int copied = Math.min(raw.length, length);
    System.arraycopy(raw, raw.length - copied, bytes, length - copied, copied);
    return bytes;
  }
}
