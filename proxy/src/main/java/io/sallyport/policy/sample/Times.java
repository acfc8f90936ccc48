package io.sallyport.policy.sample;

import com.google.re2j.Pattern;
import io.sallyport.freshness.Freshness.Unit;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes times as senders do. */
final class Times {
  /** IMF-fixdate (RFC 9110 §5.6.7). */
  private static final DateTimeFormatter HTTP =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Times() {}

  /** The time in the first spelling that a pattern takes. */
  static Optional<String> fitting(Instant time, Pattern pattern) {
    return Stream.of(Unit.values())
        .map(unit -> written(time, unit))
        .filter(pattern::matches)
        .findFirst();
  }

  static String written(Instant time, Unit unit) {
    return switch (unit.word()) {
      case "s" -> String.valueOf(time.getEpochSecond());
      case "ms" -> String.valueOf(time.toEpochMilli());
      case "rfc3339" -> time.toString();
      default -> HTTP.format(time);
    };
  }
}
