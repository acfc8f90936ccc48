package io.sallyport.store.redis.wire;

import java.time.Duration;

/**
 * For how many replicas the master shall wait after the scripts.
 *
 * @param replicas 0 for none
 * @param atMost how long; at least a millisecond, for to Redis zero is for ever
 */
public record Waits(int replicas, Duration atMost) {
  private static final Waits NONE = new Waits(0, Duration.ofMillis(1));

  public Waits {
    if (replicas < 0 || atMost.toMillis() < 1) {
      throw new IllegalArgumentException("want no negative count, and at least a millisecond");
    }
  }

  /** Does not wait. */
  public static Waits none() {
    return NONE;
  }

  /** Waits until that many have what the scripts wrote. */
  public static Waits forReplicas(int replicas, Duration atMost) {
    return new Waits(replicas, atMost);
  }

  boolean isNone() {
    return replicas == 0;
  }
}
