package io.sallyport.egress;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Optional;

/**
 * The parser behind {@link WebAddress#parse}: one pass, refusing whatever two parsers might read
 * differently (RFC 3986; the WHATWG URL standard's "ends in a number" for hosts).
 */
final class AddressParser {
  private static final String SCHEME = "https://";
  private static final int HOST_CHARS_MAX = 253;
  private static final int LABEL_CHARS_MAX = 63;

  private final String text;

  AddressParser(String text) {
    this.text = text;
  }

  AddressCheck parse() {
    try {
      return new AddressCheck.Allowed(read());
    } catch (Fault fault) {
      return new AddressCheck.Refused(fault.sentence);
    }
  }

  private WebAddress read() throws Fault {
    refuseIf(text.length() > WebAddress.CHARS_MAX, "it is longer than 2,048 characters");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      refuseIf(c <= 0x20 || c >= 0x7f, "it holds something other than printable ASCII");
      refuseIf(c == '\\', "it holds a backslash");
      refuseIf(c == '#', "it has a fragment");
    }
    refuseIf(!text.startsWith(SCHEME), "it does not start with https://");
    int end = authorityEnd();
    String authority = text.substring(SCHEME.length(), end);
    refuseIf(authority.indexOf('@') >= 0, "it has a user name");
    refuseIf(authority.indexOf('%') >= 0, "its host is percent-encoded");
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']');
    String host = host(hasPort ? authority.substring(0, colon) : authority);
    int port = hasPort ? port(authority.substring(colon + 1)) : WebAddress.PORT_DEFAULT;
    int mark = text.indexOf('?', end);
    String path = text.substring(end, mark < 0 ? text.length() : mark);
    Optional<String> query = mark < 0 ? Optional.empty() : Optional.of(text.substring(mark + 1));
    return new WebAddress(host, port, path(path.isEmpty() ? "/" : path), query);
  }

  private int authorityEnd() {
    for (int i = SCHEME.length(); i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '?') {
        return i;
      }
    }
    return text.length();
  }

  private static String host(String written) throws Fault {
    String host = written.toLowerCase(Locale.ROOT);
    refuseIf(host.isEmpty(), "it has no host");
    if (host.startsWith("[")) {
      String inside = host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
      // A v4-mapped address is a second spelling of an IPv4 address.
      refuseIf(
          !NetUtil.isValidIpV6Address(inside) || inside.indexOf('.') >= 0,
          "its IPv6 address is not written plainly");
      return inside;
    }
    refuseIf(host.endsWith("."), "its host ends in a dot");
    refuseIf(host.length() > HOST_CHARS_MAX, "its host is longer than 253 characters");
    if (endsInNumber(host)) {
      refuseIf(!isPlainIpv4(host), "its host is a number, not a plain IPv4 address");
      return host;
    }
    for (String label : host.split("\\.", -1)) {
      refuseIf(!isLabel(label), "its host is not a name of letters, digits and hyphens");
    }
    return host;
  }

  /** Resolvers take such a host for an address: 127.1, 2130706433, 0x7f000001, 0177.0.0.1. */
  static boolean endsInNumber(String host) {
    String last = host.substring(host.lastIndexOf('.') + 1);
    return !last.isEmpty()
        && (isDigits(last)
            || (last.startsWith("0x")
                && last.chars().skip(2).allMatch(c -> Character.digit(c, 16) >= 0)));
  }

  private static boolean isPlainIpv4(String host) {
    String[] parts = host.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      boolean short3 = !part.isEmpty() && part.length() <= 3;
      boolean padded = part.length() > 1 && part.charAt(0) == '0';
      if (!short3 || padded || !isDigits(part) || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLabel(String label) {
    return !label.isEmpty()
        && label.length() <= LABEL_CHARS_MAX
        && label.charAt(0) != '-'
        && label.charAt(label.length() - 1) != '-'
        && label.chars().allMatch(AddressParser::isLetterDigitOrHyphen);
  }

  private static boolean isLetterDigitOrHyphen(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  }

  private static boolean isDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static int port(String digits) throws Fault {
    boolean plain = !digits.isEmpty() && digits.length() <= 5 && isDigits(digits);
    int port = plain ? Integer.parseInt(digits) : 0;
    refuseIf(port < 1 || port > 65_535, "its port is not a number from 1 to 65535");
    return port;
  }

  /** A path that climbs would leave the place that the policy pinned. */
  private static String path(String path) throws Fault {
    for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
      boolean whole =
          i + 2 < path.length()
              && Character.digit(path.charAt(i + 1), 16) >= 0
              && Character.digit(path.charAt(i + 2), 16) >= 0;
      refuseIf(!whole, "its path holds a broken percent escape");
      int octet = Integer.parseInt(path.substring(i + 1, i + 3), 16);
      refuseIf(
          octet == '.' || octet == '/' || octet == '\\' || octet == '%' || octet < 0x20,
          "its path hides a dot, a slash or a control character behind a percent escape");
    }
    for (String segment : path.split("/", -1)) {
      refuseIf(segment.equals(".") || segment.equals(".."), "its path has a dot segment");
    }
    refuseIf(path.contains("//"), "its path has an empty segment");
    return path;
  }

  private static void refuseIf(boolean broken, String sentence) throws Fault {
    if (broken) {
      throw new Fault(sentence);
    }
  }

  /** Leaves the nested steps at once; never leaves this class, so it needs no stack. */
  private static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;
    private final String sentence;

    Fault(String sentence) {
      super(sentence, null, false, false);
      this.sentence = sentence;
    }
  }
}
