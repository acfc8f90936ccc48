package io.sallyport.freshness;

import io.sallyport.verdict.Finding;
import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.time.Instant;

/**
 * How far a signed time may be from now, judged at the receipt of the last byte.
 *
 * @param past how old it may be, inclusive
 * @param future how far ahead it may be, inclusive
 */
public record FreshnessRule(Duration past, Duration future) {
  /** Both bounds are inclusive: an age of exactly {@code past} is still fresh. */
  public Finding judge(Instant signedAt, Instant now) {
    Duration age = Duration.between(signedAt, now);
    if (age.compareTo(past) > 0) {
      return Finding.stop(
          Reason.TIMESTAMP_STALE,
          "signed " + age.toSeconds() + " s ago, " + past.toSeconds() + " s are allowed");
    }
    if (age.negated().compareTo(future) > 0) {
      return Finding.stop(
          Reason.TIMESTAMP_FUTURE,
          "signed "
              + age.negated().toSeconds()
              + " s ahead, "
              + future.toSeconds()
              + " s are allowed");
    }
    return Finding.clear();
  }
}
