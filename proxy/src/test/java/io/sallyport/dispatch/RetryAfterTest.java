package io.sallyport.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("1994-11-06T08:49:07Z");

  /** The three dates are the examples of RFC 9110 §5.6.7, all of one moment. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "120 | 120",
        "  7 | 7",
        "999999999 | 999999999",
        "Sun, 06 Nov 1994 08:49:37 GMT | 30",
        "Sunday, 06-Nov-94 08:49:37 GMT | 30",
        "Sun Nov  6 08:49:37 1994 | 30",
        "Wed Nov 16 08:49:37 1994 | 864030",
        "Sun, 06 Nov 1994 08:49:06 GMT | 0"
      })
  void isSecondsOrADate(String field, long seconds) {
    assertThat(RetryAfter.of(field, NOW)).contains(Duration.ofSeconds(seconds));
  }

  @Test
  void twoDigitsMeanTheYearThatIsNear() {
    Instant now = Instant.parse("2026-05-01T12:00:00Z");

    assertThat(RetryAfter.of("Friday, 01-May-26 12:00:10 GMT", now))
        .contains(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1",
        "1.5",
        "1e3",
        "9999999999",
        "٣",
        "soon",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT and a lot of other things"
      })
  void whatIsNeitherSaysNothing(String field) {
    assertThat(RetryAfter.of(field, NOW)).isEmpty();
  }
}
