package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that want to be a node, in a world of which the test has the clock. */
class LeaseTest extends LeaseCase {
  @Test
  void whoIsAloneEntersAtOnce() {
    OneProcess one = one();

    world.run(CALLS);

    assertThat(one.started.result()).isEqualTo(new Lease.Start.Entered());
    assertThat(one.lease.isCertain()).isTrue();
    assertThat(one.lease.live()).isEqualTo(1);
    assertThat(one.told).containsExactly("entered");
  }

  @Test
  void itStaysCertainForAsLongAsItBeats() {
    OneProcess one = one();
    world.run(CALLS);

    for (int i = 0; i < 1_000; i++) {
      world.run(CALLS);
      assertThat(one.lease.isCertain()).isTrue();
    }
  }

  @Test
  void nodesThatComeAndGoAreCounted() {
    OneProcess one = one();
    OneProcess two = new OneProcess("two", 2).start();
    world.run(BEAT.plus(CALLS));
    assertThat(one.lease.live()).isEqualTo(2);
    assertThat(two.lease.live()).isEqualTo(2);

    two.lease.leave();
    world.run(BEAT.plus(CALLS));
    assertThat(one.lease.live()).isEqualTo(1);

    OneProcess three = new OneProcess("three", 3).start();
    world.run(BEAT.plus(CALLS));
    assertThat(one.lease.live()).isEqualTo(2);
    three.loop.die();
    world.run(LEASE.plus(BEAT).plus(CALLS));
    assertThat(one.lease.live()).isEqualTo(1);
  }

  /** Else each of them would grant all that they are to grant together. */
  @Test
  void beforeAnybodyHasSaidWhoIsAliveAllAreThatAreKnown() {
    OneProcess one = one();
    assertThat(one.lease.live(3)).isEqualTo(3);
    assertThat(one.lease.live(0)).isEqualTo(1);

    world.run(CALLS);

    assertThat(one.lease.live(3)).isEqualTo(1);
  }

  @Test
  void aSecondProcessOfANameIsRefusedWhenTheFirstBeatsOn() {
    OneProcess one = one();
    world.run(CALLS);
    OneProcess again = one();

    world.run(Lease.Terms.DEFAULT.nextBeat().plus(CALLS));

    assertThat(again.started.result()).isInstanceOf(Lease.Start.Refused.class);
    assertThat(again.lease.isCertain()).isFalse();
    assertThat(again.told).isEmpty();
    Refusal refusal = ((Lease.Start.Refused) again.started.result()).refusal();
    assertThat(refusal).isInstanceOf(Refusal.Displaced.class);
    String boot = ((Refusal.Displaced) refusal).by().boot();
    assertThat(refusal.text())
        .contains("another process is the node one (boot ", boot, "SALLYPORT_NODE");
    assertThat(again.lease.lost()).contains(refusal);
    world.run(LEASE.multipliedBy(3));
    assertThat(one.lease.isCertain()).isTrue();
    assertThat(one.told).containsExactly("entered");
  }

  @Test
  void aSecondNameOfANumberIsRefused() {
    OneProcess one = one();
    world.run(CALLS);
    OneProcess other = new OneProcess("other", 1).start();

    world.run(Lease.Terms.DEFAULT.nextBeat().plus(CALLS));

    assertThat(other.started.result()).isInstanceOf(Lease.Start.Refused.class);
    assertThat(((Lease.Start.Refused) other.started.result()).refusal().text())
        .contains("the node one", "has the number 1, as other would");
    assertThat(one.lease.isCertain()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void afterAKilledProcessTheNextWaitsForItsTimeAndNoLonger(long seed) {
    begin(seed);
    OneProcess one = one();
    world.run(CALLS);
    one.loop.die();
    OneProcess next = one();

    world.run(BEAT);
    assertThat(next.started.isComplete()).isFalse();
    world.run(LEASE.minus(BEAT).plus(CALLS));

    assertThat(next.started.result()).isEqualTo(new Lease.Start.Entered());
    assertThat(next.lease.isCertain()).isTrue();
  }

  /** Whoever has the data's lock knows that the process before has ended. */
  @Test
  void afterAKilledProcessTheNextOneOfItsDataDoesNotWait(@TempDir Path data) throws IOException {
    Path kernel = BootTest.machine(data, "a");
    Boot first = Boot.open(data, kernel, world.random);
    OneProcess one = new OneProcess("one", 1, first).start();
    world.run(CALLS);
    one.loop.die();

    Boot second = Boot.open(data, kernel, world.random);
    OneProcess next = new OneProcess("one", 1, second).start();
    world.run(CALLS);

    assertThat(first.predecessor()).isEmpty();
    assertThat(second.predecessor()).contains(first.id());
    assertThat(next.started.result()).isEqualTo(new Lease.Start.Entered());
  }

  @Test
  void afterACleanStopTheNextEntersAtOnce() {
    OneProcess one = one();
    world.run(CALLS);
    Future<Void> left = one.lease.leave();
    world.run(CALLS);
    assertThat(left.succeeded()).isTrue();
    assertThat(one.lease.isCertain()).isFalse();

    OneProcess next = one();
    world.run(CALLS);

    assertThat(next.started.result()).isEqualTo(new Lease.Start.Entered());
  }

  /** The beat that is on its way must not take the place once more behind it. */
  @Test
  void whoLeavesWhileABeatIsOnItsWayHasLeft() {
    int atOnce = 0;
    for (int seed = 0; seed < 100; seed++) {
      begin(seed);
      OneProcess one = one();
      world.run(Duration.ofMillis(50));
      world.run(BEAT.minus(Duration.ofMillis(50)).plus(world.within(Duration.ofMillis(4))));
      one.lease.leave();
      world.run(CALLS);
      OneProcess next = one();
      world.run(CALLS);
      atOnce += next.lease.isCertain() ? 1 : 0;
      world.run(LEASE);
      assertThat(next.lease.isCertain()).isTrue();
    }
    // What is given up on its way may arrive all the same: then the next one waits.
    assertThat(atOnce).isGreaterThan(80);
  }

  @Test
  void whoIsCutOffIsNotCertainBeforeAnotherMayTakeItsPlace() {
    OneProcess one = one();
    world.run(CALLS);
    one.net.cut(true);
    OneProcess next = one();

    while (!next.lease.isCertain()) {
      world.run(Duration.ofMillis(1));
      assertThat(one.lease.isCertain() && next.lease.isCertain()).isFalse();
    }
    assertThat(one.lease.isCertain()).isFalse();
    one.net.cut(false);
    world.run(CALLS.multipliedBy(4));

    assertThat(one.told).containsExactly("entered", "lost");
    assertThat(one.lease.lost())
        .hasValueSatisfying(
            it -> assertThat(((Refusal.Displaced) it).by().node()).isEqualTo("one"));
    assertThat(next.lease.isCertain()).isTrue();
  }

  @Test
  void whoWasStoppedForLongIsNotCertainWhenItWakes() {
    OneProcess one = one();
    world.run(CALLS);
    one.loop.freeze();
    OneProcess next = one();
    world.run(LEASE.plus(CALLS));
    assertThat(next.lease.isCertain()).isTrue();

    assertThat(one.lease.isCertain()).isFalse();
    one.loop.goOn();
    world.run(BEAT.plus(CALLS));

    assertThat(one.told).containsExactly("entered", "lost");
    world.run(LEASE.multipliedBy(3));
    assertThat(one.lease.isCertain()).isFalse();
    assertThat(next.lease.isCertain()).isTrue();
  }

  @Test
  void whoWasStoppedAndNotReplacedGoesOn() {
    OneProcess one = one();
    world.run(CALLS);
    one.loop.freeze();
    world.run(LEASE.multipliedBy(5));
    one.loop.goOn();

    world.run(BEAT.plus(CALLS));

    assertThat(one.lease.isCertain()).isTrue();
    assertThat(one.told).containsExactly("entered");
  }

  @Test
  void anEmptiedRedisIsToldAgainWhoIsThere() {
    OneProcess one = one();
    world.run(CALLS);
    redis.flush();
    world.run(BEAT.plus(CALLS));
    OneProcess again = one();

    world.run(LEASE);

    assertThat(again.started.result()).isInstanceOf(Lease.Start.Refused.class);
    assertThat(one.lease.isCertain()).isTrue();
  }

  /** The documented rest: a name is doubled for a beat where the roster was lost just then. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whereTheRosterWasLostTwoAreCertainForNoLongerThanALease(long seed) {
    begin(seed);
    OneProcess one = one();
    world.run(CALLS.plus(world.within(BEAT)));
    redis.restartEmpty();
    one.net.cut(world.chance(0.5));
    OneProcess again = one();
    int both = 0;
    for (int i = 0; i < LEASE.multipliedBy(3).toMillis(); i++) {
      world.run(Duration.ofMillis(1));
      both += one.lease.isCertain() && again.lease.isCertain() ? 1 : 0;
    }
    assertThat(both).isLessThanOrEqualTo((int) LEASE.toMillis());
    assertThat(one.lease.isCertain() && again.lease.isCertain()).isFalse();
  }

  @Test
  void whereNobodyAnswersItIsSaidAndGoneOn() {
    redis.up(false);
    OneProcess one = one();
    world.run(BEAT.plus(CALLS));
    assertThat(one.started.result()).isInstanceOf(Lease.Start.Unanswered.class);
    assertThat(one.lease.isCertain()).isFalse();

    redis.up(true);
    world.run(Pause.MOST.plus(CALLS));

    assertThat(one.lease.isCertain()).isTrue();
    assertThat(one.told).containsExactly("entered");
  }

  @Test
  void whoCouldNotAskAndFindsAnotherLaterIsTold() {
    OneProcess one = one();
    world.run(CALLS);
    OneProcess again = new OneProcess("one", 1);
    again.net.cut(true);
    again.start();
    world.run(BEAT.plus(CALLS));
    assertThat(again.started.result()).isInstanceOf(Lease.Start.Unanswered.class);

    again.net.cut(false);
    world.run(LEASE);

    assertThat(again.told).containsExactly("lost");
    assertThat(one.lease.isCertain()).isTrue();
  }

  @Test
  void whatNoReplicaHasKeepsNobodyAlive() {
    OneProcess one = one();
    world.run(CALLS);
    redis.replicas(false);

    world.run(LEASE.plus(CALLS));

    assertThat(one.lease.isCertain()).isFalse();
    redis.replicas(true);
    world.run(Pause.MOST.plus(CALLS));
    assertThat(one.lease.isCertain()).isTrue();
  }
}
