package io.sallyport.egress;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a node's admin listener is reached by the others: a scheme, a host and a port, and nothing
 * that could make a request go elsewhere. It may be private, as it mostly is.
 *
 * @param host a name or an IPv4 address, lower case; or an IPv6 address without its brackets
 * @param port 1 to 65535
 */
public record NodeAddress(boolean isTls, String host, int port) {
  /** Longer ones are none. */
  public static final int CHARS_MAX = 300;

  /** The whole of one, as RE2 and the JDK read it; the port is 80 or 443 where none is given. */
  public static final String PATTERN =
      "https?://([A-Za-z0-9][A-Za-z0-9._-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}\\])"
          + "(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?";

  private static final Pattern PARTS =
      Pattern.compile("(https?)://(?:([^\\[\\]:]+)|\\[([^\\]]+)\\])(?::([0-9]{1,5}))?");

  private static final Pattern WHOLE = Pattern.compile(PATTERN);

  /** Reads one; empty where it is none, with userinfo, a path or a query, too. */
  public static Optional<NodeAddress> parse(String text) {
    Matcher parts = PARTS.matcher(text);
    if (text.length() > CHARS_MAX || !WHOLE.matcher(text).matches() || !parts.matches()) {
      return Optional.empty();
    }
    boolean isTls = parts.group(1).equals("https");
    String host = parts.group(2) == null ? parts.group(3) : parts.group(2);
    int otherwise = isTls ? 443 : 80;
    int port = parts.group(4) == null ? otherwise : Integer.parseInt(parts.group(4));
    return Optional.of(new NodeAddress(isTls, host.toLowerCase(Locale.ROOT), port));
  }

  @Override
  public String toString() {
    return (isTls ? "https://" : "http://")
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + port;
  }
}
