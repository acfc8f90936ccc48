package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What makes an heir look that has found nothing for long: one node is dead, and one is not yet.
 */
class HeirPauseTest {
  private static final Shard SHOP = new Shard("shop", 1);
  private static final Shard NEW = new Shard("shop", 2);
  private static final Duration BEAT = Lease.Terms.DEFAULT.beat();
  private static final Duration SOON = Heir.ROUND.multipliedBy(2);
  private static final int DEAD = new NodeName("dead").number();
  private static final int LATER = new NodeName("later").number();

  private final LoneHeir heir = new LoneHeir(Set.of("dead", "later"), List.of(SHOP));

  /** Several minutes, so that it looks as seldom as it ever does. */
  private void nothingIsLeft() {
    staysFor(Duration.ofMinutes(5), "later");
    while (heir.world.nanos() - lastLook() < SOON.toNanos()) {
      staysFor(BEAT, "later"); // it has just looked
    }
  }

  private void staysFor(Duration time, String name) {
    for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plus(BEAT)) {
      heir.beats(name);
      heir.world.run(BEAT);
    }
  }

  private long lastLook() {
    return heir.looks.get(heir.looks.size() - 1).nanos();
  }

  @Test
  void itLooksAsSoonAsSomebodyElseIsDead() {
    nothingIsLeft();
    while (heir.hasHeardOf("later")) {
      heir.world.run(BEAT);
    }
    heir.looks.clear();

    heir.world.run(Lease.Terms.DEFAULT.margin().plus(BEAT).plus(SOON));

    assertThat(heir.looks).isNotEmpty();
    assertThat(heir.looks.get(heir.looks.size() - 1).owners()).contains(DEAD, LATER);
  }

  @Test
  void itLooksIntoAShardThatOpens() {
    nothingIsLeft();
    heir.node.trust.want(NEW);
    heir.looks.clear();

    staysFor(SOON, "later");

    assertThat(heir.looks).extracting(LoneHeir.Look::shard).contains(NEW);
  }

  /** Its clock may be behind, or that of Redis was set: then all are late until they beat. */
  @Test
  void whoWasThereForAMomentIsNotDeadAtOnceAgain() {
    nothingIsLeft();
    heir.beats("dead");
    staysFor(BEAT, "later");
    assertThat(heir.hasHeardOf("dead")).isTrue();
    heir.looks.clear();
    while (heir.hasHeardOf("dead")) {
      staysFor(Duration.ofMillis(1), "later");
    }
    Duration margin = Lease.Terms.DEFAULT.margin().minus(BEAT);

    staysFor(margin, "later");
    assertThat(heir.looks).isEmpty();

    staysFor(Duration.ofMinutes(1), "later");
    assertThat(heir.looks).isNotEmpty();
  }
}
