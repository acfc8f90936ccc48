package io.sallyport.store.shared;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long somebody waits who was not answered: a random part of a bound that doubles, so that many
 * nodes do not come back together.
 */
final class Pause {
  static final Duration FIRST = Duration.ofMillis(20);
  static final Duration MOST = Duration.ofSeconds(2);
  private static final int DOUBLINGS_MAX = 16;

  private final RandomGenerator random;
  private int failures;

  Pause(RandomGenerator random) {
    this.random = random;
  }

  /** The next one, at least a millisecond. */
  Duration next() {
    long bound = FIRST.toMillis() << Math.min(failures++, DOUBLINGS_MAX);
    return Duration.ofMillis(1 + random.nextLong(Math.min(bound, MOST.toMillis())));
  }

  /** It was answered. */
  void over() {
    failures = 0;
  }
}
