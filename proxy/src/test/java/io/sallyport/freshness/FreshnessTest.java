package io.sallyport.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.freshness.Freshness.Unit;
import io.sallyport.verdict.Finding;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.Language.ItemsRule;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final FreshnessRule FIVE_MINUTES =
      new FreshnessRule(Duration.ofMinutes(5), Duration.ofMinutes(5));
  private static final Language PLAIN = TemplateLanguage.builder(Map.of()).build();

  private static Finding judge(Unit unit, String time) throws TemplateFault {
    return new Freshness(PLAIN.template("{header:Time}"), unit, FIVE_MINUTES, false)
        .judge(ARequest.withHeader("Time", time).in(PLAIN), NOW);
  }

  private static Optional<Instant> read(Unit unit, String text) {
    return unit.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "-300, ''",
    "-301, TIMESTAMP_STALE",
    "0, ''",
    "300, ''",
    "301, TIMESTAMP_FUTURE",
    "-315360000, TIMESTAMP_STALE",
    "315360000, TIMESTAMP_FUTURE"
  })
  void bothBoundsAreInclusive(long offset, String reason) throws TemplateFault {
    Finding finding = judge(Unit.SECONDS, Long.toString(NOW.getEpochSecond() + offset));

    assertThat(finding.reason().map(Reason::name).orElse("")).isEqualTo(reason);
  }

  /** The sender's clock may be ahead, so what it signed may be older than it says. */
  @Test
  void tellsWhenSomethingCanHaveBeenDeliveredFirst() throws TemplateFault {
    Freshness freshness =
        new Freshness(PLAIN.template("{header:Time}"), Unit.SECONDS, FIVE_MINUTES, false);
    String now = Long.toString(NOW.getEpochSecond());

    assertThat(freshness.notBefore(ARequest.withHeader("Time", now).in(PLAIN)))
        .contains(NOW.minusSeconds(300));
    assertThat(freshness.notBefore(ARequest.withHeader("Time", "soon").in(PLAIN))).isEmpty();
    assertThat(freshness.notBefore(ARequest.withHeader("Other", now).in(PLAIN))).isEmpty();
  }

  /** Threat 44: whatever is not 1 to 12 ASCII digits is no time, and nothing throws. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1777636800",
        " 1777636800",
        "1777636800 ",
        "01777636800",
        "00",
        "1.0",
        "1777636800.0",
        "1e9",
        "0x6",
        "9223372036854775807",
        "9223372036854775808",
        "1777636800000",
        "\u0661\u0667\u0667\u0667\u0666\u0663\u0666\u0668\u0660\u0660",
        "１７７７６３６８００",
        "1777636800\u0000",
        "1,777,636,800",
        "NaN",
        "now",
        "1777636800,1777636800"
      })
  void threat44RefusesWhatIsNoPlainSecond(String time) throws TemplateFault {
    assertThat(judge(Unit.SECONDS, time).reason()).contains(Reason.TIMESTAMP_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "9, 9", "2147483648, 2147483648", "999999999999, 999999999999"})
  void threat44ReadsEveryPlainSecond(String text, long second) {
    assertThat(read(Unit.SECONDS, text)).contains(Instant.ofEpochSecond(second));
  }

  @Test
  void threat44HoldsZeroAndTheFarFutureToTheWindow() throws TemplateFault {
    assertThat(judge(Unit.SECONDS, "0").reason()).contains(Reason.TIMESTAMP_STALE);
    assertThat(judge(Unit.SECONDS, "999999999999").reason()).contains(Reason.TIMESTAMP_FUTURE);
    assertThat(judge(Unit.MILLISECONDS, "999999999999999").reason())
        .contains(Reason.TIMESTAMP_FUTURE);
  }

  /** Threat 45: a time in another unit is never guessed at. */
  @Test
  void threat45NeverGuessesTheUnit() throws TemplateFault {
    String seconds = Long.toString(NOW.getEpochSecond());

    assertThat(judge(Unit.SECONDS, seconds).isClear()).isTrue();
    assertThat(judge(Unit.MILLISECONDS, seconds + "000").isClear()).isTrue();
    assertThat(judge(Unit.SECONDS, seconds + "000").reason()).contains(Reason.TIMESTAMP_MALFORMED);
    assertThat(judge(Unit.SECONDS, seconds + "00").reason()).contains(Reason.TIMESTAMP_FUTURE);
    assertThat(judge(Unit.MILLISECONDS, seconds).reason()).contains(Reason.TIMESTAMP_STALE);
    assertThat(judge(Unit.MILLISECONDS, seconds + "000000").reason())
        .contains(Reason.TIMESTAMP_MALFORMED);
    assertThat(judge(Unit.RFC3339, seconds).reason()).contains(Reason.TIMESTAMP_MALFORMED);
    assertThat(judge(Unit.SECONDS, "2026-05-01T12:00:00Z").reason())
        .contains(Reason.TIMESTAMP_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-05-01T12:00:00Z, 2026-05-01T12:00:00Z",
    "2012-05-02T00:54:06.655Z, 2012-05-02T00:54:06.655Z",
    "2022-12-12T17:20:46.123456789Z, 2022-12-12T17:20:46.123456789Z",
    "2020-01-01T00:00:00-07:00, 2020-01-01T07:00:00Z",
    "2020-01-01T00:00:00.5+05:30, 2019-12-31T18:30:00.5Z",
    "2020-02-29T23:59:59-00:00, 2020-02-29T23:59:59Z",
    "1990-12-31T15:59:59-08:00, 1990-12-31T23:59:59Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z"
  })
  void readsRfc3339(String text, Instant expected) {
    assertThat(read(Unit.RFC3339, text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-05-01",
        "2026-05-01T12:00:00",
        "2026-05-01 12:00:00Z",
        "2026-05-01t12:00:00z",
        "2026-05-01T12:00Z",
        "2026-05-01T24:00:00Z",
        "2026-05-01T12:60:00Z",
        "1990-12-31T23:59:60Z",
        "2026-02-29T12:00:00Z",
        "2026-13-01T12:00:00Z",
        "2026-05-01T12:00:00.Z",
        "2026-05-01T12:00:00.1234567890Z",
        "2026-05-01T12:00:00,5Z",
        "2026-05-01T12:00:00+0200",
        "2026-05-01T12:00:00+24:00",
        "2026-05-01T12:00:00+02:60",
        "2026-05-01T12:00:00ZZ",
        "+2026-05-01T12:00:00Z",
        "12026-05-01T12:00:00Z",
        "2026-05-01T12:00:00Z\n",
        "２026-05-01T12:00:00Z",
        "20260501T120000Z",
        "2026-W18-5T12:00:00Z"
      })
  void refusesWhatIsNotStrictRfc3339(String text) {
    assertThat(read(Unit.RFC3339, text)).isEmpty();
  }

  /** The first is RFC 9110 §5.6.7's own example. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sun, 06 Nov 1994 08:49:37 GMT | 1994-11-06T08:49:37Z",
        "Fri, 01 May 2026 12:00:00 GMT | 2026-05-01T12:00:00Z",
        "Thu, 29 Feb 2024 23:59:59 GMT | 2024-02-29T23:59:59Z"
      })
  void readsHttpDates(String text, Instant expected) {
    assertThat(read(Unit.HTTP_DATE, text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:60 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Thu, 30 Feb 2024 12:00:00 GMT",
        "Sun, 06 Nov 1994  8:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "1777636800",
        ""
      })
  void refusesOtherHttpDates(String text) {
    assertThat(read(Unit.HTTP_DATE, text)).isEmpty();
  }

  @Test
  void tellsAMissingTimeFromARepeatedOne() throws TemplateFault {
    Freshness freshness =
        new Freshness(PLAIN.template("{header:Time}"), Unit.SECONDS, FIVE_MINUTES, false);
    ARequest twice = ARequest.withHeader("Time", "1777636800").header("time", "1777636800");

    assertThat(freshness.judge(ARequest.withBody("").in(PLAIN), NOW).reason())
        .contains(Reason.TIMESTAMP_MISSING);
    assertThat(freshness.judge(twice.in(PLAIN), NOW).reason()).contains(Reason.TIMESTAMP_MALFORMED);
  }

  @Test
  void oneStaleItemMakesTheBatchStale() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of()).items(new ItemsRule.Pointers(List.of("/*"))).build();
    Freshness freshness =
        new Freshness(language.template("{item:/t}"), Unit.SECONDS, FIVE_MINUTES, true);
    String fresh = Long.toString(NOW.getEpochSecond());

    ARequest all = ARequest.withBody("[{\"t\":" + fresh + "},{\"t\":\"" + fresh + "\"}]");
    ARequest one = ARequest.withBody("[{\"t\":" + fresh + "},{\"t\":1}]");
    ARequest none = ARequest.withBody("[{\"t\":" + fresh + "},{}]");

    assertThat(freshness.judge(all.in(language), NOW).isClear()).isTrue();
    assertThat(freshness.judge(one.in(language), NOW).reason()).contains(Reason.TIMESTAMP_STALE);
    assertThat(freshness.judge(none.in(language), NOW).reason()).contains(Reason.TIMESTAMP_MISSING);
    assertThat(freshness.judge(ARequest.withBody("no json").in(language), NOW).reason())
        .contains(Reason.TIMESTAMP_MALFORMED);
  }
}
