package io.sallyport.verify.template;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;

/**
 * Times as senders write them, read strictly: no sign, no space, no digits but ASCII's, no guess at
 * the unit. Anything else is empty. A time that two programs could read differently is no time.
 */
public final class TimeText {
  private static final int SECONDS_DIGITS_MAX = 12;
  private static final int MILLIS_DIGITS_MAX = 15;
  private static final int FRACTION_DIGITS_MAX = 9;
  private static final int IMF_FIXDATE_CHARS = "Fri, 01 May 2026 12:00:00 GMT".length();
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withResolverStyle(ResolverStyle.STRICT);

  private TimeText() {}

  /** Seconds since 1970: 1 to 12 digits, no leading zero but {@code 0} itself. */
  public static Optional<Instant> seconds(byte[] text) {
    return digits(text, SECONDS_DIGITS_MAX).map(Instant::ofEpochSecond);
  }

  /** Milliseconds since 1970: 1 to 15 digits, no leading zero but {@code 0} itself. */
  public static Optional<Instant> millis(byte[] text) {
    return digits(text, MILLIS_DIGITS_MAX).map(Instant::ofEpochMilli);
  }

  /**
   * RFC 3339 §5.6 {@code date-time}: {@code T} between date and time, {@code Z} or an offset with a
   * colon, 1 to 9 digits of a second. A leap second ({@code :60}) is refused: it names no instant
   * that a clock here would show.
   */
  public static Optional<Instant> rfc3339(byte[] text) {
    String read = new String(text, StandardCharsets.ISO_8859_1);
    int zone = zoneStart(read);
    if (zone < 0 || !fits(read.substring(0, 19), "dddd-dd-ddTdd:dd:dd")) {
      return Optional.empty();
    }
    try {
      LocalDateTime local =
          LocalDateTime.of(
              number(read, 0, 4),
              number(read, 5, 7),
              number(read, 8, 10),
              number(read, 11, 13),
              number(read, 14, 16),
              number(read, 17, 19),
              nanos(read.substring(19, zone)));
      return offsetSeconds(read.substring(zone))
          .map(seconds -> local.toInstant(ZoneOffset.UTC).minusSeconds(seconds));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** RFC 9110 §5.6.7 {@code IMF-fixdate}, in GMT, its weekday the right one (Klaviyo). */
  public static Optional<Instant> httpDate(byte[] text) {
    if (text.length != IMF_FIXDATE_CHARS) {
      return Optional.empty();
    }
    String read = new String(text, StandardCharsets.ISO_8859_1);
    try {
      return Optional.of(LocalDateTime.parse(read, IMF_FIXDATE).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> digits(byte[] text, int most) {
    if (text.length == 0 || text.length > most || (text[0] == '0' && text.length > 1)) {
      return Optional.empty();
    }
    long value = 0;
    for (byte b : text) {
      if (b < '0' || b > '9') {
        return Optional.empty();
      }
      value = 10 * value + (b - '0');
    }
    return Optional.of(value);
  }

  /** Where the fraction ends and Z or the offset begins; −1 where this is no time at all. */
  private static int zoneStart(String text) {
    if (text.length() < 20) {
      return -1;
    }
    int at = 19;
    if (text.charAt(at) == '.') {
      at++;
      int first = at;
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
      if (at == first || at - first > FRACTION_DIGITS_MAX) {
        return -1;
      }
    }
    return at < text.length() ? at : -1;
  }

  private static int nanos(String fraction) {
    if (fraction.isEmpty()) {
      return 0;
    }
    String digits = fraction.substring(1);
    return number(digits + "0".repeat(FRACTION_DIGITS_MAX - digits.length()), 0, 9);
  }

  private static Optional<Integer> offsetSeconds(String zone) {
    if (zone.equals("Z")) {
      return Optional.of(0);
    }
    boolean written = fits(zone, "+dd:dd") || fits(zone, "-dd:dd");
    if (!written || number(zone, 1, 3) > 23 || number(zone, 4, 6) > 59) {
      return Optional.empty();
    }
    int seconds = 3600 * number(zone, 1, 3) + 60 * number(zone, 4, 6);
    return Optional.of(zone.charAt(0) == '-' ? -seconds : seconds);
  }

  private static boolean fits(String text, String shape) {
    if (text.length() != shape.length()) {
      return false;
    }
    for (int i = 0; i < shape.length(); i++) {
      boolean fits =
          shape.charAt(i) == 'd' ? isDigit(text.charAt(i)) : text.charAt(i) == shape.charAt(i);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = 10 * value + (text.charAt(i) - '0');
    }
    return value;
  }
}
