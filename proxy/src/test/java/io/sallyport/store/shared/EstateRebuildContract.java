package io.sallyport.store.shared;

import static io.sallyport.store.shared.EstatesCase.heir;
import static io.sallyport.store.shared.EstatesCase.lot;
import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.IndexCase.granted;
import static io.sallyport.store.shared.IndexCase.known;
import static io.sallyport.store.shared.IndexCase.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What heirs and owners have of a shard that is rebuilt. */
interface EstateRebuildContract extends EstatesCase {
  Duration MOMENT = Duration.ofMillis(1);

  /** Of durable delivery, as policies may say. */
  Duration ATTEMPT_MOST = Duration.ofMinutes(15);

  /** Opens it once more, of which the owner ({@code b}) has not said what it remembers. */
  private Epoch inPart(Assertion... assertions) {
    Fellows both = Fellows.of(NODE, "b");
    Epoch known = new Epoch(epoch().generation() + 1, 0);
    long generation = certain(index().attend(shard(), known, both)).value().generation();
    for (Assertion it : assertions) {
      certain(index().affirm(shard(), generation, List.of(it)));
    }
    certain(index().sign(shard(), generation, NODE, 1, 0));
    Duration patience = Duration.ofMillis(30);
    fixture().letPass(patience);
    RollCall call = certain(index().openInPart(shard(), generation, patience)).value();
    assertThat(call.stage()).isEqualTo(RollCall.Stage.IN_PART);
    return new Epoch(generation, call.fence());
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

  /** Once more, by one who had seen nothing of it; all that are known have signed. */
  private Epoch rebuilt() {
    Epoch known = new Epoch(epoch().generation() + 1, 0);
    long generation =
        certain(index().attend(shard(), known, Fellows.of(NODE))).value().generation();
    RollCall call = certain(index().sign(shard(), generation, NODE, 1, 0)).value();
    assertThat(call.open()).isTrue();
    return new Epoch(generation, call.fence());
  }

  /** What was left before counts for nothing: he asks for it, or tells its end. */
  @Test
  default void afterARebuildItIsItsOwnersTurn() {
    long fence = left();
    fixture().serveAnew();
    Epoch rebuilt = rebuilt();

    assertThat(running(inherit(rebuilt, heir(), lot(fence))).left()).isBetween(MOMENT, TURN);

    ABid again = EVENT.askedAnew();
    granted(certain(index().accept(shard(), rebuilt, IndexCase.bids(again))).value().get(0));
    Found.Known known = known(inherit(rebuilt, heir(), lot(fence)), Standing.QUEUED);
    assertThat(known.origin()).isEqualTo(EVENT.origin());
  }

  /** What is in hand is asked for when its attempt is over, or has ended by then. */
  @Test
  default void anOwnerMayBeInTheMiddleOfALongAttempt() {
    long fence = left();
    fixture().serveAnew();
    Epoch rebuilt = rebuilt();
    fixture().isQuiet(shard(), ATTEMPT_MOST);

    assertThat(running(inherit(rebuilt, heir(), lot(fence))).left()).isPositive();

    SharedIndex.Settling end = EVENT.becomes(Standing.DONE, fence, 200);
    assertThat(certain(index().settle(shard(), rebuilt, List.of(end))).value())
        .containsExactly(Change.Settlement.SETTLED);
    known(inherit(rebuilt, heir(), lot(fence)), Standing.DONE);
  }

  /** He may have closed it as the heir's, who did not hear; and Redis was set back. */
  @Test
  default void whatItsOwnerDoesNotAskForIsHeldByTheHeir() {
    long fence = left();
    fixture().serveAnew();
    Epoch rebuilt = rebuilt();

    fixture().isQuiet(shard(), TURN);

    assertThat(inherit(rebuilt, heir(), lot(fence))).isEqualTo(new Found.Doubtful());
    assertThat(inherit(rebuilt, heir(), lot(fence)))
        .as("unheard, and asked once more")
        .isEqualTo(new Found.Doubtful());
    ABid held = heir().by(2, 78).mustBeSeen();
    granted(certain(index().accept(shard(), rebuilt, IndexCase.bids(held))).value().get(0));
    Found.Known known =
        known(
            certain(index().accept(shard(), rebuilt, IndexCase.bids(EVENT))).value().get(0),
            Standing.HELD);
    assertThat(known.origin()).isEqualTo(held.origin());
  }

  /** Whoever has discarded it at the heir makes no case of it. */
  @Test
  default void whatIsDiscardedAtTheHeirWaitsForItsOwnerThoughHeDoesNotAsk() {
    long fence = left();
    fixture().serveAnew();
    Epoch rebuilt = rebuilt();
    fixture().isQuiet(shard(), TURN);

    Found.Known known = known(inherit(rebuilt, heir().mustBeSeen(), lot(fence)), Standing.QUEUED);

    assertThat(known.origin()).isEqualTo(EVENT.origin());
    ABid again = EVENT.askedAnew();
    granted(certain(index().accept(shard(), rebuilt, IndexCase.bids(again))).value().get(0));
  }

  /** He did not hear that it is his to hold: nobody else has it any more. */
  @Test
  default void whatIsDiscardedAtTheHeirWhenItIsHisEndsForAll() {
    long fence = left();
    fixture().serveAnew();
    Epoch rebuilt = rebuilt();
    fixture().isQuiet(shard(), TURN);
    assertThat(inherit(rebuilt, heir(), lot(fence))).isEqualTo(new Found.Doubtful());

    long judged = granted(inherit(rebuilt, heir().mustBeSeen(), lot(fence)));

    SharedIndex.Settling end = heir().becomes(Standing.DISCARDED, judged, 0);
    assertThat(certain(index().settle(shard(), rebuilt, List.of(end))).value())
        .containsExactly(Change.Settlement.SETTLED);
  }

  /** Its grant was not heard, and all is lost that said whose it is. */
  @Test
  default void whatIsDiscardedAtTheHeirAndAssertedSoIsGrantedToEndForAll() {
    fixture().empty();
    Epoch rebuilt = rebuilt();
    Assertion judged = heir().as(Standing.DISCARDED, 0);
    certain(index().affirm(shard(), rebuilt.generation(), List.of(judged)));

    assertThat(granted(inherit(rebuilt, heir().mustBeSeen(), lot(1)))).isPositive();
  }

  /** What is held at the heir was granted to nobody. */
  @Test
  default void anOwnerWhoComesLateTakesItFromThoseWhoHoldIt() {
    long fence = left();
    fixture().serveAnew();
    Epoch inPart = inPart();
    fixture().isQuiet(shard(), TURN);
    assertThat(inherit(inPart, heir(), lot(fence))).isEqualTo(new Found.Doubtful());

    Assertion.Answer owner =
        certain(
                index()
                    .affirm(
                        shard(), inPart.generation(), List.of(EVENT.as(Standing.QUEUED, fence))))
            .value()
            .get(0);

    assertThat(IndexCase.stands(owner)).isEqualTo(fence);
  }
}
