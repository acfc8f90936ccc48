package io.sallyport.dispatch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How long an upstream asks to be left alone (RFC 9110 §10.2.3): seconds, or a date in one of the
 * three spellings that a recipient must understand (§5.6.7). What is neither says nothing.
 */
final class RetryAfter {
  private static final int SECONDS_CHARS_MAX = 9;
  private static final int DATE_CHARS_MAX = 40;
  private static final int CENTURY_AHEAD = 50;

  private RetryAfter() {}

  /** The time from now; zero for a date that has passed. */
  static Optional<Duration> of(String field, Instant now) {
    String text = field.strip();
    if (isSeconds(text)) {
      return Optional.of(Duration.ofSeconds(Integer.parseInt(text)));
    }
    if (text.length() > DATE_CHARS_MAX) {
      return Optional.empty();
    }
    for (DateTimeFormatter spelling : spellings(now)) {
      Optional<Instant> date = parse(text, spelling);
      if (date.isPresent()) {
        Duration wait = Duration.between(now, date.get());
        return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
      }
    }
    return Optional.empty();
  }

  private static boolean isSeconds(String text) {
    return !text.isEmpty()
        && text.length() <= SECONDS_CHARS_MAX
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Optional<Instant> parse(String text, DateTimeFormatter spelling) {
    try {
      return Optional.of(LocalDateTime.parse(text, spelling).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  /** IMF-fixdate, RFC 850 (its two digits mean a year at most fifty ahead), asctime. */
  private static List<DateTimeFormatter> spellings(Instant now) {
    int base = now.atOffset(ZoneOffset.UTC).getYear() + CENTURY_AHEAD - 99;
    return List.of(
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH),
        new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, base)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.ENGLISH),
        DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));
  }
}
