package io.sallyport.verify.mechanism;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Reads a time of a {@code within} rule: seconds in 1 to 12 ASCII digits, or RFC 3339. */
final class SignedTime {
  private static final int DIGITS_MAX = 12;
  private static final int RFC3339_CHARS_MIN = "2026-05-01T12:00:00Z".length();
  private static final int RFC3339_CHARS_MAX = "2026-05-01T12:00:00.123456789+00:00".length();

  private SignedTime() {}

  static Optional<Instant> read(String text) {
    if (!text.isEmpty()
        && text.length() <= DIGITS_MAX
        && text.chars().allMatch(SignedTime::digit)) {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
    }
    return isRfc3339(text) ? parse(text) : Optional.empty();
  }

  private static Optional<Instant> parse(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The platform's reader takes shorter and longer forms than RFC 3339 §5.6 has. */
  private static boolean isRfc3339(String text) {
    int length = text.length();
    if (length < RFC3339_CHARS_MIN || length > RFC3339_CHARS_MAX) {
      return false;
    }
    for (int i = 0; i < 19; i++) {
      char c = text.charAt(i);
      boolean fits =
          switch (i) {
            case 4, 7 -> c == '-';
            case 10 -> c == 'T' || c == 't';
            case 13, 16 -> c == ':';
            default -> digit(c);
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }
}
