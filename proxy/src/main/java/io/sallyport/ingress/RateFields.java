package io.sallyport.ingress;

import io.sallyport.pipeline.Outcome;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What a limited sender is told (draft-ietf-httpapi-ratelimit-headers-10): the policy, what is left
 * and when to come back, with some jitter so that not all come back at once.
 */
final class RateFields {
  private RateFields() {}

  /**
   * Adds them.
   *
   * @param limit its name, of {@code a-z 0-9 -}
   * @param rate what it allows
   * @param waitNanos until one more would pass
   */
  static Answer add(
      Answer answer, String limit, Rate rate, long waitNanos, RandomGenerator random) {
    long wait = wholeSeconds(Duration.ofNanos(waitNanos));
    long window = Math.max(1, rate.per().toSeconds());
    long retry = wait + random.nextInt((int) Math.min(60, wait / 4 + 2));
    answer
        .fields()
        .add("RateLimit-Policy", "\"" + limit + "\";q=" + rate.permits() + ";w=" + window)
        .add("RateLimit", "\"" + limit + "\";r=0;t=" + wait);
    if (!answer.fields().has("Retry-After")) { // the policy may say its own
      answer.fields().add("Retry-After", Long.toString(retry));
    }
    return answer;
  }

  /** Rounded up, and at least 1: who comes a moment too early comes in vain. */
  static long wholeSeconds(Duration wait) {
    return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
  }

  /** Those of a limit of the policy. */
  static Answer add(
      Answer answer, Outcome.Quota quota, Duration retryAfter, RandomGenerator random) {
    Rate rate = new Rate(quota.permits(), quota.per(), quota.burst());
    return add(answer, quota.name(), rate, retryAfter.toNanos(), random);
  }
}
