package io.sallyport.deliver;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;

/** How long a connection may be kept idle by what the upstream says in {@code Keep-Alive}. */
final class KeepAlive {
  private static final String TIMEOUT = "timeout=";

  private KeepAlive() {}

  /** One second less than it says, so that it is never used as the upstream closes it. */
  static Duration of(HttpHeaders headers) {
    String field = headers.get("Keep-Alive");
    if (field == null) {
      return Line.IDLE_MAX;
    }
    int start = field.indexOf(TIMEOUT);
    if (start < 0) {
      return Line.IDLE_MAX;
    }
    int seconds = 0;
    for (int i = start + TIMEOUT.length(); i < field.length() && seconds < 60; i++) {
      char c = field.charAt(i);
      if (c < '0' || c > '9') {
        break;
      }
      seconds = seconds * 10 + (c - '0');
    }
    Duration said = Duration.ofSeconds(Math.max(0, seconds - 1));
    return said.compareTo(Line.IDLE_MAX) < 0 ? said : Line.IDLE_MAX;
  }
}
