package io.sallyport.ingress.http1;

import java.time.Duration;

/**
 * How long a connection may stay in each phase. All are absolute: a byte now and then extends none
 * of them, which is what tells them from an idle timeout.
 *
 * @param head from the first byte of a head, or the opening of the connection, to its last
 * @param body from the end of the head to the end of the body
 * @param idle between two requests
 * @param write without the peer taking any byte of an answer
 * @param linger for which what is still sent is read and dropped after a final answer, so that the
 *     answer is not lost with the connection (RFC 9112 §9.6)
 */
public record ConnectionTimes(
    Duration head, Duration body, Duration idle, Duration write, Duration linger) {
  public static final ConnectionTimes DEFAULT =
      new ConnectionTimes(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2));

  /** How often deadlines are looked at: late by a tenth of the shortest, and by half a second. */
  public Duration sweep() {
    long shortest =
        Math.min(
            Math.min(head.toMillis(), body.toMillis()),
            Math.min(Math.min(idle.toMillis(), write.toMillis()), linger.toMillis()));
    return Duration.ofMillis(Math.max(10, Math.min(500, shortest / 10)));
  }
}
