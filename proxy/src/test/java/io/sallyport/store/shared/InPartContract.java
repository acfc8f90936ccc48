package io.sallyport.store.shared;

import static io.sallyport.store.shared.GrantContract.COPY;
import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.assertSuspect;
import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.IndexCase.granted;
import static io.sallyport.store.shared.IndexCase.known;
import static io.sallyport.store.shared.IndexCase.stands;
import static io.sallyport.store.shared.IndexCase.yields;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.fixture.Eventually;
import io.sallyport.store.shared.RollCall.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shard of which some have not said what they remember: {@code b} is missing. */
interface InPartContract extends IndexCase {
  Duration PATIENCE = Duration.ofMillis(30);
  Found DOUBTFUL = new Found.Doubtful();

  private RollCall attend(Epoch known, String... members) {
    return certain(index().attend(shard(), known, Fellows.of(members))).value();
  }

  private RollCall sign(long generation, String node, long highest) {
    return certain(index().sign(shard(), generation, node, 1, highest)).value();
  }

  private RollCall openInPart(long generation, Duration patience) {
    return certain(index().openInPart(shard(), generation, patience)).value();
  }

  private Assertion.Answer affirm(Epoch epoch, Assertion assertion) {
    return certain(index().affirm(shard(), epoch.generation(), List.of(assertion))).value().get(0);
  }

  private Found accept(Epoch epoch, ABid bid) {
    return certain(index().accept(shard(), epoch, IndexCase.bids(bid))).value().get(0);
  }

  private Found inherit(Epoch epoch, ABid bid, Estates.Lot from) {
    return certain(
            fixture()
                .estates()
                .inherit(shard(), epoch, List.of(new Estates.Inheritance(bid.bid(), from))))
        .value()
        .get(0);
  }

  private Found look(Epoch epoch, ABid bid) {
    return certain(index().look(shard(), epoch, IndexCase.bids(bid))).value().get(0);
  }

  /** Begins a rebuild that {@code b} takes no part in. */
  private long closed() {
    return attend(new Epoch(epoch().generation() + 1, 0), NODE, "b").generation();
  }

  /** In part, with what was asserted. */
  private Epoch inPart(Assertion... assertions) {
    long generation = closed();
    for (Assertion it : assertions) {
      affirm(new Epoch(generation, 0), it);
    }
    sign(generation, NODE, 0);
    fixture().letPass(PATIENCE);
    RollCall call = openInPart(generation, PATIENCE);
    assertThat(call.stage()).isEqualTo(Stage.IN_PART);
    return new Epoch(generation, call.fence());
  }

  @Test
  default void itIsOpenInPartWhenSomeHaveSignedAndTheOthersAreSilent() {
    long generation = closed();
    fixture().letPass(PATIENCE);
    assertThat(openInPart(generation, PATIENCE).stage())
        .as("nobody has signed")
        .isEqualTo(Stage.CLOSED);

    RollCall signed = sign(generation, NODE, 0);
    assertThat(signed.missing()).containsExactly("b");
    assertThat(openInPart(generation, Duration.ofHours(1)).stage())
        .as("too soon")
        .isEqualTo(Stage.CLOSED);
    assertSuspect(index().look(shard(), new Epoch(generation, 0), IndexCase.bids(EVENT)));

    fixture().letPass(PATIENCE);
    RollCall call = openInPart(generation, PATIENCE);
    assertThat(call.stage()).isEqualTo(Stage.IN_PART);
    assertThat(call.usable()).isTrue();
    assertThat(call.open()).isFalse();
    assertThat(call.missing()).containsExactly("b");
    assertThat(openInPart(generation, PATIENCE).stage()).isEqualTo(Stage.IN_PART);
    assertThat(sign(generation, NODE, 0).stage()).isEqualTo(Stage.IN_PART);
  }

  @Test
  default void whoAssertsIsWaitedFor() {
    long generation = closed();
    sign(generation, NODE, 0);
    fixture().letPass(PATIENCE);

    affirm(new Epoch(generation, 0), EVENT.as(Standing.QUEUED, 5));
    RollCall call = attend(new Epoch(generation, 0), NODE);

    assertThat(call.quiet()).isLessThan(call.age());
    assertThat(call.asserted()).isEqualTo(1);
    assertThat(openInPart(generation, Duration.ofHours(1)).stage()).isEqualTo(Stage.CLOSED);
  }

  @Test
  default void anOpenShardStaysOpen() {
    assertThat(openInPart(epoch().generation(), Duration.ZERO).stage()).isEqualTo(Stage.OPEN);

    granted(accept(epoch(), EVENT));
  }

  @Test
  default void anotherGenerationOrHistoryIsNotOpenedInPart() {
    long generation = closed();
    sign(generation, NODE, 0);

    assertSuspect(index().openInPart(shard(), generation - 1, Duration.ZERO));
    fixture().serveAnew();
    assertSuspect(index().openInPart(shard(), generation, Duration.ZERO));
  }

  @Test
  default void whatIsNotKnownThenIsDoubtful() {
    Epoch epoch = inPart();

    assertThat(look(epoch, EVENT)).isEqualTo(DOUBTFUL);
    assertThat(accept(epoch, EVENT)).isEqualTo(DOUBTFUL);
    assertThat(certain(index().begin(shard(), epoch, EVENT.bid(), Duration.ofHours(1))).value())
        .isEqualTo(DOUBTFUL);
    assertThat(accept(epoch, COPY)).as("nothing was written").isEqualTo(DOUBTFUL);
    assertThat(look(epoch, COPY)).isEqualTo(DOUBTFUL);
  }

  @Test
  default void whoComesBackHasWhatHeWasGrantedThoughAPersonWouldNotHaveACopy() {
    Epoch epoch = inPart(EVENT.as(Standing.REJECTED, 0));
    known(look(epoch, COPY), Standing.REJECTED);

    assertThat(stands(affirm(epoch, COPY.as(Standing.QUEUED, 7)))).isEqualTo(7);

    assertThat(accept(epoch, COPY)).isEqualTo(new Found.Granted(7));
  }

  @Test
  default void whatAPersonWouldNotHaveEndsForNobodyBeforeAllHaveSpoken() {
    Epoch epoch = inPart(EVENT.as(Standing.REJECTED, 0));

    assertThat(accept(epoch, EVENT.mustBeSeen())).isEqualTo(DOUBTFUL);

    assertThat(stands(affirm(epoch, COPY.as(Standing.QUEUED, 7)))).isEqualTo(7);
    sign(epoch.generation(), "b", 7);
    assertThat(known(accept(epoch, EVENT.mustBeSeen()), Standing.QUEUED).origin())
        .isEqualTo(COPY.origin());
  }

  @Test
  default void whatIsKnownIsAnsweredAsEver() {
    ABid done = ABid.on("done");
    Epoch epoch = inPart(EVENT.signedAs("bytes").as(Standing.QUEUED, 7), done.as(Standing.DONE, 8));

    assertThat(accept(epoch, EVENT)).isEqualTo(new Found.Granted(7));
    known(look(epoch, COPY), Standing.QUEUED);
    known(accept(epoch, COPY), Standing.QUEUED);
    known(accept(epoch, done.by(3, 3)), Standing.DONE);
    assertThat(accept(epoch, COPY.holding("other"))).isEqualTo(new Found.Conflict());
    assertThat(accept(epoch, ABid.on("e2").signedAs("bytes")))
        .isEqualTo(new Found.Reused(EVENT.id()));
    assertThat(
            certain(index().settle(shard(), epoch, List.of(EVENT.becomes(Standing.DONE, 7, 200))))
                .value())
        .containsExactly(Change.Settlement.SETTLED);
    known(look(epoch, COPY), Standing.DONE);
  }

  @Test
  default void whatWasAssertedAndNeverGrantedIsNotGranted() {
    Epoch epoch = inPart(EVENT.as(Standing.QUEUED, 0));

    assertThat(accept(epoch, EVENT)).isEqualTo(DOUBTFUL);
    known(accept(epoch, COPY), Standing.QUEUED);

    sign(epoch.generation(), "b", 0);
    granted(accept(epoch, EVENT));
  }

  /** While its owner was taken for dead the missing one may have taken it up, and sent it. */
  @Test
  default void whatItsOwnerAsksForOnceMoreIsNotGranted() {
    Epoch epoch = inPart(EVENT.as(Standing.QUEUED, 7));
    Epoch seen = new Epoch(epoch.generation(), 7);

    assertThat(accept(seen, EVENT.askedAnew())).isEqualTo(DOUBTFUL);
    assertThat(accept(seen, EVENT))
        .as("who was not taken for dead")
        .isEqualTo(new Found.Granted(7));

    ABid heirs = EVENT.by(2, 700);
    assertThat(stands(affirm(epoch, heirs.as(Standing.DONE, 8)))).isEqualTo(8);
    sign(epoch.generation(), "b", 8);
    known(accept(seen, EVENT.askedAnew()), Standing.DONE);
  }

  @Test
  default void whatItsHeirAsksForOnceMoreIsNotGrantedEither() {
    Epoch epoch = inPart(EVENT.as(Standing.QUEUED, 7));
    Epoch seen = new Epoch(epoch.generation(), 7);
    Estates.Lot lot = new Estates.Lot(COPY.origin(), 5);

    assertThat(inherit(seen, EVENT.askedAnew(), lot)).isEqualTo(DOUBTFUL);
    assertThat(inherit(seen, EVENT, lot)).isEqualTo(new Found.Granted(7));

    sign(epoch.generation(), "b", 7);
    assertThat(inherit(seen, EVENT.askedAnew(), lot)).isEqualTo(new Found.Granted(8));
  }

  @Test
  default void whatIsHeldIsNotedAndNotGranted() {
    Epoch epoch = inPart();

    assertThat(accept(epoch, EVENT.mustBeSeen())).isEqualTo(DOUBTFUL);
    assertThat(accept(epoch, EVENT.mustBeSeen())).isEqualTo(DOUBTFUL);

    known(look(epoch, COPY), Standing.HELD);
    known(accept(epoch, COPY), Standing.HELD);
    sign(epoch.generation(), "b", 20);
    assertThat(accept(epoch, EVENT.mustBeSeen())).isEqualTo(new Found.Granted(21));
  }

  @Test
  default void whatAPersonHasLetGoOnIsGranted() {
    Epoch epoch = inPart();
    accept(epoch, EVENT.mustBeSeen());

    long fence = granted(accept(epoch, EVENT.vouchedFor()));
    granted(accept(epoch, ABid.on("e2").vouchedFor()));

    assertThat(accept(epoch, EVENT)).isEqualTo(new Found.Granted(fence));
    known(look(epoch, COPY), Standing.QUEUED);
  }

  @Test
  default void theMissingOneTakesWhatItHadFromWhoeverOnlyHoldsIt() {
    Epoch epoch = inPart();
    accept(epoch, EVENT.mustBeSeen());

    assertThat(stands(affirm(epoch, COPY.as(Standing.DONE, 15)))).isEqualTo(15);

    known(accept(epoch, EVENT), Standing.DONE);
  }

  @Test
  default void theMissingOneTakesNothingThatWasGranted() {
    Epoch epoch = inPart(COPY.as(Standing.QUEUED, 7));

    assertThat(accept(epoch, COPY)).isEqualTo(new Found.Granted(7));
    known(yields(affirm(epoch, EVENT.as(Standing.QUEUED, 15))), Standing.QUEUED);

    assertThat(accept(epoch, COPY)).isEqualTo(new Found.Granted(7));
  }

  @Test
  default void anEndOfTheMissingOneGoesBeforeATurnOfBefore() {
    long next = granted(begin(COPY, Duration.ofHours(1)));
    Epoch epoch = inPart();

    assertThat(yields(affirm(epoch, EVENT.as(Standing.REJECTED, 0))))
        .as("nobody had granted it")
        .isInstanceOf(Found.Running.class);
    assertThat(yields(affirm(epoch, EVENT.holding("other").as(Standing.DONE, 15))))
        .isEqualTo(new Found.Conflict());
    assertThat(stands(affirm(epoch, EVENT.as(Standing.DONE, 15)))).isEqualTo(15);

    assertThat(certain(index().drop(shard(), epoch, COPY.bid(), next)).value())
        .isEqualTo(Change.Settlement.SUPERSEDED);
    known(look(epoch, COPY), Standing.DONE);
  }

  @Test
  default void itIsOpenWithTheLastSignatureAndGoesOnAboveAllFences() {
    Epoch epoch = inPart();

    RollCall call = sign(epoch.generation(), "b", 90);

    assertThat(call.stage()).isEqualTo(Stage.OPEN);
    assertThat(accept(epoch, EVENT)).isEqualTo(new Found.Granted(91));
    assertThat(look(epoch, ABid.on("e2"))).isEqualTo(new Found.Free());
  }

  /** Or what only the missing one had asserted would not be asserted again. */
  @Test
  default void whatSurvivedIsWhatDidBeforeItWasOpenInPart() {
    long fence = grant(ABid.on("before"));
    Epoch epoch = inPart(EVENT.as(Standing.QUEUED, fence + 40));

    RollCall again = attend(new Epoch(epoch.generation() + 1, 0), NODE);

    assertThat(again.stage()).isEqualTo(Stage.CLOSED);
    assertThat(again.surviving()).isEqualTo(fence);
    assertThat(again.previous()).isEqualTo(epoch().generation());
    assertThat(again.asserted()).isZero();
    assertThat(again.signed()).isEmpty();
  }

  @Test
  default void aNewMemberClosesItAgain() {
    Epoch epoch = inPart();

    RollCall call = attend(epoch, NODE, "c");

    assertThat(call.stage()).isEqualTo(Stage.CLOSED);
    assertThat(call.generation()).isGreaterThan(epoch.generation());
  }

  @Test
  default void whatIsOpenInPartIsStillSummoned() {
    inPart();

    Eventually.until(() -> certain(index().summoned()).value().containsKey(shard()));
  }
}
