package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.acme;
import static io.sallyport.admit.LedgerCase.assertHeld;
import static io.sallyport.admit.LedgerCase.assertKnown;
import static io.sallyport.admit.LedgerCase.assertQueued;
import static io.sallyport.admit.LedgerCase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Durable admission: what is found, and what is answered. */
interface AdmitContract extends LedgerCase {
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
}
