package io.sallyport.dispatch;

import io.sallyport.deliver.DeliveryRule.Retries;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a failed event is tried again: a random time below a bound that doubles from try to try
 * (full jitter: many that failed together do not come back together), and not before the upstream
 * wants it. Pure but for the random generator.
 *
 * @param retries what the policy says
 */
record Backoff(Retries retries) {
  /** Doubling ends here; the bound was reached long before. */
  private static final int DOUBLINGS_MAX = 30;

  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration APART = Duration.ofSeconds(1);

  /**
   * The next try; empty when there is none, because the tries or the time for them are used up.
   *
   * @param attempt the number of the try that has failed, from 1
   * @param receivedAt when the last byte came in
   * @param wanted how long the upstream asked to be left alone; never more than {@code
   *     retries.most} of it is granted
   */
  Optional<Instant> next(
      int attempt,
      Instant receivedAt,
      Instant now,
      Optional<Duration> wanted,
      RandomGenerator random) {
    if (attempt >= retries.attemptsMax()) {
      return Optional.empty();
    }
    Instant due = now.plus(delay(attempt, wanted, random)).truncatedTo(ChronoUnit.MILLIS);
    return isTooLate(due, receivedAt) ? Optional.empty() : Optional.of(due);
  }

  /** Whether no try may begin any more. */
  boolean isTooLate(Instant at, Instant receivedAt) {
    return at.isAfter(receivedAt.plus(retries.within()));
  }

  private Duration delay(int attempt, Optional<Duration> wanted, RandomGenerator random) {
    Duration own = LEAST.plus(below(bound(attempt), random));
    if (wanted.isEmpty()) {
      return own;
    }
    Duration asked = least(wanted.get(), retries.most());
    Duration theirs = asked.plus(below(asked.dividedBy(10).plus(APART), random));
    return own.compareTo(theirs) > 0 ? own : theirs;
  }

  /** Below which time the try after this one begins. */
  private Duration bound(int attempt) {
    Duration bound = retries.first();
    for (int i = 1; i < Math.min(attempt, DOUBLINGS_MAX); i++) {
      if (bound.compareTo(retries.most()) >= 0) {
        break;
      }
      bound = bound.multipliedBy(2);
    }
    return least(bound, retries.most());
  }

  private static Duration below(Duration bound, RandomGenerator random) {
    return bound.isZero() ? bound : Duration.ofNanos(random.nextLong(bound.toNanos()));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
