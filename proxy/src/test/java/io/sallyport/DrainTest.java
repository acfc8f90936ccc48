package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainTest {
  /** A queue that takes a minute to look through must not be told as it was ten minutes ago. */
  @ParameterizedTest(name = "a look of {0} is told for {1}")
  @CsvSource({
    "PT0S,PT0.2S",
    "PT0.001S,PT0.2S",
    "PT0.1S,PT0.9S",
    "PT0.5S,PT4.5S",
    "PT1S,PT5S",
    "PT1M,PT5S",
    "PT24H,PT5S"
  })
  void aLookIsToldForNineTimesItsLengthAndNotForLong(Duration look, Duration told) {
    assertThat(Drain.restNanos(look.toNanos())).isEqualTo(told.toNanos());
  }
}
