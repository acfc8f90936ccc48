package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What processes say of themselves with each beat: whether they take up what the dead leave. */
class LeaseTellingTest extends LeaseCase {
  private final AtomicBoolean takesUp = new AtomicBoolean(true);
  private OneProcess heir;
  private OneProcess other;

  @BeforeEach
  void two() {
    heir = new OneProcess("heir", 1);
    heir.lease.takesUp(takesUp::get);
    heir.start();
    other = new OneProcess("other", 2).start();
    world.run(BEAT.multipliedBy(2).plus(CALLS));
  }

  private boolean isSeenToTakeUp() {
    return other.lease.others().stream().anyMatch(Seat::takesUp);
  }

  private boolean isCountedOn() {
    return heir.lease.seats().stream().anyMatch(it -> it.node().equals("heir") && it.takesUp());
  }

  @Test
  void theOthersHearOfItWithTheNextBeat() {
    assertThat(isSeenToTakeUp()).isTrue();
    assertThat(isCountedOn()).isTrue();

    takesUp.set(false);
    world.run(BEAT.multipliedBy(2).plus(CALLS));

    assertThat(isSeenToTakeUp()).isFalse();
    assertThat(isCountedOn()).isFalse();
  }

  @Test
  void whatIsUrgentIsSaidAtOnceAndNoLaterBeatIsMissed() {
    takesUp.set(false);
    heir.loop.run(heir.lease::beatSoon);
    world.run(CALLS);

    assertThat(isCountedOn()).isFalse();
    for (int i = 0; i < 20; i++) {
      world.run(CALLS);
      assertThat(heir.lease.isCertain()).isTrue();
    }
  }

  /** It may have arrived, or be on its way still. */
  @Test
  void whoHasSaidSoIsCountedOnUntilItIsCertainThatItHasSaidOtherwise() {
    heir.net.cut(true);
    takesUp.set(false);
    heir.loop.run(heir.lease::beatSoon);
    world.run(CALLS);
    assertThat(isCountedOn()).isTrue();

    heir.net.cut(false);
    world.run(LEASE);

    assertThat(isCountedOn()).isFalse();
  }

  /** The one on its way says what was so before. */
  @Test
  void whatIsUrgentWhileABeatIsOnItsWayComesRightAfterIt() {
    long before = heir.lease.beats();
    heir.loop.run(
        () -> {
          heir.lease.beatSoon();
          takesUp.set(false);
          heir.lease.beatSoon();
        });

    world.run(CALLS);

    assertThat(isCountedOn()).isFalse();
    assertThat(heir.lease.beats()).isEqualTo(before + 2);
  }

  @Test
  void whoHasNotBegunSaysItWithItsFirstBeat() {
    OneProcess late = new OneProcess("late", 3);
    late.loop.run(late.lease::beatSoon);
    world.run(Duration.ofSeconds(1));
    assertThat(late.lease.beats()).isZero();

    late.start();
    world.run(CALLS);

    assertThat(late.lease.isCertain()).isTrue();
  }

  @Test
  void whoHasLeftSaysNothingMore() {
    heir.lease.leave();
    world.run(CALLS);
    long beats = heir.lease.beats();

    heir.loop.run(heir.lease::beatSoon);
    world.run(LEASE);

    assertThat(heir.lease.beats()).isEqualTo(beats);
  }
}
