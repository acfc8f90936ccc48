package io.sallyport.ingress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * IP addresses as text, strictly. Java's own parser resolves names, takes octal octets as decimal
 * ones, shorthand like {@code 10.1} and zones; each is a way past an allow-list.
 */
public final class IpText {
  private static final int IPV6_TEXT_CHARS_MAX = 45;

  private IpText() {}

  /**
   * Reads an IPv4 address of four decimal octets without leading zeros, or an IPv6 address (RFC
   * 4291 §2.2) without a zone.
   *
   * @return 4 or 16 bytes; an IPv4-mapped address stays 16; empty when it is no address
   */
  public static Optional<byte[]> parse(String text) {
    return text.indexOf(':') < 0 ? parse4(text, 0, text.length()) : parse6(text);
  }

  /** An address from text; IPv4-mapped comes out as IPv4. */
  public static Optional<InetAddress> parseAddress(String text) {
    return parse(text).map(IpText::unmap).map(IpText::address);
  }

  /** The four bytes behind an IPv4-mapped IPv6 address; anything else as it is. */
  public static byte[] unmap(byte[] address) {
    if (address.length != 16 || address[10] != -1 || address[11] != -1) {
      return address;
    }
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return address;
      }
    }
    return new byte[] {address[12], address[13], address[14], address[15]};
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private static Optional<byte[]> parse4(String text, int start, int end) {
    byte[] octets = new byte[4];
    int at = start;
    for (int i = 0; i < 4; i++) {
      int from = at;
      int value = 0;
      while (at < end && at - from < 4 && isDigit(text.charAt(at))) {
        value = value * 10 + (text.charAt(at) - '0');
        at++;
      }
      int digits = at - from;
      boolean leadingZero = digits > 1 && text.charAt(from) == '0';
      if (digits == 0 || digits > 3 || leadingZero || value > 255) {
        return Optional.empty();
      }
      octets[i] = (byte) value;
      if (i < 3) {
        if (at == end || text.charAt(at) != '.') {
          return Optional.empty();
        }
        at++;
      }
    }
    return at == end ? Optional.of(octets) : Optional.empty();
  }

  private static Optional<byte[]> parse6(String text) {
    if (text.length() > IPV6_TEXT_CHARS_MAX) {
      return Optional.empty();
    }
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < text.length()) {
      int stop = at;
      while (stop < text.length() && text.charAt(stop) != ':') {
        stop++;
      }
      if (text.indexOf('.', at) >= 0 && stop == text.length()) {
        Optional<byte[]> tail = parse4(text, at, stop);
        if (tail.isEmpty() || count > 6) {
          return Optional.empty();
        }
        byte[] four = tail.get();
        groups[count++] = ((four[0] & 0xff) << 8) | (four[1] & 0xff);
        groups[count++] = ((four[2] & 0xff) << 8) | (four[3] & 0xff);
        at = stop;
        break;
      }
      int group = parseGroup(text, at, stop);
      if (group < 0 || count == 8) {
        return Optional.empty();
      }
      groups[count++] = group;
      if (stop == text.length()) {
        at = stop;
        break;
      }
      at = stop + 1;
      if (at < text.length() && text.charAt(at) == ':') {
        if (gap >= 0) {
          return Optional.empty();
        }
        gap = count;
        at++;
      } else if (at == text.length()) {
        return Optional.empty(); // ends in a single colon
      }
    }
    if (gap < 0 ? count != 8 : count > 7) {
      return Optional.empty();
    }
    return Optional.of(bytes(groups, count, gap));
  }

  private static byte[] bytes(int[] groups, int count, int gap) {
    byte[] bytes = new byte[16];
    int behind = gap < 0 ? 0 : count - gap;
    for (int i = 0; i < count; i++) {
      int place = i < count - behind ? i : 8 - count + i;
      bytes[place * 2] = (byte) (groups[i] >> 8);
      bytes[place * 2 + 1] = (byte) groups[i];
    }
    return bytes;
  }

  private static int parseGroup(String text, int start, int stop) {
    if (stop == start || stop - start > 4) {
      return -1;
    }
    int value = 0;
    for (int i = start; i < stop; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0 || text.charAt(i) >= 0x80) {
        return -1;
      }
      value = (value << 4) | digit;
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
