package io.sallyport.store.redis.wire;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: a random time below a bound that doubles from failure
 * to failure (full jitter), so that nodes that lost Redis together do not come back together.
 */
final class Backoff {
  private static final int DOUBLINGS_MAX = 20;

  private final long firstMillis;
  private final long mostMillis;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration first, Duration most, RandomGenerator random) {
    this.firstMillis = first.toMillis();
    this.mostMillis = most.toMillis();
    this.random = random;
  }

  void succeeded() {
    failures = 0;
  }

  /** Counts one more failure; at least a millisecond, and at most the bound. */
  long failedMillis() {
    long bound = firstMillis << Math.min(failures, DOUBLINGS_MAX);
    failures++;
    return 1 + random.nextLong(Math.min(Math.max(bound, 1), mostMillis));
  }
}
