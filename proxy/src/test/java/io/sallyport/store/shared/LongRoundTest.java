package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.webhook.RawBody;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whoever was dead comes back while an heir is about to take up what he left, which takes half a
 * minute: long enough for him to leave once more what is his own again.
 */
class LongRoundTest {
  private static final Duration SYNC = Duration.ofMillis(10);
  private static final Duration BEAT = Lease.Terms.DEFAULT.beat();
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int LOTS = 32;

  private final List<Shard> shards = new ArrayList<>();
  private LoneHeir heir;

  @BeforeEach
  void twoAreDead() {
    for (int i = 0; i < 6 * Shard.COUNT; i++) {
      shards.add(new Shard("shop-" + i / Shard.COUNT, i % Shard.COUNT));
    }
    heir = new LoneHeir(Set.of("dead", "back"), shards);
    shards.forEach(it -> heir.leaves(it, LOTS));
    heir.takesUpWithin(SYNC);
    while (heir.asked.isEmpty()) {
      heir.world.run(SYNC);
    }
  }

  private void isBack(String name) {
    heir.beats(name);
    while (!heir.hasHeardOf(name)) {
      heir.world.run(SYNC);
    }
  }

  private void staysFor(Duration time, String... names) {
    for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plus(BEAT)) {
      for (String name : names) {
        heir.beats(name);
      }
      heir.world.run(BEAT);
    }
  }

  @Test
  void nothingIsTakenUpOfOneWhoIsBack() {
    isBack("back");
    isBack("dead");
    List<RawBody> before = List.copyOf(heir.asked);
    int looks = heir.looks.size();

    staysFor(MINUTE, "dead", "back");

    assertThat(before).hasSizeLessThan(shards.size() * LOTS / 2);
    assertThat(heir.asked).hasSizeLessThanOrEqualTo(before.size() + 1); // what was under way
    assertThat(heir.looks).hasSizeLessThanOrEqualTo(looks);
  }

  @Test
  void theRoundGoesOnWithWhatTheOtherHasLeft() {
    isBack("back");
    int looks = heir.looks.size();

    staysFor(MINUTE, "back");

    assertThat(heir.looks.subList(looks, heir.looks.size()))
        .isNotEmpty()
        .allMatch(it -> it.owners().equals(List.of(new NodeName("dead").number())));
    assertThat(heir.lies.values()).allMatch(List::isEmpty);
  }

  /** As a look that was held up: it may bring what he has left since. */
  @Test
  void whatIsFoundWhenItsOwnerIsBackIsNotTakenUp() {
    heir.looksTake = Duration.ofSeconds(20);
    heir.world.run(Duration.ofSeconds(1)); // the last of a shard, and it looks into the next
    int asked = heir.asked.size();
    isBack("back");
    isBack("dead");

    staysFor(MINUTE, "dead", "back");

    assertThat(heir.asked).hasSize(asked);
  }
}
