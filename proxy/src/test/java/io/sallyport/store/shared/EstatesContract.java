package io.sallyport.store.shared;

import static io.sallyport.store.shared.EstatesCase.heir;
import static io.sallyport.store.shared.EstatesCase.lot;
import static io.sallyport.store.shared.GrantContract.COPY;
import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.IndexCase.granted;
import static io.sallyport.store.shared.IndexCase.known;
import static io.sallyport.store.shared.IndexCase.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Change.Settlement;
import io.sallyport.store.shared.Estates.Lot;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node leaves, and who may have it. */
interface EstatesContract extends EstatesCase {
  /** Whose end nobody has forgotten by any clock. */
  Duration AGES = Duration.ofDays(100_000);

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

    assertThat(running(inherit(heir(), lot(fence))).left()).isBetween(Duration.ZERO, TURN);

    assertThat(granted(accept(EVENT))).isEqualTo(fence);
  }

  @Test
  default void anothersIsNotInheritedFromHim() {
    long fence = left();

    known(inherit(heir(), new Lot(COPY.origin(), fence)), Standing.QUEUED);

    assertThat(settle(EVENT.becomes(Standing.DONE, fence, 200))).isEqualTo(Settlement.SETTLED);
  }

  /** Nobody has it: who was dead has lost his disk, or has left it to an heir who did not hear. */
  @Test
  default void whatNobodyHasAnyMoreGoesToWhoeverHasTakenItUp() {
    long fence = granted(inherit(heir().keptFor(AGES), lot(77)));

    assertThat(fence).as("its owner may come back with that").isGreaterThan(77);
    assertThat(granted(inherit(heir().keptFor(AGES), lot(77)))).isEqualTo(fence);
    assertThat(known(accept(EVENT), Standing.QUEUED).origin()).isEqualTo(heir().origin());
    assertThat(settle(heir().becomes(Standing.DONE, fence, 200))).isEqualTo(Settlement.SETTLED);
  }

  /** What waits at an heir is a copy to whoever discards it: its owner delivers it all the same. */
  @Test
  default void whatAPersonDiscardsAtAnHeirStaysItsOwners() {
    long fence = left();

    Found.Known known = known(inherit(heir().mustBeSeen(), lot(fence)), Standing.QUEUED);

    assertThat(known.origin()).isEqualTo(EVENT.origin());
    assertThat(leftBy(OWNER)).as("another heir may have it").hasSize(1);
    assertThat(granted(accept(EVENT))).isEqualTo(fence);
    assertThat(settle(EVENT.becomes(Standing.DONE, fence, 200))).isEqualTo(Settlement.SETTLED);
  }

  /** An end is forgotten when its time is over. */
  @Test
  default void whatMayHaveEndedLongAgoIsDoubtful() {
    Duration brief = Duration.ofMillis(10);
    fixture().letPass(brief);

    assertThat(inherit(heir().keptFor(brief), lot(77))).isEqualTo(new Found.Doubtful());

    assertThat(look(EVENT)).isEqualTo(new Found.Free());
  }

  /** He may have ended it, and is not asked any more. */
  @Test
  default void whatAForgottenNodeMayHaveEndedIsDoubtful() {
    certain(index().attend(shard(), epoch(), Fellows.of("b").without("b")));

    assertThat(inherit(heir().keptFor(AGES), lot(77))).isEqualTo(new Found.Doubtful());
  }

  @Test
  default void whatNobodyHasAnyMoreMayHaveComeUnderAnotherName() {
    grant(ABid.on("e2").signedAs("bytes"));

    assertThat(inherit(heir().keptFor(AGES).signedAs("bytes"), lot(77)))
        .isEqualTo(new Found.Reused(ABid.on("e2").id()));
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
}
