package io.sallyport.store.shared;

import static io.sallyport.store.shared.GrantContract.COPY;
import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.IndexCase.granted;
import static io.sallyport.store.shared.IndexCase.known;
import static io.sallyport.store.shared.IndexCase.running;
import static io.sallyport.store.shared.IndexCase.stands;
import static io.sallyport.store.shared.IndexCase.yields;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Change.Settlement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What nodes remember, for a shard that may have forgotten it. {@code EVENT} came before {@code
 * COPY}.
 */
interface AssertionContract extends IndexCase {

  /** Begins a rebuild, in which both nodes assert. */
  default long rebuilding() {
    return certain(
            index().attend(shard(), new Epoch(epoch().generation() + 1, 0), Fellows.of(NODE, "b")))
        .value()
        .generation();
  }

  default Assertion.Answer affirm(long generation, Assertion assertion) {
    return certain(index().affirm(shard(), generation, List.of(assertion))).value().get(0);
  }

  default Epoch opened(long generation) {
    certain(index().sign(shard(), generation, NODE, 1, 0));
    RollCall call = certain(index().sign(shard(), generation, "b", 1, 0)).value();
    assertThat(call.open()).isTrue();
    return new Epoch(generation, call.fence());
  }

  default Found accept(Epoch epoch, ABid bid) {
    return certain(index().accept(shard(), epoch, IndexCase.bids(bid))).value().get(0);
  }

  @Test
  default void whatItsNodeHasWrittenAnewStands() {
    long generation = rebuilding();
    Assertion early = new Assertion(EVENT.by(5, 1).bid(), Standing.QUEUED, 70, 1, 0, Duration.ZERO);
    Assertion anew = new Assertion(EVENT.by(5, 2).bid(), Standing.QUEUED, 70, 1, 0, Duration.ZERO);
    affirm(generation, early);

    assertThat(stands(affirm(generation, anew))).isEqualTo(70);

    Epoch epoch = opened(generation);
    assertThat(accept(epoch, EVENT.by(5, 2))).isEqualTo(new Found.Granted(70));
  }

  @Test
  default void whatIsMissingIsPutBackAsItWas() {
    long generation = rebuilding();
    ABid event = EVENT.labelled("l").signedAs("bytes");
    Assertion remembered =
        new Assertion(event.bid(), Standing.DONE, 70, 4, 201, Duration.ofDays(3));

    assertThat(stands(affirm(generation, remembered))).isEqualTo(70);
    assertThat(stands(affirm(generation, remembered))).isEqualTo(70);

    Epoch epoch = opened(generation);
    assertThat(epoch.fence()).isEqualTo(70);
    assertThat(accept(epoch, COPY.labelled("l")))
        .isEqualTo(new Found.Known(Standing.DONE, EVENT.origin(), EVENT.received(), 5, 201, 70));
    assertThat(accept(epoch, COPY.labelled("other"))).isEqualTo(new Found.Reused(EVENT.id()));
    assertThat(accept(epoch, COPY.holding("other"))).isEqualTo(new Found.Conflict());
    assertThat(accept(epoch, ABid.on("e2").signedAs("bytes")))
        .isEqualTo(new Found.Reused(EVENT.id()));
  }

  @Test
  default void whatEndedIsKnownForWhatIsLeftOfItsTime() {
    Duration brief = Duration.ofMillis(40);
    affirm(new Assertion(EVENT.bid(), Standing.DONE, 70, 1, 200, brief));
    affirm(new Assertion(ABid.on("e2").bid(), Standing.DONE, 71, 1, 200, Duration.ZERO));
    affirm(new Assertion(ABid.on("e3").bid(), Standing.DEAD, 72, 1, 200, Duration.ZERO));

    fixture().letPass(brief);

    assertThat(look(COPY)).isEqualTo(new Found.Free());
    assertThat(look(ABid.on("e2"))).isEqualTo(new Found.Free());
    known(look(ABid.on("e3")), Standing.DEAD);
  }

  @Test
  default void whatNobodyWasGrantedHasNoFenceUntilItIsBidFor() {
    long generation = rebuilding();
    assertThat(stands(affirm(generation, EVENT.as(Standing.QUEUED, 0)))).isZero();
    assertThat(stands(affirm(generation, ABid.on("e2").as(Standing.HELD, 0)))).isZero();
    Epoch epoch = opened(generation);

    assertThat(known(accept(epoch, COPY), Standing.QUEUED).origin()).isEqualTo(EVENT.origin());
    long fence = granted(accept(epoch, EVENT));
    assertThat(granted(accept(epoch, ABid.on("e2").mustBeSeen()))).isGreaterThan(fence);

    assertThat(fence).isPositive();
    assertThat(granted(accept(epoch, EVENT))).isEqualTo(fence);
    known(accept(epoch, COPY), Standing.QUEUED);
  }

  @Test
  default void theEarlierReceiptHasItWhereNobodyWasGrantedIt() {
    affirm(COPY.as(Standing.QUEUED, 0));
    assertThat(stands(affirm(EVENT.as(Standing.QUEUED, 0)))).isZero();

    Found.Known other = known(yields(affirm(COPY.as(Standing.QUEUED, 0))), Standing.QUEUED);

    assertThat(other.origin()).isEqualTo(EVENT.origin());
    granted(accept(EVENT));
    known(accept(COPY), Standing.QUEUED);
  }

  @Test
  default void theOneThatStandsHasItWhereBothCameAtOnce() {
    ABid twin = EVENT.by(9, 9);
    stands(affirm(EVENT.as(Standing.QUEUED, 0)));

    assertThat(yields(affirm(twin.as(Standing.QUEUED, 0)))).isInstanceOf(Found.Known.class);
  }

  @Test
  default void anEarlierReceiptTakesNothingFromWhoeverWasGrantedIt() {
    long generation = rebuilding();
    affirm(generation, COPY.as(Standing.QUEUED, 80));

    Found to = yields(affirm(generation, EVENT.as(Standing.QUEUED, 0)));

    assertThat(known(to, Standing.QUEUED).origin()).isEqualTo(COPY.origin());
  }

  @Test
  default void whoeverWasGrantedItTakesItFromAnEarlierReceipt() {
    long generation = rebuilding();
    affirm(generation, EVENT.as(Standing.QUEUED, 0));

    assertThat(stands(affirm(generation, COPY.as(Standing.QUEUED, 80)))).isEqualTo(80);

    Epoch epoch = opened(generation);
    assertThat(known(accept(epoch, EVENT), Standing.QUEUED).origin()).isEqualTo(COPY.origin());
  }

  @Test
  default void whatHasEndedIsNotDeliveredAgainForAnEarlierReceipt() {
    affirm(EVENT.as(Standing.QUEUED, 0));

    stands(affirm(COPY.as(Standing.DONE, 0)));

    known(accept(EVENT), Standing.DONE);
    known(yields(affirm(EVENT.as(Standing.QUEUED, 0))), Standing.DONE);
  }

  @Test
  default void ofTwoThatWereGrantedItTheEarlierReceiptHasItWhileTheShardIsClosed() {
    long generation = rebuilding();
    affirm(generation, COPY.as(Standing.QUEUED, 80));

    assertThat(stands(affirm(generation, EVENT.as(Standing.QUEUED, 75)))).isEqualTo(75);

    assertThat(
            known(yields(affirm(generation, COPY.as(Standing.QUEUED, 80))), Standing.QUEUED)
                .origin())
        .isEqualTo(EVENT.origin());
    assertThat(opened(generation).fence()).isEqualTo(80);
  }

  /** As of a node that was forgotten, and has come back. */
  @Test
  default void ofTwoThatWereGrantedItWhoeverHasEndedItHasIt() {
    long generation = rebuilding();
    affirm(generation, COPY.as(Standing.DONE, 80));

    Found to = yields(affirm(generation, EVENT.as(Standing.QUEUED, 75)));

    assertThat(known(to, Standing.DONE).origin()).isEqualTo(COPY.origin());
    ABid other = ABid.on("e2");
    affirm(generation, other.receivedAt(ABid.NOON.minusSeconds(9)).as(Standing.QUEUED, 81));
    assertThat(stands(affirm(generation, other.by(3, 3).as(Standing.DONE, 82)))).isEqualTo(82);
    known(accept(opened(generation), other), Standing.DONE);
  }

  /** What nobody granted to him is a copy: whoever was granted the event goes on with it. */
  @ParameterizedTest
  @EnumSource(names = {"REJECTED", "DISCARDED"})
  default void whoeverWasGrantedItTakesItFromACopyThatAPersonWouldNotHave(Standing standing) {
    long generation = rebuilding();
    affirm(generation, EVENT.as(standing, 0));

    assertThat(stands(affirm(generation, COPY.as(Standing.QUEUED, 80)))).isEqualTo(80);

    assertThat(known(yields(affirm(generation, EVENT.as(standing, 0))), Standing.QUEUED).origin())
        .isEqualTo(COPY.origin());
    Epoch epoch = opened(generation);
    assertThat(accept(epoch, COPY)).isEqualTo(new Found.Granted(80));
    assertThat(known(accept(epoch, EVENT), Standing.QUEUED).origin()).isEqualTo(COPY.origin());
  }

  @ParameterizedTest
  @EnumSource(names = {"REJECTED", "DISCARDED"})
  default void whatWasGrantedToWhoeverWouldNotHaveItHasEnded(Standing standing) {
    long generation = rebuilding();
    affirm(generation, EVENT.as(Standing.QUEUED, 75));

    assertThat(stands(affirm(generation, COPY.as(standing, 80)))).isEqualTo(80);

    known(accept(opened(generation), EVENT), standing);
  }

  /** Of copies that nobody was granted, and that a person has judged, others are duplicates. */
  @Test
  default void whatAPersonWouldNotHaveIsKnownWhereNobodyWasGrantedIt() {
    long generation = rebuilding();
    affirm(generation, EVENT.as(Standing.REJECTED, 0));

    known(accept(opened(generation), COPY), Standing.REJECTED);
  }

  /** Else its node alone would remember it, and a copy be granted when that one is gone. */
  @ParameterizedTest
  @EnumSource(names = {"REJECTED", "DISCARDED"})
  default void whatAPersonWouldNotHaveEndsForAllWhenNobodyWasGrantedIt(Standing standing) {
    long generation = rebuilding();
    affirm(generation, EVENT.as(standing, 0));
    Epoch epoch = opened(generation);

    long fence = granted(accept(epoch, EVENT.mustBeSeen()));

    assertThat(granted(accept(epoch, EVENT.mustBeSeen()))).isEqualTo(fence).isPositive();
    assertThat(known(accept(epoch, COPY), standing).hasEndedForAll()).isTrue();
    assertThat(
            certain(index().settle(shard(), epoch, List.of(EVENT.becomes(standing, fence, 0))))
                .value())
        .containsExactly(Settlement.SETTLED);
    assertThat(known(accept(epoch, COPY), standing).fence()).isEqualTo(fence);
  }

  /** An older copy of its node may have it waiting still. */
  @Test
  default void whatAPersonWouldNotHaveIsGrantedToNobodyWhoWouldDeliverIt() {
    long generation = rebuilding();
    affirm(generation, EVENT.as(Standing.REJECTED, 0));

    known(accept(opened(generation), EVENT), Standing.REJECTED);
  }

  @Test
  default void whatWasDeliveredIsGrantedToNobodyWhoHasItAtRest() {
    long generation = rebuilding();
    affirm(generation, EVENT.as(Standing.DONE, 0));

    known(accept(opened(generation), EVENT.mustBeSeen()), Standing.DONE);
  }

  @Test
  default void nobodyLosesWhatHeWasGrantedByAnOpenShard() {
    long fence = grant(COPY);

    Found to = yields(affirm(EVENT.as(Standing.DONE, 75)));

    assertThat(known(to, Standing.QUEUED).origin()).isEqualTo(COPY.origin());
    assertThat(accept(COPY)).isEqualTo(new Found.Granted(fence));
  }

  @Test
  default void theLoserIsToldWhatTheBytesSay() {
    grant(EVENT.labelled("l"));

    assertThat(yields(affirm(COPY.holding("other").as(Standing.QUEUED, 0))))
        .isEqualTo(new Found.Conflict());
    assertThat(yields(affirm(COPY.labelled("m").as(Standing.QUEUED, 0))))
        .isEqualTo(new Found.Reused(EVENT.id()));
  }

  @Test
  default void whatRunsIsNotTakenByWhoeverOnlyRemembersIt() {
    granted(begin(COPY, Duration.ofHours(1)));

    running(yields(affirm(EVENT.as(Standing.QUEUED, 0))));
  }

  @Test
  default void anEndThatWasLostIsPutBackWithItsOwnersAssertion() {
    long fence = grant(EVENT);

    assertThat(stands(affirm(EVENT.as(Standing.DONE, fence)))).isEqualTo(fence);

    assertThat(known(accept(COPY), Standing.DONE).status()).isEqualTo(200);
    assertThat(settle(EVENT.becomes(Standing.DONE, fence, 200))).isEqualTo(Settlement.SETTLED);
  }

  @Test
  default void anOldAssertionTakesNoEndBack() {
    long fence = grant(EVENT);
    settle(EVENT.becomes(Standing.DONE, fence, 200));

    assertThat(stands(affirm(EVENT.as(Standing.QUEUED, fence)))).isEqualTo(fence);

    known(look(COPY), Standing.DONE);
  }

  @Test
  default void receiptsAreTheMostThatAnybodyCounted() {
    long fence = grant(EVENT);
    affirm(new Assertion(EVENT.bid(), Standing.QUEUED, fence, 9, 0, Duration.ZERO));
    affirm(new Assertion(COPY.bid(), Standing.QUEUED, 0, 12, 0, Duration.ZERO));
    affirm(new Assertion(COPY.bid(), Standing.QUEUED, 0, 3, 0, Duration.ZERO));

    assertThat(known(look(COPY), Standing.QUEUED).receipts()).isEqualTo(13);
  }

  @Test
  default void theHighestFenceOfOneOriginStands() {
    affirm(EVENT.as(Standing.QUEUED, 0));
    assertThat(stands(affirm(EVENT.as(Standing.QUEUED, 40)))).isEqualTo(40);
    assertThat(stands(affirm(EVENT.as(Standing.QUEUED, 30)))).isEqualTo(40);
    assertThat(stands(affirm(EVENT.as(Standing.QUEUED, 0)))).isEqualTo(40);

    assertThat(grant(ABid.on("e2"))).isEqualTo(41);
  }

  /** Somebody who only knew of it was first. */
  @Test
  default void whatOthersAssertedForItsOwnerEndsByTheOwnersGrant() {
    affirm(EVENT.as(Standing.QUEUED, 0));

    assertThat(settle(COPY.becomes(Standing.DONE, 7, 200))).isEqualTo(Change.Settlement.SUPERSEDED);
    assertThat(settle(EVENT.becomes(Standing.DONE, 7, 200))).isEqualTo(Change.Settlement.SETTLED);

    known(accept(COPY), Standing.DONE);
  }
}
