package io.sallyport.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.deliver.DeliveryRule.Retries;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final Optional<Duration> NOTHING = Optional.empty();
  private final Retries retries =
      new Retries(Duration.ofSeconds(5), Duration.ofMinutes(1), 10, Duration.ofHours(1));
  private final Backoff backoff = new Backoff(retries);

  @ParameterizedTest
  @CsvSource({"1, 5", "2, 10", "3, 20", "4, 40", "5, 60", "6, 60", "9, 60"})
  void theBoundDoublesUpToTheMost(int attempt, int seconds) {
    Instant latest = next(attempt, NOTHING, highest());
    Instant earliest = next(attempt, NOTHING, lowest());

    assertThat(Duration.between(NOW, latest))
        .isBetween(Duration.ofSeconds(seconds).minusMillis(1), Duration.ofSeconds(seconds));
    assertThat(Duration.between(NOW, earliest)).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void thoseThatFailedTogetherDoNotComeBackTogether() {
    RandomGenerator random = new Random(7);
    int[] perTenth = new int[10];
    for (int i = 0; i < 1_000; i++) {
      long millis = Duration.between(NOW, next(4, NOTHING, random)).toMillis();
      perTenth[(int) Math.min(9, millis / 4_000)]++;
    }

    assertThat(Arrays.stream(perTenth).boxed().toList())
        .allMatch(count -> count > 60 && count < 140);
  }

  @Test
  void notBeforeTheUpstreamWantsItAndAllALittleLater() {
    Optional<Duration> wanted = Optional.of(Duration.ofSeconds(30));

    assertThat(next(1, wanted, lowest())).isEqualTo(NOW.plusSeconds(30));
    assertThat(next(1, wanted, highest())).isBetween(NOW.plusMillis(33_990), NOW.plusSeconds(34));
  }

  @Test
  void whatTheUpstreamWantsIsCapped() {
    assertThat(next(1, Optional.of(Duration.ofDays(30)), lowest())).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void aShortWishDoesNotShortenTheBackoff() {
    assertThat(next(4, Optional.of(Duration.ZERO), highest())).isAfter(NOW.plusSeconds(39));
  }

  @Test
  void afterTheLastTryThereIsNone() {
    assertThat(backoff.next(9, NOW, NOW, NOTHING, lowest())).isPresent();
    assertThat(backoff.next(10, NOW, NOW, NOTHING, lowest())).isEmpty();
    assertThat(backoff.next(11, NOW, NOW, NOTHING, lowest())).isEmpty();
  }

  @Test
  void noTryIsPlannedBeyondTheTimeForAll() {
    Instant received = NOW.minus(Duration.ofHours(1)).plusMillis(1);

    assertThat(backoff.next(1, received, NOW, NOTHING, lowest())).contains(NOW.plusMillis(1));
    assertThat(backoff.next(1, received.minusMillis(1), NOW, NOTHING, lowest())).isEmpty();
    assertThat(backoff.next(1, received, NOW, NOTHING, highest())).isEmpty();
  }

  @Test
  void manyTriesDoNotOverflow() {
    Backoff patient =
        new Backoff(
            new Retries(
                Duration.ofSeconds(5), Duration.ofDays(30), 1_000_000, Duration.ofDays(300)));

    assertThat(patient.next(999_998, NOW, NOW, NOTHING, highest()).orElseThrow())
        .isBeforeOrEqualTo(NOW.plus(Duration.ofDays(30)));
  }

  private Instant next(int attempt, Optional<Duration> wanted, RandomGenerator random) {
    return backoff.next(attempt, NOW, NOW, wanted, random).orElseThrow();
  }

  private static RandomGenerator lowest() {
    return () -> 0;
  }

  /** Always the highest below a bound. */
  private static RandomGenerator highest() {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return -1;
      }

      @Override
      public long nextLong(long bound) {
        return bound - 1;
      }
    };
  }
}
