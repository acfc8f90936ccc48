package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that cannot be nodes here: one name too many, or of another installation. */
class RefusedPlaceTest extends LeaseCase {
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
}
