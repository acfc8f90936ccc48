package io.sallyport.store.redis.wire;

import io.sallyport.secret.SecretFault;
import io.sallyport.secret.SecretText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One URL.
 *
 * @param written what stands between scheme and host, to be compared only
 */
record RedisUrl(
    RedisAddress address,
    boolean isTls,
    Optional<String> user,
    Optional<SecretText> password,
    int database,
    String written) {

  /** Longer ones are refused. */
  private static final int CHARS_MAX = 2_048;

  // Docker's names may have underscores, but neither certificates nor the client's URIs do.
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern DATABASE = Pattern.compile("[0-9]{1,5}");

  /** What is wrong with it, and what is wanted. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    Fault(String message) {
      super(message);
    }

    Fault(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static RedisUrl parse(String text) throws Fault {
    if (text.length() > CHARS_MAX) {
      throw new Fault("want at most " + CHARS_MAX + " characters");
    }
    int colon = text.indexOf("://");
    String scheme = colon < 0 ? "" : text.substring(0, colon);
    if (scheme.equals("unix") || text.startsWith("/")) {
      throw new Fault("sockets in the file system are not supported; want redis://HOST:PORT");
    }
    if (!scheme.equals("redis") && !scheme.equals("rediss")) {
      throw new Fault("want redis://HOST:PORT, or rediss://HOST:PORT for TLS");
    }
    String rest = text.substring(colon + 3);
    int end = endOfAuthority(rest);
    String authority = rest.substring(0, end);
    int at = authority.lastIndexOf('@');
    String userInfo = at < 0 ? "" : authority.substring(0, at);
    int split = at < 0 ? -1 : userInfo.indexOf(':');
    String user = at < 0 ? "" : userInfo.substring(0, split < 0 ? userInfo.length() : split);
    if (at >= 0 && split < 0) {
      throw new Fault("want user:password@ before the host, or :password@ without a user");
    }
    return new RedisUrl(
        address(authority.substring(at + 1)),
        scheme.equals("rediss"),
        user.isEmpty() ? Optional.empty() : Optional.of(decoded(user, "user")),
        split < 0 ? Optional.empty() : password(userInfo.substring(split + 1)),
        database(rest.substring(end)),
        userInfo);
  }

  /** The first slash, question mark or hash that is not within a reference. */
  private static int endOfAuthority(String rest) {
    int depth = 0;
    for (int i = 0; i < rest.length(); i++) {
      char c = rest.charAt(i);
      if (c == '$' && i + 1 < rest.length() && rest.charAt(i + 1) == '{') {
        depth++;
      } else if (c == '}' && depth > 0) {
        depth--;
      } else if (depth == 0 && (c == '/' || c == '?' || c == '#')) {
        return i;
      }
    }
    return rest.length();
  }

  private static RedisAddress address(String text) throws Fault {
    String host = text;
    String port = "";
    int bracket = text.lastIndexOf(']');
    int colon = text.indexOf(':', Math.max(bracket, 0));
    if (colon >= 0) {
      host = text.substring(0, colon);
      port = text.substring(colon + 1);
      if (!PORT.matcher(port).matches()) {
        throw new Fault("want a port from 1 to 65535 after the host's colon");
      }
    }
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    if (!(bracketed ? IPV6 : HOST).matcher(bare).matches()) {
      throw new Fault("want a host name or address after the scheme (IPv6 in brackets)");
    }
    int number = port.isEmpty() ? RedisAddress.PORT_DEFAULT : Integer.parseInt(port);
    if (number < 1 || number > 65_535) {
      throw new Fault("want a port from 1 to 65535, got " + number);
    }
    return new RedisAddress(bare, number);
  }

  private static Optional<SecretText> password(String text) throws Fault {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String plain = text.contains("${") ? text : decoded(text, "password").replace("$", "$$");
    try {
      return Optional.of(SecretText.parse(plain));
    } catch (SecretFault fault) {
      throw new Fault("password: " + fault.getMessage(), fault);
    }
  }

  private static String decoded(String text, String what) throws Fault {
    try {
      // A plus stands for itself outside of forms.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Fault("the " + what + "'s percent signs want two hexadecimal digits each", e);
    }
  }

  private static int database(String path) throws Fault {
    if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
      throw new Fault("want no parameters after the host; the database is its path, as in /1");
    }
    String number = path.startsWith("/") ? path.substring(1) : path;
    if (number.isEmpty()) {
      return 0;
    }
    if (!DATABASE.matcher(number).matches()) {
      throw new Fault("want a database's number after the host, as in /1");
    }
    return Integer.parseInt(number);
  }

  boolean agreesWith(RedisUrl other) {
    return isTls == other.isTls && database == other.database && written.equals(other.written);
  }

  /** Without what may be secret. */
  @Override
  public String toString() {
    return (isTls ? "rediss://" : "redis://") + address;
  }
}
