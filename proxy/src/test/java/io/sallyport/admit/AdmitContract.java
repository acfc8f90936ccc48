package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.assertHeld;
import static io.sallyport.admit.LedgerCase.assertKnown;
import static io.sallyport.admit.LedgerCase.assertQueued;
import static io.sallyport.admit.LedgerCase.assertUnavailable;
import static io.sallyport.admit.LedgerCase.await;
import static io.sallyport.admit.LedgerCase.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Durable admission: what is found, and what is answered. */
interface AdmitContract extends LedgerCase {
  private static AnAdmission acme(String id, String content) {
    return AnAdmission.to("acme").event(id, content);
  }

  @Test
  default void aNewEventIsQueuedUnderItsOwnName() {
    AnAdmission event = acme("e1", "hello");

    Placed.Kept kept = (Placed.Kept) admit(event);

    assertThat(kept.places()).containsExactly(new Place.Queued(event.id(), store().now()));
    kept.now().ifPresent(waiting -> assertThat(waiting.id()).isEqualTo(event.id()));
    assertThat(standing(event.id())).isEqualTo(Standing.QUEUED);
  }

  @Test
  default void theSameEventAgainIsADuplicateAndBothReceiptsAreCounted() {
    queue(acme("e1", "hello"));
    Instant first = store().now();
    store().tick(Duration.ofSeconds(90));

    Place.Known known = assertKnown(place(acme("e1", "hello")), Standing.QUEUED);

    assertThat(known.id()).isEqualTo(acme("e1", "hello").id());
    assertThat(known.firstReceipt()).isEqualTo(first);
    assertThat(known.receipts()).isEqualTo(2);
    assertThat(assertKnown(place(acme("e1", "hello")), Standing.QUEUED).receipts()).isEqualTo(3);
    Records.Recorded recorded = find(known.id()).orElseThrow();
    assertThat(recorded.firstReceipt()).isEqualTo(first);
    assertThat(recorded.lastReceipt()).isEqualTo(store().now());
    assertThat(drain("acme")).as("it is in the first one's hands").isEmpty();
  }

  @Test
  default void aRetryWhileTheUpstreamIsDownIsADuplicateForAsLongAsItTakes() {
    Waiting waiting = queue(acme("e1", "hello"));
    for (int hour = 0; hour < 3; hour++) {
      fail(waiting, store().now().plus(Duration.ofHours(1)));
      store().tick(Duration.ofHours(1));
      assertKnown(place(acme("e1", "hello")), Standing.QUEUED);
      waiting = LedgerCase.only(take("acme"));
    }
    deliver(waiting);

    assertKnown(place(acme("e1", "hello")), Standing.DONE);
    assertThat(drain("acme")).isEmpty();
  }

  @Test
  default void aDeadLetterIsStillKnown() {
    bury(queue(acme("e1", "hello")));

    assertKnown(place(acme("e1", "hello")), Standing.DEAD);
    assertThat(drain("acme")).isEmpty();
  }

  @Test
  default void whatAPersonGaveUpIsStillKnown() {
    bury(queue(acme("e1", "hello")));
    EventId id = acme("e1", "hello").id();
    assertThat(await(store().records().discard(id, new Records.Order("ada", "old"))))
        .isEqualTo(Records.Outcome.DONE);

    assertKnown(place(acme("e1", "hello")), Standing.DISCARDED);
    assertThat(drain("acme")).isEmpty();
  }

  @Test
  default void whatIsHeldComesAgainAsOneMoreReceiptOfItsCase() {
    AnAdmission held = acme("e1", "hello").held(Reason.REPLAY_CONFLICT);
    EventId first = assertHeld(place(held), Reason.REPLAY_CONFLICT).id();

    EventId second = assertHeld(place(held), Reason.REPLAY_CONFLICT).id();

    assertThat(second).isEqualTo(first);
    assertThat(cases()).hasSize(1);
    assertThat(find(first).orElseThrow().receipts()).isEqualTo(2);
    assertThat(drain("acme")).isEmpty();
  }

  @Test
  default void whatWasRejectedStaysSo() {
    AnAdmission held = acme("e1", "hello").held(Reason.REPLAY_CONFLICT);
    reject(assertHeld(place(held), Reason.REPLAY_CONFLICT).id());

    assertKnown(place(acme("e1", "hello")), Standing.REJECTED);
    assertThat(drain("acme")).isEmpty();
  }

  @Test
  default void whatWasReleasedIsDeliveredOnceAndThenADuplicate() {
    AnAdmission held = acme("e1", "hello").held(Reason.REPLAY_CONFLICT);
    EventId id = assertHeld(place(held), Reason.REPLAY_CONFLICT).id();
    release(id);
    assertKnown(place(acme("e1", "hello")), Standing.QUEUED);

    assertThat(drain("acme")).containsExactly(id);
    assertKnown(place(acme("e1", "hello")), Standing.DONE);
  }

  @Test
  default void otherBytesUnderAKnownIdAreHeldWhateverBecameOfTheFirst() {
    queue(acme("queued", "hello"));
    deliver(queue(acme("done", "hello")));
    bury(queue(acme("dead", "hello")));
    place(acme("held", "hello").held(Reason.STORE_RESTORED));
    reject(((Place.Held) place(acme("rejected", "hello").held(Reason.STORE_RESTORED))).id());
    int before = cases().size();

    for (String id : List.of("queued", "done", "dead", "rejected")) {
      assertHeld(place(acme(id, "other")), Reason.REPLAY_CONFLICT);
      assertThat(place(acme(id, "other"))).as(id + " once more").isInstanceOf(Place.Held.class);
    }
    assertThat(place(acme("held", "other"))).isInstanceOf(Place.Held.class);

    assertThat(cases().size() - before).isBetween(4, 5);
    assertThat(drain("acme")).isEmpty();
    assertKnown(place(acme("done", "hello")), Standing.DONE);
    assertKnown(place(acme("dead", "hello")), Standing.DEAD);
  }

  @Test
  default void thereIsOneCaseForAnIdAndAContent() {
    deliver(queue(acme("e1", "hello")));
    EventId other = assertHeld(place(acme("e1", "other")), Reason.REPLAY_CONFLICT).id();
    EventId third = assertHeld(place(acme("e1", "third")), Reason.REPLAY_CONFLICT).id();

    assertThat(assertHeld(place(acme("e1", "other")), Reason.REPLAY_CONFLICT).id())
        .isEqualTo(other)
        .isNotEqualTo(third)
        .isNotEqualTo(acme("e1", "hello").id());
    assertThat(cases()).hasSize(2);
    assertThat(cases()).allMatch(it -> it.reason().equals(Reason.REPLAY_CONFLICT.code()));
  }

  @Test
  default void aConflictThatWasReleasedIsDeliveredOnceWithItsOwnBytes() {
    deliver(queue(acme("e1", "hello")));
    EventId conflict = assertHeld(place(acme("e1", "other")), Reason.REPLAY_CONFLICT).id();
    release(conflict);

    Waiting waiting = LedgerCase.only(take("acme"));
    assertThat(await(store().outbox().open(waiting)).inbound().body().toBytes())
        .asString()
        .isEqualTo("other");
    deliver(waiting);

    assertThat(drain("acme")).isEmpty();
    assertThat(place(acme("e1", "other"))).isNotInstanceOf(Place.Queued.class);
  }

  @Test
  default void signedBytesUnderAnotherUnsignedIdAreOneCaseWhateverTheId() {
    AnAdmission first = AnAdmission.to("hub").labelled("delivery-1", "push");
    deliver(queue(first));

    EventId one =
        assertHeld(
                place(AnAdmission.to("hub").labelled("delivery-2", "push")),
                Reason.REPLAY_SIGNATURE_REUSED)
            .id();
    EventId two =
        assertHeld(
                place(AnAdmission.to("hub").labelled("delivery-3", "push")),
                Reason.REPLAY_SIGNATURE_REUSED)
            .id();

    assertThat(two).isEqualTo(one).isNotEqualTo(first.id());
    assertThat(cases()).hasSize(1);
    assertKnown(place(first), Standing.DONE);
    assertThat(drain("hub")).isEmpty();
  }

  @Test
  default void theSameIdOfTwoIntegrationsIsTwoEvents() {
    queue(acme("e1", "hello"));

    assertQueued(place(AnAdmission.to("other").event("e1", "hello")));
  }

  @Test
  default void ofRacingCopiesOneIsNewAndAllHaveAPlace() {
    Admission event = acme("e1", "hello").at(store().now());
    List<Future<Placed>> answers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      answers.add(store().ledger().admit(event));
    }

    List<Place> places = new ArrayList<>();
    answers.forEach(it -> places.addAll(((Placed.Kept) await(it)).places()));

    assertThat(places).filteredOn(it -> it instanceof Place.Queued).hasSize(1);
    assertThat(places).filteredOn(it -> it instanceof Place.Known).hasSize(63);
    assertThat(find(event.events().get(0).id()).orElseThrow().receipts()).isEqualTo(64);
  }

  @Test
  default void ofTwoContentsThatRaceOneIsHeld() {
    Instant now = store().now();
    Future<Placed> one = store().ledger().admit(acme("e1", "hello").at(now));
    Future<Placed> two = store().ledger().admit(acme("e1", "other").at(now));

    assertQueued(((Placed.Kept) await(one)).places().get(0));
    assertHeld(((Placed.Kept) await(two)).places().get(0), Reason.REPLAY_CONFLICT);
  }

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
  default void everyItemOfABatchHasItsOwnPlace() {
    queue(acme("batch-1", "content of batch-1;"));

    List<Place> places = places(batch("acme", "batch", 3));

    assertQueued(places.get(0));
    assertKnown(places.get(1), Standing.QUEUED);
    assertQueued(places.get(2));
    assertThat(places(batch("acme", "batch", 3))).allMatch(it -> it instanceof Place.Known);
  }

  @Test
  default void anItemThatIsTwiceInABatchIsOneEvent() {
    AnAdmission twice =
        AnAdmission.to("acme").event("e1", "same").event("e2", "else").event("e1", "same");

    List<Place> places = places(twice);

    assertQueued(places.get(0));
    assertQueued(places.get(1));
    assertKnown(places.get(2), Standing.QUEUED);
  }

  @Test
  default void anItemOfABatchThatConflictsIsHeldAndTheOthersGoOn() {
    deliver(queue(acme("e1", "hello")));

    List<Place> places =
        places(AnAdmission.to("acme").event("e0", "a").event("e1", "other").event("e2", "c"));

    assertQueued(places.get(0));
    assertHeld(places.get(1), Reason.REPLAY_CONFLICT);
    assertQueued(places.get(2));
  }

  @Test
  default void aBatchOfAThousandHasAThousandPlacesAlsoAfterACrash() {
    AnAdmission batch = batch("acme", "many", 1_000);

    assertThat(places(batch)).hasSize(1_000).allMatch(it -> it instanceof Place.Queued);

    store().crash();
    assertThat(places(batch)).hasSize(1_000).allMatch(it -> it instanceof Place.Known);
    drain("acme");
    assertThat(standing(batch.id(0))).isEqualTo(Standing.DONE);
    assertThat(standing(batch.id(999))).isEqualTo(Standing.DONE);
  }

  @Test
  default void aBatchIsPlacedWholeOrNotAtAll() {
    barrier();
    store().failNextSync();
    AnAdmission batch = batch("acme", "batch", 5);
    assertUnavailable(admit(batch), Reason.STORE_UNAVAILABLE);

    store().crash();

    long there = 0;
    for (int i = 0; i < 5; i++) {
      there += find(batch.id(i)).isPresent() ? 1 : 0;
    }
    assertThat(there).isIn(0L, 5L);
    places(batch);
    assertThat(places(batch)).allMatch(it -> it instanceof Place.Known);
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
