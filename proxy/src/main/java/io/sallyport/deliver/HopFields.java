package io.sallyport.deliver;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which fields belong to one hop and are not passed on, in either direction (RFC 9110 §7.6.1), and
 * which are ours to say and nobody else's.
 */
final class HopFields {
  private static final String OURS = "sallyport";
  private static final Set<String> STEERING =
      anyCase(
          "x-http-method",
          "x-http-method-override",
          "x-method-override",
          "x-original-host",
          "x-original-method",
          "x-original-uri",
          "x-original-url",
          "x-rewrite-url",
          "x-host",
          "cookie");
  private static final String FORWARDED = "x-forwarded-";

  private HopFields() {}

  /** Fields that mean something to the next hop only. */
  static boolean isHop(String name) {
    return switch (name.length()) {
      case 2 -> name.equalsIgnoreCase("TE");
      case 7 -> name.equalsIgnoreCase("Trailer") || name.equalsIgnoreCase("Upgrade");
      case 10 -> name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive");
      case 14 -> name.equalsIgnoreCase("Content-Length");
      case 16 -> name.equalsIgnoreCase("Proxy-Connection");
      case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
      case 18 -> name.equalsIgnoreCase("Proxy-Authenticate");
      case 19 -> name.equalsIgnoreCase("Proxy-Authorization");
      default -> false;
    };
  }

  /** Fields of a request that are written anew for the upstream, whatever the sender said. */
  static boolean isRewritten(String name) {
    return switch (name.length()) {
      case 4 -> name.equalsIgnoreCase("Host");
      case 6 -> name.equalsIgnoreCase("Expect");
      case 9 -> name.equalsIgnoreCase("Forwarded") || name.equalsIgnoreCase("X-Real-IP");
      default -> name.regionMatches(true, 0, FORWARDED, 0, FORWARDED.length());
    };
  }

  /**
   * Fields by which frameworks let a caller say another method, path or host than those of the
   * request. No signature covers them, so that they would steer a captured delivery.
   */
  static boolean couldSteer(String name) {
    return STEERING.contains(name);
  }

  private static Set<String> anyCase(String... names) {
    Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    all.addAll(List.of(names));
    return Collections.unmodifiableSet(all);
  }

  /**
   * Names that an upstream may take for ours: whatever holds our name, and whatever holds an
   * underscore, which CGI and its heirs cannot tell from a hyphen.
   */
  static boolean couldBeOurs(String name) {
    if (name.indexOf('_') >= 0) {
      return true;
    }
    for (int i = 0; i <= name.length() - OURS.length(); i++) {
      if (name.regionMatches(true, i, OURS, 0, OURS.length())) {
        return true;
      }
    }
    return false;
  }
}
