package io.sallyport.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is held after a backup was restored; row 106 is played whole in RestoreDrillTest. */
class AdoptionTest {
  private static final Instant STOPPED = Instant.parse("2026-05-01T12:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  /** Seconds after the stop; nothing where no time is signed. */
  @ParameterizedTest
  @CsvSource({
    "-3600, 60, true",
    "0, 60, true",
    "1, 60, false",
    "3600, 3600, false",
    "'', 60, true",
    "'', 604799, true",
    "'', 604800, false",
    "-3600, 604800, false",
    "'', -60, true"
  })
  void holdsWhatMayHaveBeenDeliveredAndIsForgotten(String notBefore, long received, boolean held) {
    Optional<Instant> earliest =
        Optional.of(notBefore)
            .filter(text -> !text.isEmpty())
            .map(text -> STOPPED.plusSeconds(Long.parseLong(text)));

    Optional<Reason> reason =
        new Adoption(STOPPED, Optional.empty()).hold(earliest, STOPPED.plusSeconds(received), WEEK);

    assertThat(reason).isEqualTo(held ? Optional.of(Reason.STORE_RESTORED) : Optional.empty());
  }

  @Test
  void holdsAsLongAsTheIntegrationWouldHaveRemembered() {
    Adoption adoption = new Adoption(STOPPED, Optional.empty());
    Instant late = STOPPED.plus(Duration.ofDays(20));

    assertThat(adoption.hold(Optional.empty(), late, WEEK)).isEmpty();
    assertThat(adoption.hold(Optional.empty(), late, Duration.ofDays(31)))
        .contains(Reason.STORE_RESTORED);
  }

  @Test
  void holdsAsLongAsSomebodySaid() {
    Adoption shorter = new Adoption(STOPPED, Optional.of(STOPPED.plusSeconds(60)));
    Adoption longer = new Adoption(STOPPED, Optional.of(STOPPED.plus(WEEK).plusSeconds(60)));

    assertThat(shorter.hold(Optional.empty(), STOPPED.plusSeconds(59), WEEK)).isPresent();
    assertThat(shorter.hold(Optional.empty(), STOPPED.plusSeconds(60), WEEK)).isEmpty();
    assertThat(longer.hold(Optional.empty(), STOPPED.plus(WEEK), WEEK)).isPresent();
  }
}
