package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.acme;
import static io.sallyport.admit.LedgerCase.assertHeld;
import static io.sallyport.admit.LedgerCase.assertKnown;
import static io.sallyport.admit.LedgerCase.assertQueued;
import static io.sallyport.admit.LedgerCase.assertUnavailable;
import static io.sallyport.admit.LedgerCase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was promised is there after a crash; what cannot be kept is not promised. */
interface DurabilityContract extends LedgerCase {
  @Test
  default void aDuplicateIsNotAnsweredBeforeTheFirstIsSynced() {
    Optional<Runnable> stalled = store().stallSyncs();
    assumeTrue(stalled.isPresent());
    Admission event = acme("e1", "hello").at(store().now());
    Future<Placed> first = store().ledger().admit(event);
    Future<Placed> second = store().ledger().admit(event);

    Thread.onSpinWait();
    assertThat(first.isComplete()).isFalse();
    assertThat(second.isComplete()).isFalse();
    stalled.get().run();

    assertQueued(((Placed.Kept) await(first)).places().get(0));
    assertKnown(((Placed.Kept) await(second)).places().get(0), Standing.QUEUED);
  }

  @Test
  default void nobodyGetsAPromiseFromASyncThatFailed() {
    deliver(queue(acme("before", "hello")));
    store().failNextSync();
    Admission event = acme("e1", "hello").at(store().now());
    List<Future<Placed>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(store().ledger().admit(event));
    }

    answers.forEach(it -> assertUnavailable(await(it), Reason.STORE_UNAVAILABLE));
    assertThat(admit(acme("e2", "hello"))).isInstanceOf(Placed.Unavailable.class);

    store().crash();
    assertKnown(place(acme("before", "hello")), Standing.DONE);
    admit(acme("e1", "hello"));
    assertKnown(place(acme("e1", "hello")), Standing.QUEUED);
  }

  /** Fills it, and gives what was refused first. */
  private AnAdmission fillDisk() {
    store().fillDisk();
    AnAdmission filler = acme("filler-0", "x".repeat(500));
    Placed last = admit(filler);
    for (int i = 1; last instanceof Placed.Kept && i < 50_000; i++) {
      filler = acme("filler-" + i, "x".repeat(500));
      last = admit(filler);
    }
    assertUnavailable(last, Reason.STORE_FULL);
    return filler;
  }

  /** It is not told when there is room again: it looks by itself, now and then. */
  private Place placeOnceThereIsRoom(AnAdmission admission) {
    long give = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    Placed placed = admit(admission);
    while (placed instanceof Placed.Unavailable && System.nanoTime() < give) {
      store().tick(Duration.ofSeconds(1));
      placed = admit(admission);
    }
    assertThat(placed).isInstanceOf(Placed.Kept.class);
    return ((Placed.Kept) placed).places().get(0);
  }

  @Test
  default void aFullDiskRefusesAndRecoversInProcess() {
    Waiting waiting = queue(acme("e1", "hello"));
    AnAdmission refused = fillDisk();
    assertThat(find(refused.id())).isEmpty();
    assertKnown(place(acme("e1", "hello")), Standing.QUEUED);
    store().outbox().delivered(waiting, attempt(waiting, 200));
    store().freeDisk();

    assertQueued(placeOnceThereIsRoom(refused));

    assertKnown(place(acme("e1", "hello")), Standing.DONE);
    store().crash();
    assertKnown(place(acme("e1", "hello")), Standing.DONE);
    assertKnown(place(refused), Standing.QUEUED);
  }

  @Test
  default void aFullDiskIsNoticedToHaveRoomAlsoWhereNothingElseHappens() {
    AnAdmission refused = fillDisk();
    for (int i = 0; i < 20; i++) {
      store().tick(Duration.ofSeconds(1));
    }

    store().freeDisk();

    assertQueued(placeOnceThereIsRoom(refused));
  }

  @Test
  default void whatHasAPlaceHasItAfterACrash() {
    AnAdmission queued = acme("queued", "hello");
    leave(queued);
    deliver(queue(acme("done", "hello")));
    bury(queue(acme("dead", "hello")));
    AnAdmission held = acme("held", "hello").held(Reason.REPLAY_CONFLICT);
    place(held);

    store().crash();

    assertKnown(place(queued), Standing.QUEUED);
    assertKnown(place(acme("done", "hello")), Standing.DONE);
    assertKnown(place(acme("dead", "hello")), Standing.DEAD);
    assertHeld(place(held), Reason.REPLAY_CONFLICT);
    assertHeld(place(acme("done", "other")), Reason.REPLAY_CONFLICT);
    assertThat(drain("acme")).containsExactly(queued.id());
  }

  @Test
  default void aQuotaBoundsWhatWaitsAndWhatEndsMakesRoom() {
    Keeping small =
        new Keeping(Keeping.MEMORY_DEFAULT, Keeping.PAYLOAD_DEFAULT, Keeping.HOLD_DEFAULT, 100_000);
    String large = "x".repeat(40_000);
    Waiting first = queue(acme("e1", large).keeping(small));
    queue(acme("e2", large).keeping(small));

    assertUnavailable(admit(acme("e3", large).keeping(small)), Reason.QUOTA_EXCEEDED);
    assertThat(find(acme("e3", large).id())).isEmpty();
    assertKnown(place(acme("e1", large).keeping(small)), Standing.QUEUED);
    assertQueued(place(AnAdmission.to("other").event("e3", large).keeping(small)));
    deliver(first);

    assertQueued(place(acme("e3", large).keeping(small)));
  }
}
