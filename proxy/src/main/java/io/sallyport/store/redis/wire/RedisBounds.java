package io.sallyport.store.redis.wire;

import java.time.Duration;

/**
 * What the way to Redis bears.
 *
 * @param connectTimeout from the first packet of a connection until it can be used: TLS, sign-in
 *     and the question who is there included
 * @param commandTimeout how long a question may take that names no time of its own
 * @param silence how long Redis may owe an answer before the connection is given up
 * @param pendingMax runs that wait for or are under way to one process, and an eighth of those to
 *     all; more fail at once
 * @param pendingBytesMax what all of them may hold, in bytes
 * @param connectionsMax connections to one process; one of them is never used for {@code WAIT}, so
 *     from 2
 * @param backoffFirst below which time the first attempt to connect anew begins
 * @param backoffMost what that doubles to
 */
public record RedisBounds(
    Duration connectTimeout,
    Duration commandTimeout,
    Duration silence,
    int pendingMax,
    long pendingBytesMax,
    int connectionsMax,
    Duration backoffFirst,
    Duration backoffMost) {

  public static final RedisBounds DEFAULT =
      new RedisBounds(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          1_024,
          64L << 20,
          4,
          Duration.ofMillis(20),
          Duration.ofSeconds(1));

  public RedisBounds {
    if (connectTimeout.toMillis() < 1
        || commandTimeout.toMillis() < 1
        || silence.toMillis() < 1
        || backoffFirst.toMillis() < 1
        || backoffMost.compareTo(backoffFirst) < 0
        || pendingMax < 1
        || pendingBytesMax < 1
        || connectionsMax < 2) {
      throw new IllegalArgumentException("want times and counts above zero, connections from 2");
    }
  }
}
