package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.answered;
import static io.sallyport.admit.LedgerCase.assertHeld;
import static io.sallyport.admit.LedgerCase.assertKnown;
import static io.sallyport.admit.LedgerCase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pass-through: whose turn it is, who waits, and what is left of a turn. */
interface TurnContract extends LedgerCase {
  AnAdmission EVENT = AnAdmission.to("relay").event("e1", "hello");
  AnAdmission OTHER = AnAdmission.to("relay").event("e1", "other");

  @Test
  default void aNewEventMayGoAndIsADuplicateWithTheSameAnswerOnceItHasEnded() {
    Turn.Go go = go(EVENT);
    assertThat(go.id()).isEqualTo(EVENT.id());

    assertThat(settle(go, answered(201, "made"))).isEqualTo(Settled.RECORDED);

    Place.Known known = known(begin(EVENT), Standing.DONE);
    assertThat(known.answer().orElseThrow().status()).isEqualTo(201);
    assertThat(known.answer().orElseThrow().type()).isEqualTo("text/plain");
    assertThat(known.answer().orElseThrow().body().toBytes()).asString().isEqualTo("made");
    assertThat(known.receipts()).isEqualTo(2);
  }

  @Test
  default void theEndOfATurnAndItsAnswerAreThereAfterACrash() {
    settle(go(EVENT), answered(200, "made"));

    store().crash();

    Place.Known known = known(begin(EVENT), Standing.DONE);
    assertThat(known.answer().orElseThrow().body().toBytes()).asString().isEqualTo("made");
    assertThat(take("relay")).isEmpty();
  }

  @Test
  default void theAnswersBytesAreForgottenInTimeAndItsStatusIsNot() {
    settle(go(EVENT), answered(201, "made"));
    store().tick(Duration.ofMinutes(59));
    assertThat(known(begin(EVENT), Standing.DONE).answer().orElseThrow().body().isEmpty())
        .isFalse();

    store().tick(Duration.ofMinutes(2).plus(store().slack()));

    StoredAnswer answer = known(begin(EVENT), Standing.DONE).answer().orElseThrow();
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body().isEmpty()).isTrue();
  }

  @Test
  default void theAnswersBytesAreForgottenWithTheEventsWhereThoseStayForLess() {
    AnAdmission brief =
        AnAdmission.to("relay")
            .event("e9", "hello")
            .keeping(
                new Keeping(
                    Keeping.MEMORY_DEFAULT,
                    Duration.ofMinutes(5),
                    Keeping.HOLD_DEFAULT,
                    Keeping.BYTES_MAX_DEFAULT));
    settle(go(brief), answered(201, "made"));
    store().tick(Duration.ofMinutes(4));
    assertThat(known(begin(brief), Standing.DONE).answer().orElseThrow().body().isEmpty())
        .isFalse();

    store().tick(Duration.ofMinutes(2).plus(store().slack()));

    StoredAnswer answer = known(begin(brief), Standing.DONE).answer().orElseThrow();
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body().isEmpty()).isTrue();
  }

  @Test
  default void whatWasDroppedWasNeverThere() {
    assertThat(settle(go(EVENT), new Ending.Dropped())).isEqualTo(Settled.RECORDED);

    assertThat(find(EVENT.id())).isEmpty();
    Turn.Go again = go(EVENT);
    settle(again, new Ending.Dropped());
    store().crash();
    settle(go(EVENT), answered(200, "made"));
    assertThat(known(begin(EVENT), Standing.DONE).receipts()).isEqualTo(2);
  }

  @Test
  default void aTurnThatNobodyEndedIsFreeAfterACrash() {
    go(EVENT);

    store().crash();

    assertThat(begin(EVENT)).isInstanceOf(Turn.Go.class);
  }

  @Test
  default void whoWaitsForATurnGetsItsAnswer() {
    Turn.Go go = go(EVENT);
    List<Future<Turn>> waiters = waiters(8);

    settle(go, answered(200, "made"));

    for (Future<Turn> waiter : waiters) {
      Place.Known known = known(await(waiter), Standing.DONE);
      assertThat(known.answer().orElseThrow().body().toBytes()).asString().isEqualTo("made");
    }
  }

  @Test
  default void nobodyWhoWaitsIsPromotedWhenATurnIsDropped() {
    Turn.Go go = go(EVENT);
    List<Future<Turn>> waiters = waiters(8);

    settle(go, new Ending.Dropped());

    waiters.forEach(it -> assertThat(await(it)).isInstanceOf(Turn.Busy.class));
    assertThat(begin(EVENT)).isInstanceOf(Turn.Go.class);
  }

  /** It is a copy of what was never new: another node has it. */
  @Test
  default void whoWaitsForATurnThatOthersHaveIsToldWhatTheyKnow() {
    Turn.Go go = go(EVENT);
    List<Future<Turn>> waiters = waiters(8);
    Place.Known there = new Place.Known(go.id(), Standing.DONE, Optional.empty(), store().now(), 3);

    settle(go, new Ending.Withdrawn(Optional.of(there)));

    waiters.forEach(it -> assertThat(await(it)).isEqualTo(new Turn.Has(there)));
    assertThat(begin(EVENT)).isInstanceOf(Turn.Go.class);
  }

  @Test
  default void theNinthWhoWouldWaitIsToldToComeBack() {
    Turn.Go go = go(EVENT);
    List<Future<Turn>> waiters = waiters(8);

    Turn.Busy busy = (Turn.Busy) begin(EVENT);

    assertThat(busy.retryAfter()).isPositive();
    assertThat(waiters).noneMatch(Future::isComplete);
    settle(go, answered(200, "made"));
    waiters.forEach(it -> known(await(it), Standing.DONE));
  }

  @Test
  default void whoHasWaitedLongEnoughIsToldToComeBack() {
    Turn.Go go = go(EVENT);
    AnAdmission hasty = AnAdmission.to("relay").event("e1", "hello").waiting(Duration.ofMillis(20));
    Future<Turn> waiter = store().ledger().begin(hasty.at(store().now()));
    barrier(); // it waits by now

    store().tick(Duration.ofMillis(20));

    Turn.Busy busy = (Turn.Busy) await(waiter);
    assertThat(busy.id()).isEqualTo(EVENT.id());
    assertThat(busy.retryAfter()).isPositive();
    assertThat(settle(go, answered(200, "made"))).isEqualTo(Settled.RECORDED);
    known(begin(EVENT), Standing.DONE);
  }

  @Test
  default void otherBytesUnderARunningIdAreHeldAndDisturbNobody() {
    Turn.Go go = go(EVENT);

    Turn other = begin(OTHER);

    assertHeld(((Turn.Has) other).place(), Reason.REPLAY_CONFLICT);
    assertThat(settle(go, answered(200, "made"))).isEqualTo(Settled.RECORDED);
    known(begin(EVENT), Standing.DONE);
    assertHeld(((Turn.Has) begin(OTHER)).place(), Reason.REPLAY_CONFLICT);
    assertThat(cases()).hasSize(1);
  }

  @Test
  default void otherBytesUnderAnEndedIdAreHeld() {
    settle(go(EVENT), answered(200, "made"));

    assertHeld(((Turn.Has) begin(OTHER)).place(), Reason.REPLAY_CONFLICT);
  }

  @Test
  default void aTurnIsSettledOnce() {
    Turn.Go go = go(EVENT);
    settle(go, answered(200, "first"));

    assertThat(settle(go, answered(200, "second"))).isEqualTo(Settled.SUPERSEDED);

    assertThat(known(begin(EVENT), Standing.DONE).answer().orElseThrow().body().toBytes())
        .asString()
        .isEqualTo("first");
  }

  @Test
  default void anOldFenceEndsNoLaterTurn() {
    Turn.Go old = go(EVENT);
    settle(old, new Ending.Dropped());
    Turn.Go later = go(EVENT);
    assertThat(later.fence()).isGreaterThan(old.fence());

    assertThat(settle(old, answered(200, "late"))).isEqualTo(Settled.SUPERSEDED);
    assertThat(settle(old, new Ending.Dropped())).isEqualTo(Settled.SUPERSEDED);

    Future<Turn> waiter = waiters(1).get(0);
    assertThat(waiter.isComplete()).isFalse();
    assertThat(settle(later, answered(200, "made"))).isEqualTo(Settled.RECORDED);
    known(await(waiter), Standing.DONE);
  }

  @Test
  default void anEndThatCannotBeSyncedIsNotRelayedAndNobodyWhoWaitsGetsIt() {
    barrier();
    Turn.Go go = go(EVENT);
    List<Future<Turn>> waiters = waiters(3);
    store().failNextSync();

    assertThat(settle(go, answered(200, "made"))).isEqualTo(Settled.UNAVAILABLE);

    waiters.forEach(it -> assertThat(await(it)).isNotInstanceOf(Turn.Has.class));
    waiters.forEach(it -> assertThat(await(it)).isNotInstanceOf(Turn.Go.class));
  }

  @Test
  default void ofRacingCopiesOneGoes() {
    List<Future<Turn>> turns = waiters(64);
    List<Turn.Go> going = new ArrayList<>();
    for (Future<Turn> turn : turns.subList(0, 1)) {
      going.add((Turn.Go) await(turn));
    }
    settle(going.get(0), answered(200, "made"));

    int known = 0;
    for (Future<Turn> turn : turns.subList(1, 64)) {
      Turn got = await(turn);
      assertThat(got).isNotInstanceOf(Turn.Go.class);
      known += got instanceof Turn.Has ? 1 : 0;
    }
    assertThat(known).isEqualTo(8);
  }

  @Test
  default void whatWasAdmittedDurablyMayNotGoAgain() {
    deliver(queue(EVENT));

    known(begin(EVENT), Standing.DONE);
  }

  /** Copies of {@link #EVENT} that ask now; none is waited for. */
  private List<Future<Turn>> waiters(int count) {
    Instant now = store().now();
    List<Future<Turn>> waiters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waiters.add(store().ledger().begin(EVENT.at(now)));
    }
    return waiters;
  }

  private static Place.Known known(Turn turn, Standing standing) {
    assertThat(turn).isInstanceOf(Turn.Has.class);
    return assertKnown(((Turn.Has) turn).place(), standing);
  }
}
