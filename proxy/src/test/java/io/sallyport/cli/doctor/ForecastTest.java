package io.sallyport.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Keeping;
import io.sallyport.cli.doctor.Diagnosis.Level;
import io.sallyport.cli.doctor.Forecast.Need;
import io.sallyport.cli.doctor.Forecast.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final long GIB = 1L << 30;
  private static final Keeping KEEPING =
      new Keeping(Duration.ofDays(7), Duration.ofHours(1), Duration.ofDays(7), 4 * GIB);

  @Test
  void warnsWhenTheQuotasAreMoreThanTheDiskHas() {
    assertThat(forecast(2, 0, 20 * GIB).quotas())
        .isEqualTo(
            Diagnosis.ok(
                "disk",
                "queue, held events and dead letters of 2 integrations, and refusals, may take"
                    + " 8.1 GiB; there are 20.0 GiB"));
    assertThat(forecast(2, 0, 8 * GIB).quotas().level()).isEqualTo(Level.WARN);
  }

  @Test
  void countsWhatTheStoreHasAlreadyAsRoomForIt() {
    Forecast forecast =
        new Forecast(Map.of("github", new Need(KEEPING, 0)), GIB, 9 * GIB, 64 << 20);

    assertThat(forecast.quotas().level()).isEqualTo(Level.OK);
  }

  /** 100 events in ten seconds, of 10 KiB each: 10 a second. */
  @Test
  void reckonsClaimsAndPayloadsByThePaceOfTheNewestEvents() {
    List<Sample> newest =
        IntStream.range(0, 100)
            .mapToObj(i -> new Sample("github", 10 << 10, NOW.minusMillis(100L * (i + 1))))
            .toList();

    // 10/s * 604800 s * 100 B = 576 MiB; 10/s * 3600 s * 10 KiB = 351 MiB
    assertThat(forecast(1, 0, 20 * GIB).pace(newest, NOW))
        .containsExactly(
            Diagnosis.ok(
                "disk",
                "at 10.0 events a second, as of the last 100: 576 MiB of what is remembered"
                    + " (23 MiB of heap), 351 MiB of ended payloads"));
    assertThat(forecast(1, 0, GIB / 2).pace(newest, NOW))
        .extracting(Diagnosis::level)
        .containsExactly(Level.WARN);
  }

  @Test
  void saysNothingOfAPaceByAHandfulOfEvents() {
    assertThat(forecast(1, 0, GIB).pace(List.of(new Sample("github", 1, NOW)), NOW)).isEmpty();
  }

  @Test
  void warnsWhenLimitsMayTakeAGoodPartOfTheHeap() {
    assertThat(forecast(1, 1, GIB).memory(GIB))
        .containsExactly(
            Diagnosis.ok(
                "memory",
                "of 1.0 GiB of heap, bodies under way may take 256 MiB and limits 10 MiB"));
    assertThat(forecast(10, 3, GIB).memory(GIB / 2))
        .extracting(Diagnosis::level)
        .containsExactly(Level.WARN);
  }

  private static Forecast forecast(int integrations, int limits, long free) {
    Map<String, Need> needs = new java.util.TreeMap<>();
    for (int i = 0; i < integrations; i++) {
      needs.put(i == 0 ? "github" : "other-" + i, new Need(KEEPING, limits));
    }
    return new Forecast(needs, free, 0, 64 << 20);
  }
}
