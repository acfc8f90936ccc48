package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that want to be a node, in a world of which the test has the clock. */
class LeaseTest {
  private static final Duration LEASE = Lease.Terms.DEFAULT.lease();
  private static final Duration BEAT = Lease.Terms.DEFAULT.beat();

  /** What a call may take, both ways and given up. */
  private static final Duration CALLS = Duration.ofSeconds(1);

  private SimWorld world;
  private SimRedis redis;

  /** One process. */
  private final class OneProcess {
    final SimWorld.Loop loop = world.new Loop();
    final SimNet net;
    final Lease lease;
    final List<String> told = new ArrayList<>();
    Future<Lease.Start> started = Future.failedFuture("not begun");

    OneProcess(String name, int number) {
      this(name, number, Boot.random(world.random));
    }

    OneProcess(String name, int number, Boot boot) {
      this(name, number, boot, ModelIndex.INSTALLATION);
    }

    OneProcess(String name, int number, Boot boot, String installation) {
      net = new SimNet(name, world, loop, redis, SimFlaw.NONE, installation);
      lease =
          new Lease(name, number, boot, loop, net, Lease.Terms.DEFAULT, world::nanos, world.random);
      lease.onEntered(() -> told.add("entered"));
      lease.onLost(refusal -> told.add("lost"));
    }

    OneProcess start() {
      started = lease.start();
      return this;
    }
  }

  @BeforeEach
  void begin() {
    begin(7);
  }

  private void begin(long seed) {
    world = new SimWorld(seed);
    redis = new SimRedis(world, SimFlaw.NONE);
  }

  private OneProcess one() {
    return new OneProcess("one", 1).start();
  }

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
    Path kernel = machine(data, "a");
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

  /** The original may be alive. */
  @Test
  void aCopyOfItsDataHasNoPredecessor(@TempDir Path data, @TempDir Path copy) throws IOException {
    Path kernel = machine(data, "a");
    Boot.open(data, kernel, world.random);
    Files.copy(data.resolve(Boot.FILE), copy.resolve(Boot.FILE));

    assertThat(Boot.open(copy, kernel, world.random).predecessor()).isEmpty();
  }

  /** The roots of two volumes have one inode, and as a rule one device number. */
  @Test
  void aCopyOnAnotherMachineHasNoPredecessorThoughItsPlaceIsTheSame(@TempDir Path data)
      throws IOException {
    Boot.open(data, machine(data, "a"), world.random);

    assertThat(Boot.open(data, machine(data, "b"), world.random).predecessor()).isEmpty();
  }

  @Test
  void whereNothingTellsOneMachineFromAnotherThereIsNoPredecessor(@TempDir Path data)
      throws IOException {
    Path none = data.resolve("none");
    Boot.open(data, none, world.random);

    assertThat(Boot.open(data, none, world.random).predecessor()).isEmpty();
    Path strange = Files.writeString(data.resolve("strange"), "\n");
    Boot.open(data, strange, world.random);
    assertThat(Boot.open(data, strange, world.random).predecessor()).isEmpty();
  }

  /** As Linux says it. */
  private static Path machine(Path folder, String digit) throws IOException {
    String id = "00000000-0000-4000-8000-00000000000" + digit;
    return Files.writeString(folder.resolve("boot_id"), id + "\n");
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

  /** 256 others have met, of whom one is there. */
  private void crowd() {
    List<String> names = new ArrayList<>(List.of("one"));
    IntStream.range(1, Roster.NAMES_MOST).forEach(i -> names.add("node-" + i));
    redis.index("one").attend(Roster.MEETING, Epoch.NONE, Fellows.of(names));
  }

  @Test
  void whoIsOneTooManyIsRefusedAtOnceAndToldWhatToDo() {
    crowd();
    OneProcess one = one();
    OneProcess newcomer = new OneProcess("newcomer", 9).start();

    world.run(CALLS);

    assertThat(newcomer.started.result()).isInstanceOf(Lease.Start.Refused.class);
    assertThat(((Lease.Start.Refused) newcomer.started.result()).refusal().text())
        .contains("256 names", "newcomer would be one more", "store forget", "store: embedded");
    world.run(LEASE.multipliedBy(3));
    assertThat(newcomer.told).isEmpty();
    assertThat(newcomer.lease.isCertain()).isFalse();
    assertThat(one.told).containsExactly("entered");
    assertThat(one.lease.live()).isEqualTo(1);
  }

  @Test
  void whoCouldNotAskAndFindsThatItIsOneTooManyIsTold() {
    redis.up(false);
    OneProcess newcomer = new OneProcess("newcomer", 9).start();
    world.run(BEAT.plus(CALLS));
    assertThat(newcomer.started.result()).isInstanceOf(Lease.Start.Unanswered.class);
    redis.up(true);
    crowd();

    world.run(Pause.MOST.plus(CALLS));

    assertThat(newcomer.told).containsExactly("lost");
    assertThat(newcomer.lease.lost()).containsInstanceOf(Refusal.Crowded.class);
  }

  /** What it was seated for goes on, whoever comes meanwhile. */
  @Test
  void whoWasSeatedBeforeThereWereTooManyStays() {
    OneProcess newcomer = new OneProcess("newcomer", 9).start();
    world.run(CALLS);
    crowd();

    world.run(LEASE.multipliedBy(3));

    assertThat(newcomer.lease.isCertain()).isTrue();
    assertThat(newcomer.told).containsExactly("entered");
  }

  private OneProcess foreigner() {
    return new OneProcess("theirs", 9, Boot.random(world.random), "fedcba9876543210").start();
  }

  @Test
  void aNodeOfAnotherInstallationIsRefusedAtOnceAndToldWhatToDo() {
    OneProcess one = one();
    world.run(CALLS);
    OneProcess other = foreigner();

    world.run(CALLS);

    assertThat(other.started.result()).isInstanceOf(Lease.Start.Refused.class);
    assertThat(other.lease.isCertain()).isFalse();
    assertThat(((Lease.Start.Refused) other.started.result()).refusal().text())
        .contains("another installation's", ModelIndex.INSTALLATION, "fedcba9876543210")
        .contains("a database of its own", "docs/many-nodes.md")
        .contains("store: embedded", "a new folder, under a new name and the common key");
    world.run(LEASE.multipliedBy(3));
    assertThat(other.told).isEmpty();
    assertThat(one.told).containsExactly("entered");
    assertThat(one.lease.live()).isEqualTo(1);
  }

  @Test
  void whoCouldNotAskAndFindsAnotherInstallationThereIsTold() {
    redis.up(false);
    OneProcess other = foreigner();
    world.run(BEAT.plus(CALLS));
    assertThat(other.started.result()).isInstanceOf(Lease.Start.Unanswered.class);
    other.net.cut(true);
    redis.up(true);
    OneProcess one = one();
    world.run(CALLS);
    other.net.cut(false);

    world.run(Pause.MOST.plus(CALLS));

    assertThat(other.told).containsExactly("lost");
    assertThat(one.lease.isCertain()).isTrue();
  }

  /** The documented rest: for as long as a name may be doubled, two installations may be there. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whereTheRosterWasLostOneOfTwoInstallationsStays(long seed) {
    begin(seed);
    OneProcess one = one();
    world.run(CALLS.plus(world.within(BEAT)));
    redis.restartEmpty();
    boolean isCut = world.chance(0.5);
    one.net.cut(isCut);
    OneProcess other = foreigner();
    int both = 0;
    for (int i = 0; i < LEASE.multipliedBy(3).toMillis(); i++) {
      world.run(Duration.ofMillis(1));
      both += one.lease.isCertain() && other.lease.isCertain() ? 1 : 0;
    }
    one.net.cut(false);
    world.run(LEASE);

    assertThat(both).isLessThanOrEqualTo((int) LEASE.toMillis());
    assertThat(one.lease.isCertain()).isNotEqualTo(other.lease.isCertain());
    assertThat(one.lease.isCertain() ? other.lease.lost() : one.lease.lost())
        .containsInstanceOf(Refusal.Foreign.class);
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

  @Test
  void noTwoBootsAreCalledTheSame() {
    assertThat(Boot.random(world.random).id()).matches("[0-9a-f]{32}");
    assertThat(Boot.random(world.random)).isNotEqualTo(Boot.random(world.random));
  }
}
