package io.sallyport.egress;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses are out on the public internet, and belong to one host. Everything else (this
 * host, private and shared networks, link-local with the clouds' metadata services, multicast,
 * documentation, tunnels that embed an IPv4 address) is somewhere a stranger must not aim us.
 *
 * <p>Source: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190). IPv6
 * is closed but for 2000::/3, so NAT64 (64:ff9b::/96), unique local and v4-compatible addresses
 * need no line. A v4-mapped address is an {@code Inet4Address} in Java and is judged as one.
 */
final class PublicUnicast {
  private static final List<Range> SPECIAL_IPV4 =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.31.196.0/24",
          "192.52.193.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "192.175.48.0/24",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4");
  private static final List<Range> GLOBAL_IPV6 = ranges("2000::/3");

  /** Teredo and other protocol assignments, documentation, 6to4, documentation. */
  private static final List<Range> SPECIAL_IPV6 =
      ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  private PublicUnicast() {}

  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? !in(SPECIAL_IPV4, bytes)
        : in(GLOBAL_IPV6, bytes) && !in(SPECIAL_IPV6, bytes);
  }

  private static boolean in(List<Range> ranges, byte[] address) {
    return ranges.stream().anyMatch(range -> range.holds(address));
  }

  private static List<Range> ranges(String... written) {
    return java.util.Arrays.stream(written).map(Range::of).toList();
  }

  private static final class Range {
    private final byte[] prefix;
    private final int bits;

    private Range(byte[] prefix, int bits) {
      this.prefix = prefix;
      this.bits = bits;
    }

    static Range of(String written) {
      int slash = written.indexOf('/');
      return new Range(
          NetUtil.createByteArrayFromIpAddressString(written.substring(0, slash)),
          Integer.parseInt(written.substring(slash + 1)));
    }

    boolean holds(byte[] address) {
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if ((address[bit >> 3] & mask) != (prefix[bit >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
