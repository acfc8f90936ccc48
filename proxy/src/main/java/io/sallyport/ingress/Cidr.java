package io.sallyport.ingress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A network: an address and how many of its leading bits count (RFC 4632, RFC 4291 §2.3).
 *
 * <p>Compared as canonical bytes: an IPv4-mapped IPv6 address is the IPv4 address, in the network
 * as in what is looked up, and IPv4 networks never contain IPv6 addresses or the other way round.
 * Texts are read by {@link IpText}, which takes no octal, no shorthand and no zone.
 */
public final class Cidr {
  private final byte[] network;
  private final int bits;

  private Cidr(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /**
   * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or a single address. Bits behind the prefix
   * must be zero, so that a slip of the pen is not taken for a larger network.
   *
   * @return empty when the text is no network
   */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    Optional<byte[]> parsed = IpText.parse(slash < 0 ? text : text.substring(0, slash));
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    byte[] address = parsed.get();
    int bits = slash < 0 ? address.length * 8 : prefixLength(text.substring(slash + 1));
    byte[] unmapped = IpText.unmap(address);
    if (unmapped.length < address.length) {
      if (bits < 96) {
        return Optional.empty(); // a prefix that ends before the mapped IPv4 address begins
      }
      bits -= 96;
    }
    if (bits < 0 || bits > unmapped.length * 8 || hasBitsBehind(unmapped, bits)) {
      return Optional.empty();
    }
    return Optional.of(new Cidr(unmapped, bits));
  }

  /** Whether the address lies in this network. */
  public boolean contains(InetAddress address) {
    return contains(IpText.unmap(address.getAddress()));
  }

  boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (address[i] != network[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || ((address[whole] ^ network[whole]) & (0xff << (8 - rest)) & 0xff) == 0;
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a network has 4 or 16 bytes", e);
    }
  }

  private static int prefixLength(String text) {
    if (text.isEmpty() || text.length() > 3 || (text.length() > 1 && text.charAt(0) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  private static boolean hasBitsBehind(byte[] address, int bits) {
    for (int i = bits; i < address.length * 8; i++) {
      if (((address[i / 8] >> (7 - i % 8)) & 1) != 0) {
        return true;
      }
    }
    return false;
  }
}
