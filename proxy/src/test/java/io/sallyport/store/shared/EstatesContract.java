package io.sallyport.store.shared;

import static io.sallyport.store.shared.GrantContract.COPY;
import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.IndexCase.granted;
import static io.sallyport.store.shared.IndexCase.known;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Change.Settlement;
import io.sallyport.store.shared.Estates.Lot;
import io.sallyport.webhook.RawBody;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a node leaves, and who may have it. {@code EVENT} is the first node's, an heir the second.
 */
interface EstatesContract extends IndexCase {
  RawBody LEFT = RawBody.ofText("sealed");
  int OWNER = EVENT.origin().node();

  private static ABid heir() {
    return EVENT.by(2, 77);
  }

  private Settlement deposit(ABid bid, long fence, RawBody left) {
    return certain(
            fixture()
                .estates()
                .deposit(shard(), epoch(), List.of(new Estates.Deposit(bid.bid(), fence, left))))
        .value()
        .get(0);
  }

  /** Grants the event to the first node, which leaves it. */
  private long left() {
    long fence = grant(EVENT);
    assertThat(deposit(EVENT, fence, LEFT)).isEqualTo(Settlement.SETTLED);
    return fence;
  }

  private List<RawBody> leftBy(int... owners) {
    List<Integer> all = Arrays.stream(owners).boxed().toList();
    return certain(fixture().estates().left(shard(), epoch(), all, 16)).value();
  }

  private Found inherit(ABid bid, Lot from) {
    return certain(
            fixture()
                .estates()
                .inherit(shard(), epoch(), List.of(new Estates.Inheritance(bid.bid(), from))))
        .value()
        .get(0);
  }

  private static Lot lot(long fence) {
    return new Lot(EVENT.origin(), fence);
  }

  @Test
  default void whatIsLeftIsFoundByItsOwnersNumber() {
    left();

    assertThat(leftBy(OWNER)).hasSize(1);
    assertThat(leftBy(OWNER).get(0).toBytes()).isEqualTo(LEFT.toBytes());
    assertThat(leftBy(OWNER + 1, OWNER)).hasSize(1);
    assertThat(leftBy(OWNER + 1)).isEmpty();
  }

  /** So whoever asks in another order each time sees all, though some of it cannot be taken up. */
  @Test
  default void theFirstOfThoseAskedForThatHasLeftAnythingIsRead() {
    left();
    ABid other = ABid.on("e2").by(OWNER + 1, 5);
    RawBody theirs = RawBody.ofText("theirs");
    assertThat(deposit(other, grant(other), theirs)).isEqualTo(Settlement.SETTLED);

    assertThat(leftBy(OWNER, OWNER + 1))
        .extracting(RawBody::toBytes)
        .containsExactly(LEFT.toBytes());
    assertThat(leftBy(OWNER + 1, OWNER))
        .extracting(RawBody::toBytes)
        .containsExactly(theirs.toBytes());
  }

  @Test
  default void onlyWhatIsGrantedCanBeLeft() {
    assertThat(deposit(EVENT, 1, LEFT)).isEqualTo(Settlement.SUPERSEDED);
    long fence = grant(EVENT);

    assertThat(deposit(EVENT, fence + 1, LEFT)).isEqualTo(Settlement.SUPERSEDED);
    assertThat(deposit(COPY, fence, LEFT)).isEqualTo(Settlement.SUPERSEDED);
    settle(EVENT.becomes(Standing.DONE, fence, 200));
    assertThat(deposit(EVENT, fence, LEFT)).isEqualTo(Settlement.SUPERSEDED);
    assertThat(leftBy(OWNER)).isEmpty();
  }

  @Test
  default void itMayBeLeftTwice() {
    long fence = left();

    assertThat(deposit(EVENT, fence, RawBody.ofText("sealed again"))).isEqualTo(Settlement.SETTLED);

    assertThat(leftBy(OWNER)).hasSize(1);
  }

  @Test
  default void anEstateHasOnlySoMuchRoom() {
    RawBody half = RawBody.of(new byte[(8 << 20) / 2]);
    long fence = grant(EVENT);
    long other = grant(ABid.on("e2"));
    long third = grant(ABid.on("e3"));
    assertThat(deposit(EVENT, fence, half)).isEqualTo(Settlement.SETTLED);
    assertThat(deposit(ABid.on("e2"), other, half)).isEqualTo(Settlement.SETTLED);

    assertThat(deposit(ABid.on("e3"), third, LEFT)).isEqualTo(Settlement.SUPERSEDED);

    settle(EVENT.becomes(Standing.DONE, fence, 200));
    assertThat(deposit(ABid.on("e3"), third, LEFT)).isEqualTo(Settlement.SETTLED);
  }

  @Test
  default void whatHasEndedIsNotLeftAnyMore() {
    long fence = left();

    settle(EVENT.becomes(Standing.DONE, fence, 200));

    assertThat(leftBy(OWNER)).isEmpty();
    known(inherit(heir(), lot(fence)), Standing.DONE);
  }

  @Test
  default void whatIsADeadLetterIsNotLeftAnyMore() {
    long fence = left();

    settle(EVENT.becomes(Standing.DEAD, fence, 0));

    assertThat(leftBy(OWNER)).isEmpty();
    known(inherit(heir(), lot(fence)), Standing.DEAD);
  }

  @Test
  default void anHeirHasItUnderANewFence() {
    long fence = left();

    long next = granted(inherit(heir(), lot(fence)));

    assertThat(next).isGreaterThan(fence);
    assertThat(leftBy(OWNER)).isEmpty();
    assertThat(known(accept(EVENT), Standing.QUEUED).origin()).isEqualTo(heir().origin());
    assertThat(granted(accept(heir()))).isEqualTo(next);
    assertThat(deposit(heir(), next, LEFT)).isEqualTo(Settlement.SETTLED);
  }

  @Test
  default void theLateOwnersEndIsSuperseded() {
    long fence = left();
    long next = granted(inherit(heir(), lot(fence)));

    assertThat(settle(EVENT.becomes(Standing.DONE, fence, 200))).isEqualTo(Settlement.SUPERSEDED);

    assertThat(settle(heir().becomes(Standing.DONE, next, 200))).isEqualTo(Settlement.SETTLED);
  }

  @Test
  default void anHeirMayAskTwice() {
    long fence = left();
    long next = granted(inherit(heir(), lot(fence)));

    assertThat(granted(inherit(heir(), lot(fence)))).isEqualTo(next);
  }

  @Test
  default void ofTwoHeirsOneHasIt() {
    long fence = left();
    granted(inherit(heir(), lot(fence)));

    Found.Known known = known(inherit(EVENT.by(3, 5), lot(fence)), Standing.QUEUED);

    assertThat(known.origin()).isEqualTo(heir().origin());
  }

  @Test
  default void whatWasNotLeftIsNotInherited() {
    long fence = grant(EVENT);

    known(inherit(heir(), lot(fence)), Standing.QUEUED);

    assertThat(granted(accept(EVENT))).isEqualTo(fence);
  }

  /** Its owner was not dead, and has asked for it once more. */
  @Test
  default void whatIsGrantedOnceMoreIsNotInherited() {
    long fence = left();
    long again = anew(EVENT, fence);
    assertThat(again).isGreaterThan(fence);
    assertThat(leftBy(OWNER)).isEmpty();

    known(inherit(heir(), lot(fence)), Standing.QUEUED);

    assertThat(granted(accept(EVENT))).isEqualTo(again);
  }

  /** What was read of it belongs to an earlier grant. */
  @Test
  default void whatIsLeftOnceMoreIsNotInheritedAsItWasBefore() {
    long fence = left();
    long again = anew(EVENT, fence);
    assertThat(deposit(EVENT, again, LEFT)).isEqualTo(Settlement.SETTLED);

    known(inherit(heir(), lot(fence)), Standing.QUEUED);

    assertThat(settle(EVENT.becomes(Standing.DONE, again, 200))).isEqualTo(Settlement.SETTLED);
  }

  @Test
  default void anothersIsNotInheritedFromHim() {
    long fence = left();

    known(inherit(heir(), new Lot(COPY.origin(), fence)), Standing.QUEUED);

    assertThat(settle(EVENT.becomes(Standing.DONE, fence, 200))).isEqualTo(Settlement.SETTLED);
  }

  @Test
  default void ofAClaimThatIsGoneItsOwnerKnows() {
    Found.Known known = known(inherit(heir(), lot(3)), Standing.QUEUED);

    assertThat(known.origin()).isEqualTo(EVENT.origin());
    assertThat(look(EVENT)).isEqualTo(new Found.Free());
  }

  @Test
  default void whoDoesNotKnowTheShardLearnsNothing() {
    long fence = left();
    Epoch other = new Epoch(epoch().generation() + 1, 0);

    IndexCase.assertSuspect(fixture().estates().left(shard(), other, List.of(OWNER), 16));
    IndexCase.assertSuspect(
        fixture()
            .estates()
            .inherit(shard(), other, List.of(new Estates.Inheritance(heir().bid(), lot(fence)))));
    IndexCase.assertSuspect(
        fixture()
            .estates()
            .deposit(shard(), other, List.of(new Estates.Deposit(EVENT.bid(), fence, LEFT))));
  }

  /** Both were granted it, one after the other: the later grant stands. */
  @Test
  default void inARebuildTheHeirGoesBeforeTheOwner() {
    long fence = left();
    long next = granted(inherit(heir(), lot(fence)));
    fixture().serveAnew();
    long generation =
        certain(index().attend(shard(), epoch(), Fellows.of(NODE))).value().generation();

    certain(index().affirm(shard(), generation, List.of(heir().as(Standing.QUEUED, next))));
    Assertion.Answer late =
        certain(index().affirm(shard(), generation, List.of(EVENT.as(Standing.QUEUED, fence))))
            .value()
            .get(0);

    assertThat(known(IndexCase.yields(late), Standing.QUEUED).origin()).isEqualTo(heir().origin());
  }

  @Test
  default void inARebuildTheHeirTakesItFromTheOwnerWhoWasFirst() {
    long fence = left();
    fixture().empty();
    long generation =
        certain(index().attend(shard(), epoch(), Fellows.of(NODE))).value().generation();
    certain(index().affirm(shard(), generation, List.of(EVENT.as(Standing.QUEUED, fence))));

    Assertion.Answer heir =
        certain(index().affirm(shard(), generation, List.of(heir().as(Standing.QUEUED, fence + 5))))
            .value()
            .get(0);

    assertThat(IndexCase.stands(heir)).isEqualTo(fence + 5);
  }

  /** Opens it once more, of which the owner ({@code b}) has not said what it remembers. */
  private Epoch inPart(Assertion... assertions) {
    Fellows both = Fellows.of(NODE, "b");
    Epoch known = new Epoch(epoch().generation() + 1, 0);
    long generation = certain(index().attend(shard(), known, both)).value().generation();
    for (Assertion it : assertions) {
      certain(index().affirm(shard(), generation, List.of(it)));
    }
    certain(index().sign(shard(), generation, NODE, 0));
    java.time.Duration patience = java.time.Duration.ofMillis(30);
    fixture().letPass(patience);
    RollCall call = certain(index().openInPart(shard(), generation, patience)).value();
    assertThat(call.stage()).isEqualTo(RollCall.Stage.IN_PART);
    return new Epoch(generation, call.fence());
  }

  private Epoch seen(long fence) {
    return new Epoch(epoch().generation(), fence);
  }

  /** Asked for by its owner after a lapse. */
  private long anew(ABid bid, long seen) {
    return granted(
        certain(index().accept(shard(), seen(seen), IndexCase.bids(bid.askedAnew())))
            .value()
            .get(0));
  }

  /** Sent before the one that was answered. */
  @Test
  default void aLateCopyOfABidThatWasAskedAnewTakesNothingFromItsOwner() {
    long fence = left();
    long again = anew(EVENT, fence);
    assertThat(deposit(EVENT, again, LEFT)).isEqualTo(Settlement.SETTLED);

    assertThat(anew(EVENT, fence)).isEqualTo(again);

    assertThat(leftBy(OWNER)).hasSize(1);
    assertThat(settle(EVENT.becomes(Standing.DONE, again, 200))).isEqualTo(Settlement.SETTLED);
  }

  private Found inherit(Epoch epoch, ABid bid, Lot from) {
    return certain(
            fixture()
                .estates()
                .inherit(shard(), epoch, List.of(new Estates.Inheritance(bid.bid(), from))))
        .value()
        .get(0);
  }

  /** Its owner may have told the end to a Redis that is no more, and cannot say so. */
  @Test
  default void whatAnOlderRedisHasOfAMissingNodeIsNotInherited() {
    long fence = left();
    fixture().serveAnew();
    Epoch inPart = inPart();

    assertThat(inherit(inPart, heir(), lot(fence))).isNotInstanceOf(Found.Granted.class);
  }

  /**
   * It was taken up and not moved; then all was lost, and whether its owner sent it nobody knows.
   */
  @Test
  default void whatWasOnlyReadOfAMissingNodeIsDoubtful() {
    long fence = left();
    fixture().empty();
    Epoch inPart = inPart(heir().as(Standing.QUEUED, 0));
    assertThat(certain(index().accept(shard(), inPart, IndexCase.bids(heir()))).value().get(0))
        .isEqualTo(new Found.Doubtful());

    assertThat(inherit(inPart, heir(), lot(fence))).isEqualTo(new Found.Doubtful());
  }

  /** A deposit that was long on its way: heirs may still think that its owner is dead. */
  @Test
  default void whatWasLeftBeforeItWasAskedForOnceMoreComesTooLate() {
    long fence = grant(EVENT);
    long again = anew(EVENT, fence); // after a lapse; it begins to send
    assertThat(deposit(EVENT, fence, LEFT)).isEqualTo(Settlement.SUPERSEDED);

    assertThat(inherit(heir(), lot(fence))).isNotInstanceOf(Found.Granted.class);
    assertThat(again).isGreaterThan(fence);
  }

  @Test
  default void aBidThatIsOnlyRepeatedKeepsItsFence() {
    long fence = grant(EVENT);

    assertThat(granted(accept(EVENT))).isEqualTo(fence);
  }

  /** Its journal had lost that it was granted; and it had left it before. */
  @Test
  default void anHeirWhoAsksAnewHasANewFenceToo() {
    long fence = left();
    long next = granted(inherit(heir(), lot(fence)));
    assertThat(deposit(heir(), next, LEFT)).isEqualTo(Settlement.SETTLED);

    long again = granted(inherit(seen(next), heir().askedAnew(), lot(fence)));

    assertThat(again).isGreaterThan(next);
    assertThat(leftBy(heir().origin().node())).isEmpty();
    assertThat(deposit(heir(), next, LEFT)).isEqualTo(Settlement.SUPERSEDED);
    assertThat(settle(heir().becomes(Standing.DONE, again, 200))).isEqualTo(Settlement.SETTLED);
  }

  /** The owner has not heard of the fence that a late copy of its bid was given. */
  @Test
  default void aLateCopyOfABidDoesNotTakeTheOwnersEndFromIt() {
    long fence = left();
    accept(EVENT); // a copy of the first bid, late

    assertThat(settle(EVENT.becomes(Standing.DONE, fence, 200))).isEqualTo(Settlement.SETTLED);
  }

  /** An heir who comes with what he read long ago. */
  @Test
  default void aLateHeirDoesNotTakeAwayWhatIsLeftOnceMore() {
    long fence = left();
    long again = anew(EVENT, fence);
    assertThat(deposit(EVENT, again, LEFT)).isEqualTo(Settlement.SETTLED);

    inherit(heir(), lot(fence));

    assertThat(leftBy(OWNER)).hasSize(1);
  }
}
