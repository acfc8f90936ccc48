package io.sallyport.ingress;

import java.net.InetAddress;
import java.util.Optional;

/** One element of {@code Forwarded} (RFC 7239 §4) or {@code X-Forwarded-For}. */
final class ForwardedElement {
  private ForwardedElement() {}

  /** The address that {@code for=} names; empty when it names none, or is given twice. */
  static Optional<InetAddress> address(String element) {
    Optional<String> node = Optional.empty();
    int at = 0;
    while (at < element.length()) {
      int equals = element.indexOf('=', at);
      if (equals < 0) {
        return Optional.empty();
      }
      int end = endOfValue(element, equals + 1);
      if (element.substring(at, equals).strip().equalsIgnoreCase("for")) {
        if (node.isPresent()) {
          return Optional.empty();
        }
        node = Optional.of(unquote(element.substring(equals + 1, end).strip()));
      }
      at = end + 1;
    }
    return node.flatMap(ForwardedElement::node);
  }

  /**
   * The address of {@code 192.0.2.1}, {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711} or {@code
   * 2001:db8::1}; empty for {@code unknown}, obfuscated identifiers ({@code _x}) and garbage.
   */
  static Optional<InetAddress> node(String node) {
    if (node.startsWith("[")) {
      int close = node.indexOf(']');
      if (close < 0 || !isPort(node, close + 1)) {
        return Optional.empty();
      }
      String inside = node.substring(1, close);
      return inside.indexOf(':') < 0 ? Optional.empty() : IpText.parseAddress(inside);
    }
    int colon = node.indexOf(':');
    boolean single = colon >= 0 && node.indexOf(':', colon + 1) < 0;
    if (single) {
      return isPort(node, colon) ? IpText.parseAddress(node.substring(0, colon)) : Optional.empty();
    }
    return IpText.parseAddress(node);
  }

  private static int endOfValue(String element, int start) {
    boolean inside = false;
    for (int i = start; i < element.length(); i++) {
      char c = element.charAt(i);
      if (c == '"') {
        inside = !inside;
      } else if (c == ';' && !inside) {
        return i;
      }
    }
    return element.length();
  }

  private static String unquote(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** Nothing, or a colon and 1 to 5 digits (an obfuscated port is taken for garbage). */
  private static boolean isPort(String node, int start) {
    if (start == node.length()) {
      return true;
    }
    int digits = node.length() - start - 1;
    if (node.charAt(start) != ':' || digits < 1 || digits > 5) {
      return false;
    }
    for (int i = start + 1; i < node.length(); i++) {
      if (node.charAt(i) < '0' || node.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
