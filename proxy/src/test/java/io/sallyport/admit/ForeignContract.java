package io.sallyport.admit;

import static io.sallyport.admit.HoldingsCase.elsewhere;
import static io.sallyport.admit.LedgerCase.acme;
import static io.sallyport.admit.LedgerCase.answered;
import static io.sallyport.admit.LedgerCase.assertHeld;
import static io.sallyport.admit.LedgerCase.assertKnown;
import static io.sallyport.admit.LedgerCase.assertQueued;
import static io.sallyport.admit.LedgerCase.await;
import static io.sallyport.admit.LedgerCase.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Change;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Shard;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What other nodes know counts for what this one does not. */
interface ForeignContract extends HoldingsCase {
  @Test
  default void whatIsNewHereAndKnownElsewhereIsADuplicateOfWhichNothingIsWritten() {
    Place place = foreign(acme("e1", "hello"), elsewhere(Standing.QUEUED));

    Place.Known known = assertKnown(place, Standing.QUEUED);
    assertThat(known.receipts()).isEqualTo(1);
    assertThat(find(acme("e1", "").id())).isEmpty();
    assertThat(waiting()).isEmpty();
  }

  @Test
  default void whatIsNewHereAndSuspiciousElsewhereIsHeld() {
    Place conflict = foreign(acme("e1", "hello"), new Found.Conflict());
    Place reused = foreign(acme("e2", "hello"), new Found.Reused(acme("e0", "").id()));

    assertThat(assertHeld(conflict, Reason.REPLAY_CONFLICT).id())
        .isEqualTo(EventId.ofCase("conflict", acme("e1", "").id(), contentOf("hello")));
    assertThat(assertHeld(reused, Reason.REPLAY_SIGNATURE_REUSED).id())
        .isEqualTo(EventId.ofCase("signature reused", acme("e0", "").id(), new byte[0]));
    assertHeld(foreign(acme("e1", "hello"), new Found.Conflict()), Reason.REPLAY_CONFLICT);
    assertThat(waiting()).hasSize(2);
  }

  @Test
  default void whatIsNewHereAndDoubtfulElsewhereIsHeldUnderItsOwnName() {
    Place place = foreign(acme("e1", "hello"), new Found.Doubtful());

    assertThat(assertHeld(place, Reason.STORE_REBUILDING).id()).isEqualTo(acme("e1", "").id());
    assertHeld(foreign(acme("e1", "hello"), new Found.Doubtful()), Reason.STORE_REBUILDING);
    assertThat(find(acme("e1", "").id()).orElseThrow().receipts()).isEqualTo(2);
    assertThat(onlyWaiting().bids().get(0).held()).isTrue();
    assertHeld(
        foreign(acme("e2", "hello").held(Reason.BATCH_TOO_LARGE), new Found.Doubtful()),
        Reason.BATCH_TOO_LARGE);
  }

  @Test
  default void aTurnThatIsDoubtfulElsewhereIsHeld() {
    Turn turn = turn(acme("e1", "hello"), new Found.Doubtful());

    assertHeld(((Turn.Has) turn).place(), Reason.STORE_REBUILDING);
    assertThat(find(acme("e1", "").id()).orElseThrow().standing()).isEqualTo(Standing.HELD);
    assertThat(onlyWaiting().bids().get(0).held()).isTrue();
  }

  @Test
  default void whatIsKnownHereIsNotChangedByWhatOthersKnow() {
    promise(acme("e1", "hello"));

    assertKnown(foreign(acme("e1", "hello"), new Found.Conflict()), Standing.WAITING);
    assertQueued(foreign(acme("e2", "hello"), new Found.Free()));
  }

  Limit COMMON =
      new Limit(
          "common", Reason.LIMIT_ACCOUNT, 1, Duration.ofMinutes(1), 1, Limit.Over.REFUSE, false);
  Limit OWN =
      new Limit("own", Reason.LIMIT_TYPE, 1, Duration.ofMinutes(1), 2, Limit.Over.REFUSE, false);

  private static AnAdmission spending(String id) {
    return AnAdmission.to("common").event(id, "hello").sharing(COMMON, "a").spending(OWN, "t");
  }

  private static Found.Free ruled(Duration pace, Optional<Limit> hold) {
    return new Found.Free(Optional.of(new Ruling.Passed(pace, hold, List.of(), List.of())));
  }

  private static Found.Free stopped() {
    return new Found.Free(Optional.of(new Ruling.Stopped(COMMON, Duration.ofSeconds(7))));
  }

  private Placed admit(AnAdmission admission, Found found, List<Integer> spent) {
    return await(store().foreign().admit(admission.at(store().now()), List.of(found), spent::add));
  }

  @Test
  default void whatAllNodesKeepTogetherIsNotTakenHere() {
    List<Integer> spent = new CopyOnWriteArrayList<>();
    Found passed = ruled(Duration.ZERO, Optional.empty());

    assertThat(admit(spending("e1"), passed, spent)).isInstanceOf(Placed.Kept.class);
    assertThat(admit(spending("e2"), passed, spent)).isInstanceOf(Placed.Kept.class);

    assertThat(spent).containsExactly(0, 0);
    assertThat(((Placed.Limited) admit(spending("e3"), passed, spent)).limit()).isEqualTo(OWN);
    assertThat(spent).hasSize(2);
    store().tick(Duration.ofMinutes(1));
    assertThat(admit(spending("e4"), new Found.Free(), spent)).isInstanceOf(Placed.Kept.class);
    store().tick(Duration.ofSeconds(59));
    assertThat(((Placed.Limited) admit(spending("e5"), new Found.Free(), spent)).limit())
        .isEqualTo(COMMON);
  }

  @Test
  default void whatAllNodesStopTakesNothingHere() {
    for (int i = 0; i < 5; i++) {
      Placed.Limited limited =
          (Placed.Limited) admit(spending("e" + i), stopped(), new ArrayList<>());
      assertThat(limited.limit()).isEqualTo(COMMON);
      assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    Found passed = ruled(Duration.ZERO, Optional.empty());
    assertThat(admit(spending("e6"), passed, new ArrayList<>())).isInstanceOf(Placed.Kept.class);
    assertThat(admit(spending("e7"), passed, new ArrayList<>())).isInstanceOf(Placed.Kept.class);
  }

  @Test
  default void aCopyIsADuplicateThoughAllNodesWouldStopIt() {
    List<Integer> spent = new CopyOnWriteArrayList<>();
    admit(spending("e1"), ruled(Duration.ZERO, Optional.empty()), spent);

    Placed again = admit(spending("e1"), stopped(), spent);
    Placed third = admit(spending("e1"), ruled(Duration.ZERO, Optional.empty()), spent);

    assertKnown(((Placed.Kept) again).places().get(0), Standing.WAITING);
    assertKnown(((Placed.Kept) third).places().get(0), Standing.WAITING);
    assertThat(spent).hasSize(1);
  }

  @Test
  default void whatAllNodesPaceOrHoldIsPacedOrHeldHere() {
    Place paced = foreign(spending("e1"), ruled(Duration.ofMinutes(3), Optional.empty()));
    Place held = foreign(spending("e2"), ruled(Duration.ZERO, Optional.of(COMMON)));

    assertThat(((Place.Queued) paced).due()).isEqualTo(store().now().plusSeconds(180));
    assertHeld(held, Reason.LIMIT_ACCOUNT);
  }

  @Test
  default void aTurnLeavesToAllWhatTheyKeepTogether() {
    for (int i = 0; i < 2; i++) {
      assertThat(turn(spending("e" + i), new Found.Free())).isInstanceOf(Turn.Go.class);
    }

    assertThat(((Placed.Limited) turn(spending("e3"), new Found.Free())).limit()).isEqualTo(OWN);
    store().tick(Duration.ofMinutes(2));
    Turn held = turn(spending("e4"), ruled(Duration.ZERO, Optional.of(COMMON)));
    assertHeld(((Turn.Has) held).place(), Reason.LIMIT_ACCOUNT);
  }

  @Test
  default void ofABatchOnlyWhatIsNewToAllIsPromised() {
    Placed placed =
        await(
            store()
                .foreign()
                .admit(
                    batch("acme", "b", 3).at(store().now()),
                    List.of(new Found.Free(), elsewhere(Standing.DONE), new Found.Conflict()),
                    unused -> {}));

    List<Place> places = ((Placed.Kept) placed).places();
    assertQueued(places.get(0));
    assertKnown(places.get(1), Standing.DONE);
    assertHeld(places.get(2), Reason.REPLAY_CONFLICT);
    assertThat(waiting()).hasSize(2);
  }

  @Test
  default void aTurnThatOthersHaveGrantedEndsUnderTheirFence() {
    Turn.Go go = go(acme("e1", "hello"));

    assertThat(await(store().foreign().settle(go, answered(201, "made"), new Shard("acme", 0), 9)))
        .isEqualTo(Settled.RECORDED);

    assertThat(onlyUnsettled().change())
        .isEqualTo(new Change(go.key(), 9, Standing.DONE, 201, Keeping.MEMORY_DEFAULT));
    store().crash();
    settle(unsettled());
    assertThat(unsettled()).isEmpty();
    assertKnown(((Turn.Has) begin(acme("e1", "hello"))).place(), Standing.DONE);
  }

  @Test
  default void aTurnThatOthersKnowBetterIsNone() {
    Turn known = turn(acme("e1", "hello"), elsewhere(Standing.DONE));
    Turn conflict = turn(acme("e2", "hello"), new Found.Conflict());
    Turn free = turn(acme("e3", "hello"), new Found.Granted(4));

    assertKnown(((Turn.Has) known).place(), Standing.DONE);
    assertHeld(((Turn.Has) conflict).place(), Reason.REPLAY_CONFLICT);
    assertThat(free).isInstanceOf(Turn.Go.class);
  }
}
