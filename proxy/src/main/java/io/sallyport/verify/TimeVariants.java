package io.sallyport.verify;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** A signed time as it may have been meant. */
final class TimeVariants {
  /** Two units of the same number are a thousandfold apart: a day either way is certain. */
  private static final Duration NEAR = Duration.ofDays(1);

  private static final int DIGITS_MAX = 18;
  private static final int TEXT_CHARS_MAX = 64;
  private static final long THOUSAND = 1_000;

  private TimeVariants() {}

  static Optional<String> sentence(String text, Instant now) {
    if (text.isEmpty() || text.length() > TEXT_CHARS_MAX) {
      return Optional.empty();
    }
    if (text.length() <= DIGITS_MAX && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return ofNumber(Long.parseLong(text), now);
    }
    try {
      return isNear(OffsetDateTime.parse(text).toInstant(), now)
          ? Optional.of("the signed time is written as RFC 3339 (freshness.unit: rfc3339)")
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> ofNumber(long number, Instant now) {
    if (isNear(Instant.ofEpochMilli(number), now)) {
      return Optional.of("the signed time is in milliseconds (freshness.unit: ms)");
    }
    if (isNear(Instant.ofEpochMilli(number / THOUSAND), now)) {
      return Optional.of("the signed time is in microseconds, which no unit of a policy is");
    }
    // A number of 18 digits as seconds lies beyond what an Instant holds.
    return number < Instant.MAX.getEpochSecond() && isNear(Instant.ofEpochSecond(number), now)
        ? Optional.of("the signed time is in seconds (freshness.unit: s)")
        : Optional.empty();
  }

  private static boolean isNear(Instant time, Instant now) {
    return Duration.between(time, now).abs().compareTo(NEAR) <= 0;
  }
}
