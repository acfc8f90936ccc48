package io.sallyport.store.redis.wire;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where {@code MOVED 3999 127.0.0.1:6381} and {@code ASK 3999 127.0.0.1:6381} point (Redis Cluster
 * specification, "Redirection and resharding"). Without a host, it is the one that says so.
 */
final class Redirection {
  private static final Pattern FORM =
      Pattern.compile("(?:MOVED|ASK) [0-9]{1,5} (\\S{0,253}):([0-9]{1,5})");

  private Redirection() {}

  static Optional<RedisAddress> address(String said, RedisAddress from) {
    Matcher matcher = FORM.matcher(said);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String host = matcher.group(1).isEmpty() ? from.host() : matcher.group(1);
    int port = Integer.parseInt(matcher.group(2));
    return port < 1 || port > 65_535 ? Optional.empty() : Optional.of(new RedisAddress(host, port));
  }
}
