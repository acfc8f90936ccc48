package io.sallyport.ingress;

import java.net.InetAddress;

/**
 * What counts as one source: an IPv4 address; an IPv6 /64, which is what one customer gets.
 *
 * <p>IPv4 addresses are placed in ffff:ffff::/32, which is multicast and never a source.
 */
final class SourceKey {
  private static final long IPV4 = 0xffff_ffff_0000_0000L;

  private SourceKey() {}

  static long of(InetAddress source) {
    byte[] address = IpText.unmap(source.getAddress());
    return address.length == 4 ? IPV4 | prefix(address, 4) : prefix(address, 8);
  }

  /** Whether the source has a site, a /48, above its /64. */
  static boolean hasSite(InetAddress source) {
    return IpText.unmap(source.getAddress()).length == 16;
  }

  static long site(InetAddress source) {
    return prefix(source.getAddress(), 6);
  }

  private static long prefix(byte[] address, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = (value << 8) | (address[i] & 0xff);
    }
    return value;
  }
}
