package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.OwnLedger.Uptake;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How often an heir looks, and what it makes of what it finds. One other node is dead. */
class HeirTest {
  private static final Shard SHOP = new Shard("shop", 1);
  private static final Shard OTHER = new Shard("shop", 2);
  private static final Shard ELSEWHERE = new Shard("other", 1);
  private static final Duration MINUTES = Duration.ofMinutes(10);

  private final LoneHeir heir = new LoneHeir(Set.of("dead"), List.of(SHOP, OTHER, ELSEWHERE));
  private final CountedTold told = heir.told;
  private final List<RawBody> asked = heir.asked;

  /** What it has just written down would be on its way to this node's queue. */
  @Test
  void whoRestsIsTakingUpUntilItsRoundIsOver() {
    heir.leaves(SHOP, 3);
    heir.takesUpWithin(Duration.ofSeconds(10));
    while (asked.isEmpty()) {
      heir.world.run(Duration.ofMillis(10));
    }
    assertThat(heir.heir.takesUp()).isTrue();

    heir.heir.rests(true);

    assertThat(heir.heir.takesUp()).isFalse();
    assertThat(heir.heir.isTakingUp()).isTrue();
    heir.world.run(Duration.ofSeconds(11));
    assertThat(heir.heir.isTakingUp()).isFalse();
    heir.world.run(MINUTES);
    assertThat(heir.heir.isTakingUp()).isFalse();
    assertThat(asked).hasSize(1);
  }

  private List<RawBody> lies() {
    return heir.lies.getOrDefault(SHOP, List.of());
  }

  private void answers(Uptake answer) {
    heir.takesUp = (shard, left) -> Future.succeededFuture(answer);
  }

  /** The longest time between two looks into one shard, of the last ones. */
  private Duration pause() {
    List<LoneHeir.Look> looks = heir.looks;
    long last = looks.get(looks.size() - 1).nanos();
    long before =
        looks.stream()
            .map(LoneHeir.Look::nanos)
            .filter(it -> last - it > Duration.ofMillis(100).toNanos())
            .max(Long::compare)
            .orElseThrow();
    return Duration.ofNanos(last - before);
  }

  @Test
  void whatIsLeftIsTakenUpAtOnce() {
    heir.leaves(SHOP, 100);

    heir.world.run(LoneHeir.UNTIL_DEAD);

    assertThat(heir.looks)
        .allMatch(it -> it.owners().equals(List.of(new NodeName("dead").number())));

    assertThat(lies()).isEmpty();
    assertThat(asked).hasSize(100);
  }

  /** Other heirs look at the same time, and what they are granted meanwhile is not found again. */
  @Test
  void fewAreTakenUpAtFirstAndMoreFromLookToLook() {
    heir.leaves(SHOP, 100);

    heir.world.run(LoneHeir.UNTIL_DEAD);

    assertThat(heir.looks)
        .filteredOn(it -> it.shard().equals(SHOP))
        .extracting(LoneHeir.Look::most)
        .startsWith(4, 8, 16, 32, 32, 32);
  }

  @Test
  void whereNothingIsLeftItIsLookedSeldom() {
    heir.world.run(MINUTES);

    assertThat(pause()).isBetween(Heir.ROUND_MOST, Heir.ROUND_MOST.multipliedBy(2));
    assertThat(heir.looks).hasSizeLessThan(3 * 25);
  }

  @Test
  void whatCannotBeReadIsCountedAndLookedAtSeldom() {
    heir.leaves(SHOP, 3);
    answers(Uptake.UNREADABLE);

    heir.world.run(MINUTES);

    assertThat(told.unreadable).as("each once").isEqualTo(3);
    assertThat(asked).hasSizeBetween(3, 3 * 40);
    assertThat(pause()).isBetween(Heir.ROUND_MOST, Heir.ROUND_MOST.multipliedBy(2));
  }

  @Test
  void whatIsKnownHereIsLookedAtSeldomAndNotCounted() {
    heir.leaves(SHOP, 3);
    answers(Uptake.KNOWN);

    heir.world.run(MINUTES);

    assertThat(asked).hasSizeBetween(3, 3 * 40);
    assertThat(told.unreadable).isZero();
    assertThat(pause()).isBetween(Heir.ROUND_MOST, Heir.ROUND_MOST.multipliedBy(2));
  }

  @Test
  void whereThereIsNoRoomTheRestIsNotAskedFor() {
    heir.leaves(SHOP, 20);
    answers(Uptake.FULL);

    heir.world.run(MINUTES);

    assertThat(asked).hasSizeBetween(1, 40).containsOnly(lies().get(0));
    assertThat(pause()).isBetween(Heir.ROUND_MOST, Heir.ROUND_MOST.multipliedBy(2));
  }

  @Test
  void whatFindsNoRoomIsCounted() {
    heir.leaves(SHOP, 20);
    answers(Uptake.FULL);

    heir.world.run(MINUTES);

    assertThat(told.noRoom).isEqualTo(asked.size());
  }

  /** In whatever order it looks: the others are emptied in the round in which it finds that out. */
  @Test
  void oneIntegrationAtItsQuotaKeepsNothingBackOfAnother() {
    heir.leaves(SHOP, 20);
    heir.leaves(OTHER, 20);
    heir.leaves(ELSEWHERE, 20);
    heir.takesUp =
        (shard, left) ->
            Future.succeededFuture(shard.equals(ELSEWHERE) ? Uptake.TAKEN : Uptake.OVER_QUOTA);

    heir.world.run(MINUTES);

    assertThat(heir.lies.get(ELSEWHERE)).isEmpty();
    assertThat(heir.lies.get(SHOP)).hasSize(20);
    long rounds = heir.looks.stream().filter(it -> it.shard().equals(ELSEWHERE)).count();
    assertThat(told.noRoom).as("once in each round").isEqualTo((int) rounds);
  }

  @Test
  void oneThatCannotBeWrittenKeepsNothingBack() {
    heir.leaves(SHOP, 20);
    RawBody bad = lies().get(0);
    heir.takesUp =
        (shard, left) ->
            left.equals(bad)
                ? Future.failedFuture(new IllegalStateException("planted"))
                : Future.succeededFuture(Uptake.TAKEN);

    heir.world.run(LoneHeir.UNTIL_DEAD);

    assertThat(lies()).containsExactly(bad);
    assertThat(asked).hasSizeGreaterThanOrEqualTo(20);
  }

  @Test
  void aShardThatDoesNotAnswerIsToldOfAndTheOthersAreLookedAt() {
    heir.answersNothingBut = Optional.of(new Reply.Away<>("planted"));

    heir.world.run(LoneHeir.UNTIL_DEAD);

    assertThat(told.unanswered).hasSameSizeAs(heir.looks);
    assertThat(heir.suspected).isEmpty();
    assertThat(heir.looks.stream().map(LoneHeir.Look::shard)).contains(SHOP, OTHER, ELSEWHERE);
  }

  @Test
  void aShardThatIsNotWhatItWasIsSuspected() {
    heir.answersNothingBut = Optional.of(new Reply.Suspect<>("planted"));

    heir.world.run(LoneHeir.UNTIL_DEAD);

    assertThat(heir.suspected).contains(SHOP, OTHER, ELSEWHERE);
  }

  @Test
  void whenThereIsRoomAgainItGoesOnFast() {
    heir.leaves(SHOP, 200);
    answers(Uptake.FULL);
    heir.world.run(MINUTES);
    answers(Uptake.TAKEN);

    heir.world.run(Heir.ROUND_MOST.multipliedBy(2));

    assertThat(lies()).isEmpty();
    heir.leaves(SHOP, 1);
    answers(Uptake.KNOWN);
    heir.world.run(Heir.ROUND.multipliedBy(4));
    assertThat(pause()).as("it begins anew").isLessThan(Heir.ROUND_MOST);
  }

  /** It would lie here for ever, and be closed by its owner as this node's. */
  @Test
  void whatThisNodeDoesNotDeliverIsLeftToOthers() {
    Shard notServed = new Shard(LoneHeir.NOT_SERVED, 3);
    LoneHeir other = new LoneHeir(Set.of("dead"), List.of(SHOP, notServed));
    other.leaves(SHOP, 1);
    other.leaves(notServed, 1);

    other.world.run(LoneHeir.UNTIL_DEAD);

    assertThat(other.asked).hasSize(1);
    assertThat(other.looks).extracting(LoneHeir.Look::shard).containsOnly(SHOP);
  }

  /** What lies under its number may be what the living one has left. */
  @Test
  void aNodeThatIsAliveUnderTheNumberOfADeadOneIsNotDead() {
    heir.leaves(SHOP, 1);
    int number = new NodeName("dead").number();

    for (int i = 0; i < 20; i++) {
      heir.beats("newcomer", number);
      heir.world.run(Lease.Terms.DEFAULT.beat());
    }

    assertThat(heir.looks).isEmpty();
  }

  @Test
  void whoIsStoppedLooksNoMore() {
    heir.leaves(SHOP, 1);
    heir.heir.stop();

    heir.world.run(MINUTES);

    assertThat(heir.looks).isEmpty();
  }
}
