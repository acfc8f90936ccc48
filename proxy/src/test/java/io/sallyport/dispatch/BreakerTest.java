package io.sallyport.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dispatch.Breaker.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final Breaker.Rule RULE =
      new Breaker.Rule(
          3, 0.5, 10, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(15), 2, 3);
  private long now = 1_000;
  private final Breaker breaker = new Breaker(RULE, () -> 0, now);

  @Test
  void isClosedAtFirstAndLetsEverythingThrough() {
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    assertThat(breaker.allowance(now)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void opensAfterSoManyFailuresInARow() {
    fail(2);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    fail(1);

    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.allowance(now)).isZero();
  }

  @Test
  void oneSuccessBetweenBeginsTheCountAnew() {
    fail(2);
    succeed(1);
    fail(2);

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void opensWhenHalfOfManyFail() {
    for (int i = 0; i < 4; i++) {
      succeed(1);
      fail(1);
    }
    succeed(1);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    fail(1);

    assertThat(breaker.state()).isEqualTo(State.OPEN);
  }

  @Test
  void countsTheShareWithinItsWindowOnly() {
    for (int i = 0; i < 4; i++) {
      succeed(1);
      fail(1);
    }
    succeed(1);
    pass(Duration.ofSeconds(10).plusNanos(1));
    fail(1);

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void letsAFewProbesThroughWhenItsTimeHasCome() {
    fail(3);
    pass(Duration.ofSeconds(5).minusNanos(1));
    assertThat(breaker.allowance(now)).isZero();
    pass(Duration.ofNanos(1));

    assertThat(breaker.allowance(now)).isEqualTo(2);
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    breaker.begin(2);
    assertThat(breaker.allowance(now)).isZero();
  }

  @Test
  void closesAfterEnoughGoodProbes() {
    halfOpen();
    for (int i = 0; i < 3; i++) {
      assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
      breaker.begin(1);
      succeed(1);
    }

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void opensForLongerWithEachFailedProbeUpToTheMost() {
    fail(3);
    for (int seconds : new int[] {5, 10, 15, 15}) {
      pass(Duration.ofSeconds(seconds).minusNanos(1));
      assertThat(breaker.allowance(now)).isZero();
      pass(Duration.ofNanos(1));
      assertThat(breaker.allowance(now)).isEqualTo(2);
      breaker.begin(1);
      fail(1);
      assertThat(breaker.state()).isEqualTo(State.OPEN);
    }
  }

  @Test
  void afterItHasClosedItBeginsAnew() {
    halfOpen();
    breaker.begin(1);
    fail(1);
    pass(Duration.ofSeconds(10));
    assertThat(breaker.allowance(now)).isEqualTo(2);
    breaker.begin(1);
    succeed(1);
    breaker.begin(1);
    succeed(1);
    breaker.begin(1);
    succeed(1);
    fail(2);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    fail(1);
    pass(Duration.ofSeconds(5));

    assertThat(breaker.allowance(now)).isEqualTo(2);
  }

  @Test
  void whatBeganBeforeSaysNothingAfter() {
    int before = breaker.epoch();
    fail(3);
    pass(Duration.ofSeconds(5));
    assertThat(breaker.allowance(now)).isEqualTo(2);

    for (int i = 0; i < 5; i++) {
      breaker.succeeded(before, now);
      breaker.nothing(before);
    }
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.allowance(now)).isEqualTo(2);
    breaker.failed(before, now, Duration.ZERO);
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void aProbeThatWasNotMadeIsFreeAgain() {
    halfOpen();
    breaker.begin(2);
    breaker.nothing(breaker.epoch());

    assertThat(breaker.allowance(now)).isEqualTo(1);
  }

  @Test
  void staysOpenAsLongAsTheUpstreamWantsUpToTheMost() {
    fail(2);
    breaker.failed(breaker.epoch(), now, Duration.ofSeconds(12));
    pass(Duration.ofSeconds(12).minusNanos(1));
    assertThat(breaker.allowance(now)).isZero();
    pass(Duration.ofNanos(1));
    assertThat(breaker.allowance(now)).isEqualTo(2);
    breaker.begin(1);
    breaker.failed(breaker.epoch(), now, Duration.ofDays(300));
    pass(Duration.ofSeconds(15));
    assertThat(breaker.allowance(now)).isEqualTo(2);
  }

  private void halfOpen() {
    fail(3);
    pass(Duration.ofSeconds(5));
    assertThat(breaker.allowance(now)).isEqualTo(2);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(breaker.epoch(), now, Duration.ZERO);
    }
  }

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      breaker.succeeded(breaker.epoch(), now);
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
