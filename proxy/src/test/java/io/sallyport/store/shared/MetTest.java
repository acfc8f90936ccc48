package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetTest {
  private static final Met MET = new Met(70, 50);

  private static RollCall call(long generation, long previous, boolean hasSigned) {
    return new RollCall(
        generation,
        RollCall.Stage.CLOSED,
        0,
        previous,
        0,
        Fellows.of("a", "b"),
        hasSigned ? Set.of("a", "b") : Set.of("b"),
        0,
        Duration.ZERO,
        Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource({
    "70, 50, true", // as it was left
    "70, 50, false",
    "80, 70, true", // the next, which was not noted
    "80, 70, false",
    "80, 50, false", // it was open in part, or a failover has lost that it was open
    "80, 0, false" // emptied since
  })
  void isTheSame(long generation, long previous, boolean hasSigned) {
    assertThat(MET.isFollowedBy(call(generation, previous, hasSigned), "a")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "60, 50, true", // as it was left before
    "60, 0, true",
    "60, 0, false",
    "80, 60, true", // by a failover, or by who was there before
    "80, 60, false",
    "80, 0, true" // its clock was ahead
  })
  void isAnother(long generation, long previous, boolean hasSigned) {
    assertThat(MET.isFollowedBy(call(generation, previous, hasSigned), "a")).isFalse();
  }

  @Test
  void isAnyWhereNothingIsKnown() {
    assertThat(Met.NEVER.isFollowedBy(call(60, 50, true), "a")).isTrue();
    assertThat(Met.NEVER.isFollowedBy(call(60, 0, true), "a")).isTrue();
  }

  @Test
  void countsFromOne() {
    assertThatThrownBy(() -> new Met(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Met(1, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
