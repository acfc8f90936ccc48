package io.sallyport.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void beginsLowAndDoublesToTheCap() {
    Pace pace = new Pace(10, 60, 0);

    assertThat(perSecond(pace, 6))
        .satisfiesExactly(
            first -> assertThat(first).isBetween(9, 12),
            second -> assertThat(second).isBetween(18, 23),
            third -> assertThat(third).isBetween(38, 45),
            fourth -> assertThat(fourth).isBetween(58, 66),
            fifth -> assertThat(fifth).isBetween(58, 66),
            sixth -> assertThat(sixth).isBetween(58, 66));
  }

  @Test
  void whatIsSavedUpIsATenthOfASecondsWorth() {
    Pace pace = new Pace(50, 50, 0);

    assertThat(pace.allowance(3_600 * SECOND)).isEqualTo(5);
  }

  @Test
  void whatWasNotUsedIsNotSavedUpEither() {
    Pace pace = new Pace(50, 50, 0);
    pace.take(1);
    pace.giveBack(1_000);

    assertThat(pace.allowance(SECOND)).isEqualTo(5);
  }

  @Test
  void saysWhenTheNextMayPass() {
    Pace pace = new Pace(10, 10, 0);
    pace.take(1);
    assertThat(pace.allowance(0)).isZero();

    long next = pace.nanosToNext(0);

    assertThat(pace.allowance(next - 1_000)).isZero();
    assertThat(pace.allowance(next)).isEqualTo(1);
  }

  /** Takes whatever it may, looking every millisecond. */
  private static List<Integer> perSecond(Pace pace, int seconds) {
    List<Integer> passed = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      int sum = 0;
      for (int milli = 0; milli < 1_000; milli++) {
        int now = pace.allowance((second * 1_000L + milli) * 1_000_000L);
        pace.take(now);
        sum += now;
      }
      passed.add(sum);
    }
    return passed;
  }
}
