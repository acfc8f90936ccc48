package io.sallyport.store.shared;

import static io.sallyport.store.shared.GrantContract.COPY;
import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.assertSuspect;
import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.IndexCase.granted;
import static io.sallyport.store.shared.IndexCase.known;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.fixture.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What may be built upon. */
interface TrustContract extends IndexCase {
  Duration HOUR = Duration.ofHours(1);

  /** Every call that needs a trusted shard. */
  default void assertNothingIsAnswered(Shard shard, Epoch epoch) {
    Bid bid = EVENT.bid();
    assertSuspect(index().look(shard, epoch, List.of(bid)));
    assertSuspect(index().accept(shard, epoch, List.of(bid)));
    assertSuspect(index().begin(shard, epoch, bid, HOUR));
    assertSuspect(index().drop(shard, epoch, bid, 1));
    assertSuspect(index().settle(shard, epoch, List.of(EVENT.becomes(Standing.DONE, 1, 200))));
  }

  default RollCall attend(Epoch known, String... members) {
    return certain(index().attend(shard(), known, Fellows.of(members))).value();
  }

  default RollCall sign(long generation, String node, long highest) {
    return certain(index().sign(shard(), generation, node, 1, highest)).value();
  }

  @Test
  default void aShardThatNobodyOpenedAnswersNothing() {
    Shard unknown = fixture().newShard();

    assertNothingIsAnswered(unknown, Epoch.NONE);
    assertNothingIsAnswered(unknown, new Epoch(1, 0));
    assertSuspect(index().affirm(unknown, 0, List.of(EVENT.as(Standing.QUEUED, 0))));
    assertSuspect(index().affirm(unknown, 1, List.of(EVENT.as(Standing.QUEUED, 0))));
    assertSuspect(index().sign(unknown, 1, NODE, 1, 0));
  }

  @Test
  default void anotherGenerationIsAnsweredNothing() {
    long generation = epoch().generation();

    for (long other : List.of(0L, generation - 1, generation + 1)) {
      assertNothingIsAnswered(shard(), new Epoch(other, 0));
      assertSuspect(index().affirm(shard(), other, List.of(EVENT.as(Standing.QUEUED, 0))));
      assertSuspect(index().sign(shard(), other, NODE, 1, 0));
    }
    assertThat(look(EVENT)).isEqualTo(new Found.Free());
  }

  @Test
  default void whoHasSeenAHigherFenceIsAnsweredNothing() {
    long fence = grant(ABid.on("e0"));
    long generation = epoch().generation();

    assertNothingIsAnswered(shard(), new Epoch(generation, fence + 1));

    Epoch same = new Epoch(generation, fence);
    assertThat(certain(index().look(shard(), same, IndexCase.bids(EVENT))).value())
        .containsExactly(new Found.Free());
  }

  @Test
  default void whoKnowsAsMuchFindsItAsItIs() {
    long fence = grant(EVENT);

    RollCall call = attend(new Epoch(epoch().generation(), fence), NODE);

    assertThat(call.open()).isTrue();
    assertThat(call.generation()).isEqualTo(epoch().generation());
    assertThat(call.fence()).isEqualTo(fence);
    assertThat(call.members()).containsExactly(NODE);
    granted(accept(EVENT));
  }

  @Test
  default void whoKnowsLessBeginsNoRebuild() {
    long fence = grant(EVENT);

    assertThat(attend(Epoch.NONE, NODE).open()).isTrue();
    assertThat(attend(new Epoch(epoch().generation(), 0), NODE).fence()).isEqualTo(fence);
    assertThat(attend(new Epoch(0, fence + 100), NODE).open()).isTrue();
  }

  @Test
  default void whoKnowsMoreBeginsARebuild() {
    long fence = grant(EVENT);

    RollCall call = attend(new Epoch(epoch().generation(), fence + 1), NODE);

    assertThat(call.open()).isFalse();
    assertThat(call.generation()).isEqualTo(epoch().generation() + 1);
    assertThat(call.surviving()).isEqualTo(fence);
    assertThat(call.signed()).isEmpty();
    assertThat(call.age()).isLessThan(Duration.ofMinutes(1));
    assertNothingIsAnswered(shard(), epoch());
    assertNothingIsAnswered(shard(), new Epoch(call.generation(), 0));
  }

  @Test
  default void theNextGenerationIsAboveAllThatIsKnown() {
    long known = epoch().generation() + 41;

    assertThat(attend(new Epoch(known, 0), NODE).generation()).isEqualTo(known + 1);
  }

  @Test
  default void itOpensWithTheLastSignatureAndGoesOnAboveAllFences() {
    RollCall closed = attend(new Epoch(epoch().generation() + 1, 0), "b", NODE);
    assertThat(closed.members()).containsExactlyInAnyOrder(NODE, "b");

    RollCall first = sign(closed.generation(), "b", 5_000_000_000L);
    assertThat(first.open()).isFalse();
    assertThat(first.signed()).containsExactly("b");
    assertNothingIsAnswered(shard(), new Epoch(closed.generation(), 0));
    RollCall last = sign(closed.generation(), NODE, 7);

    assertThat(last.open()).isTrue();
    assertThat(last.fence()).isEqualTo(5_000_000_000L);
    Epoch opened = new Epoch(last.generation(), last.fence());
    assertThat(certain(index().accept(shard(), opened, IndexCase.bids(EVENT))).value())
        .containsExactly(new Found.Granted(5_000_000_001L));
  }

  @Test
  default void itMayBeSignedTwice() {
    RollCall closed = attend(new Epoch(epoch().generation() + 1, 0), NODE, "b");

    sign(closed.generation(), NODE, 3);
    RollCall again = sign(closed.generation(), NODE, 3);

    assertThat(again.open()).isFalse();
    assertThat(again.signed()).containsExactly(NODE);
    assertThat(sign(closed.generation(), "b", 0).open()).isTrue();
    assertThat(sign(closed.generation(), "b", 0).open()).isTrue();
  }

  @Test
  default void whoSignsIsAMember() {
    RollCall closed = attend(new Epoch(epoch().generation() + 1, 0), NODE);

    RollCall call = sign(closed.generation(), "stranger", 0);

    assertThat(call.members()).containsExactlyInAnyOrder(NODE, "stranger");
    assertThat(call.open()).isFalse();
  }

  @Test
  default void whoAttendsAddsTheMembersThatItKnows() {
    RollCall closed = attend(new Epoch(epoch().generation() + 1, 0), NODE);

    RollCall call = attend(new Epoch(closed.generation(), 0), "b", "c");

    assertThat(call.generation()).isEqualTo(closed.generation());
    assertThat(call.members()).containsExactlyInAnyOrder(NODE, "b", "c");
    assertThat(sign(closed.generation(), NODE, 0).open()).isFalse();
  }

  /** With one more nobody could write down whom there is. */
  @Test
  default void aNewNameIsRefusedWhereThereAreAsManyAsANodeTakes() {
    Shard shard = fixture().newShard();
    Fellows all =
        Fellows.of(IntStream.range(0, MembersFile.MOST).mapToObj(i -> "node-" + i).toList());
    Fellows but = all.and(Fellows.of("node-7").without("node-7"));
    certain(index().attend(shard, Epoch.NONE, Fellows.of("node-0")));
    certain(index().attend(shard, Epoch.NONE, but));

    Reply<RollCall> newcomer =
        IndexCase.await(index().attend(shard, Epoch.NONE, Fellows.of("one-more")));

    assertThat(newcomer)
        .isInstanceOfSatisfying(
            Reply.Suspect.class, it -> assertThat(it.why()).startsWith("too many nodes"));
    RollCall call = certain(index().attend(shard, Epoch.NONE, Fellows.of("node-1"))).value();
    assertThat(call.fellows()).isEqualTo(but);
    Fellows again = but.with("node-7");
    assertThat(certain(index().attend(shard, Epoch.NONE, again)).value().fellows())
        .isEqualTo(again);
  }

  @Test
  default void aNewMemberOfAnOpenShardIsMadeKnownToAllByTheNextGeneration() {
    long fence = grant(EVENT);

    RollCall call = attend(new Epoch(epoch().generation(), fence), "b");

    assertThat(call.open()).isFalse();
    assertThat(call.generation()).isEqualTo(epoch().generation() + 1);
    assertThat(call.surviving()).isEqualTo(fence);
    assertThat(call.members()).containsExactlyInAnyOrder(NODE, "b");
    assertNothingIsAnswered(shard(), epoch());
  }

  @Test
  default void whatWaitsForSignaturesIsSummoned() {
    awaitSummoned(false);

    RollCall closed = attend(new Epoch(epoch().generation() + 1, 0), NODE);
    awaitSummoned(true);

    sign(closed.generation(), NODE, 0);
    awaitSummoned(false);
  }

  private void awaitSummoned(boolean isSummoned) {
    Eventually.until(() -> certain(index().summoned()).value().containsKey(shard()) == isSummoned);
  }

  @Test
  default void whatSurvivedIsStillKnownAndGrantedToItsOwner() {
    long fence = grant(EVENT);
    RollCall closed = attend(new Epoch(epoch().generation(), fence + 1), NODE);
    RollCall opened = sign(closed.generation(), NODE, fence + 1);
    Epoch next = new Epoch(opened.generation(), opened.fence());

    assertThat(certain(index().accept(shard(), next, IndexCase.bids(EVENT))).value())
        .containsExactly(new Found.Granted(fence));
    known(
        certain(index().look(shard(), next, IndexCase.bids(COPY))).value().get(0), Standing.QUEUED);
  }

  @Test
  default void aRebuildThatBeginsAnewKeepsWhatSurvivedTheFirstTime() {
    long fence = grant(EVENT);
    RollCall closed = attend(new Epoch(epoch().generation(), fence + 9), NODE, "b");
    certain(
        index().affirm(shard(), closed.generation(), List.of(COPY.as(Standing.QUEUED, fence + 9))));
    sign(closed.generation(), "b", fence + 9);

    RollCall again = attend(new Epoch(closed.generation() + 1, 0), NODE);

    assertThat(again.surviving()).isEqualTo(fence);
    assertThat(again.fence()).isEqualTo(fence + 9);
    assertThat(again.signed()).isEmpty();
    assertThat(again.members()).containsExactlyInAnyOrder(NODE, "b");
  }

  @Test
  default void anEmptiedIndexAnswersNothing() {
    long fence = grant(EVENT);

    fixture().empty();

    assertNothingIsAnswered(shard(), epoch());
    RollCall call = attend(new Epoch(epoch().generation(), fence), NODE);
    assertThat(call.generation()).isGreaterThan(epoch().generation());
    assertThat(call.surviving()).isZero();
    assertThat(call.open()).isFalse();
  }

  @Test
  default void anotherHistoryAnswersNothingWhateverIsInIt() {
    long fence = grant(EVENT);

    fixture().serveAnew();

    assertNothingIsAnswered(shard(), epoch());
    assertSuspect(
        index().affirm(shard(), epoch().generation(), List.of(EVENT.as(Standing.QUEUED, 0))));
    RollCall call = attend(new Epoch(epoch().generation(), fence), NODE);
    assertThat(call.open()).isFalse();
    assertThat(call.generation()).isEqualTo(epoch().generation() + 1);
    assertThat(call.surviving()).isEqualTo(fixture().survives(fence));
    RollCall opened = sign(call.generation(), NODE, fence);
    Epoch next = new Epoch(opened.generation(), opened.fence());
    assertThat(certain(index().accept(shard(), next, IndexCase.bids(EVENT))).value())
        .containsExactly(new Found.Granted(fence));
  }

  @Test
  default void aHistoryThatEndsInMidRebuildBeginsItAnew() {
    long fence = grant(EVENT);
    RollCall first = attend(new Epoch(epoch().generation(), fence + 1), NODE, "b");
    sign(first.generation(), "b", 0);

    fixture().serveAnew();

    assertSuspect(
        index().affirm(shard(), first.generation(), List.of(COPY.as(Standing.QUEUED, 0))));
    assertSuspect(index().sign(shard(), first.generation(), NODE, 1, 0));
    RollCall second = attend(new Epoch(first.generation(), 0), NODE);
    assertThat(second.generation()).isEqualTo(first.generation() + 1);
    assertThat(second.signed()).isEmpty();
    assertThat(second.surviving()).isEqualTo(fixture().survives(fence));
  }

  /**
   * Or what was signed for one would count for another that was begun after everything was lost.
   */
  @Test
  default void aNewGenerationIsCalledAsItIsProposedWhereThatIsHigher() {
    Epoch known = new Epoch(epoch().generation() + 1, 0);
    long proposed = known.generation() + 1_000;

    RollCall call = certain(index().attend(shard(), known, Fellows.of(NODE), proposed)).value();
    assertThat(call.generation()).isEqualTo(proposed);

    RollCall again =
        certain(index().attend(shard(), new Epoch(proposed + 5, 0), Fellows.of(NODE), proposed))
            .value();
    assertThat(again.generation()).isEqualTo(proposed + 6);
  }

  @Test
  default void itSaysWhichGenerationWasOpenBefore() {
    long before = epoch().generation();

    RollCall closed = attend(new Epoch(before + 1, 0), NODE, "b");
    assertThat(closed.previous()).isEqualTo(before);

    RollCall again = attend(new Epoch(closed.generation() + 1, 0), NODE);
    assertThat(again.previous()).as("of a rebuild that was broken off").isEqualTo(before);
  }
}
