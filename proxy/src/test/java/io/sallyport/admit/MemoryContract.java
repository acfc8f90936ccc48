package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.answered;
import static io.sallyport.admit.LedgerCase.assertHeld;
import static io.sallyport.admit.LedgerCase.assertKnown;
import static io.sallyport.admit.LedgerCase.assertQueued;
import static io.sallyport.admit.LedgerCase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long what is remembered. */
interface MemoryContract extends LedgerCase {
  Duration MEMORY = Keeping.MEMORY_DEFAULT;
  Duration MOMENT = Duration.ofSeconds(1);

  private static AnAdmission event(String id) {
    return AnAdmission.to("memory").event(id, "hello");
  }

  @Test
  default void anEndedEventIsKnownForItsWholeMemoryAndThenForgotten() {
    deliver(queue(event("e1")));
    deliver(queue(event("e2")));

    store().tick(MEMORY.minus(MOMENT));
    assertKnown(place(event("e1")), Standing.DONE);
    store().tick(MOMENT.plus(store().slack()));

    assertThat(find(event("e2").id())).isEmpty();
    assertQueued(place(event("e2")));
  }

  @Test
  default void everyReceiptBeginsTheMemoryAnew() {
    deliver(queue(event("e1")));
    for (int i = 0; i < 4; i++) {
      store().tick(MEMORY.minus(MOMENT));
      assertKnown(place(event("e1")), Standing.DONE);
    }

    store().tick(MEMORY.plus(store().slack()));

    assertQueued(place(event("e1")));
  }

  @Test
  default void theMemoryIsCountedFromTheEndWhereThatIsLater() {
    Waiting waiting = queue(event("e1"));
    store().tick(MEMORY.multipliedBy(2));
    deliver(waiting);

    store().tick(MEMORY.minus(MOMENT));

    assertKnown(place(event("e1")), Standing.DONE);
  }

  @Test
  default void theMemoryOutlastsACrash() {
    deliver(queue(event("e1")));
    settle(go(event("e2")), answered(200, "ok"));
    store().tick(MEMORY.dividedBy(2));

    store().crash();
    store().tick(MEMORY.dividedBy(2).minus(MOMENT));

    assertKnown(place(event("e1")), Standing.DONE);
    assertKnown(place(event("e2")), Standing.DONE);
  }

  /** What it was kept with before the copy came may be gone by then; the copy must not be. */
  @Test
  default void aReceiptThatExtendsTheMemoryOutlastsACrashLongAfter() {
    deliver(queue(event("e1")));
    store().reopen();
    store().tick(MEMORY.minus(MOMENT));
    assertKnown(place(event("e1")), Standing.DONE);
    store().tick(MEMORY.minus(MOMENT));

    store().crash();

    assertKnown(place(event("e1")), Standing.DONE);
  }

  @Test
  default void aCaseThatIsOpenedAnewOutlivesTheMemoryOfTheOneBefore() {
    AnAdmission event = event("again").held(Reason.REPLAY_CONFLICT);
    EventId id = ((Place.Held) place(event)).id();
    store().tick(Keeping.HOLD_DEFAULT.plus(MOMENT)); // nobody judged it
    assertThat(standing(id)).isEqualTo(Standing.REJECTED);
    for (int day = 0; day < 25; day++) {
      store().tick(Duration.ofDays(1));
    }
    assertThat(((Place.Held) place(event)).id()).as("a new case").isEqualTo(id);

    for (int day = 0; day < 6; day++) {
      store().tick(Duration.ofDays(1));
      assertThat(cases()).extracting(HeldItem::eventId).containsExactly(id.value());
    }
    store().tick(Duration.ofDays(1).plus(MOMENT));

    assertThat(cases()).isEmpty();
    assertThat(standing(id)).isEqualTo(Standing.REJECTED);
  }

  @Test
  default void whatHasNotEndedIsNotForgotten() {
    Keeping patient =
        new Keeping(
            MEMORY, Keeping.PAYLOAD_DEFAULT, Duration.ofDays(400), Keeping.BYTES_MAX_DEFAULT);
    queue(event("queued").keeping(patient));
    bury(queue(event("dead").keeping(patient)));
    place(event("held").keeping(patient).held(Reason.REPLAY_CONFLICT));

    store().tick(Duration.ofDays(365));
    store().reopen();

    assertKnown(place(event("queued")), Standing.QUEUED);
    assertKnown(place(event("dead")), Standing.DEAD);
    assertHeld(place(event("held")), Reason.REPLAY_CONFLICT);
    assertThat(LedgerCase.only(take("memory")).id()).isEqualTo(event("queued").id());
  }

  @Test
  default void whatNobodyJudgedInTimeIsRejected() {
    AnAdmission held = event("held").held(Reason.REPLAY_CONFLICT);
    place(held);

    store().tick(Keeping.HOLD_DEFAULT.plus(store().slack()));

    assertThat(cases()).isEmpty();
    assertKnown(place(event("held")), Standing.REJECTED);
    assertThat(take("memory")).isEmpty();
  }

  @Test
  default void theBytesAreThereForAsLongAsPromisedAndTheNameLonger() {
    AnAdmission event = event("e1");
    deliver(queue(event));

    store().tick(Keeping.PAYLOAD_DEFAULT.minus(MOMENT));
    assertThat(await(store().records().content(event.id()))).isPresent();
    store().crash();
    assertThat(await(store().records().content(event.id()))).isPresent();
    assertThat(find(event.id()).orElseThrow().bodySha256()).isPresent();
    store().tick(MOMENT.plus(store().slack()));

    assertKnown(place(event), Standing.DONE);
    assertForgotten(event);
    store().crash();
    assertForgotten(event);
  }

  @Test
  default void theBytesStayAsLongAsThePolicySaidThatTheyCameUnder() {
    Duration brief = Duration.ofMinutes(5);
    Keeping briefly = new Keeping(MEMORY, brief, Keeping.HOLD_DEFAULT, Keeping.BYTES_MAX_DEFAULT);
    deliver(queue(event("brief").keeping(briefly)));
    deliver(queue(event("usual")));

    store().tick(brief.minus(MOMENT));
    assertThat(await(store().records().content(event("brief").id()))).isPresent();
    store().tick(MOMENT.plus(store().slack()));

    assertForgotten(event("brief"));
    assertThat(await(store().records().content(event("usual").id()))).isPresent();
  }

  /** Counted from the end, not from the receipt: whatever may still be sent has its bytes. */
  @Test
  default void theBytesOfWhatHasNotEndedStay() {
    Waiting late = queue(event("late"));
    bury(queue(event("dead")));
    AnAdmission held = event("held").held(Reason.REPLAY_CONFLICT);
    place(held);
    store().tick(Duration.ofDays(2));

    for (String id : new String[] {"late", "dead", "held"}) {
      assertThat(await(store().records().content(event(id).id()))).as(id).isPresent();
    }
    deliver(late);
    reject(held.id());
    store().tick(Keeping.PAYLOAD_DEFAULT.minus(MOMENT));
    assertThat(await(store().records().content(late.id()))).isPresent();
    assertThat(await(store().records().content(held.id()))).isPresent();
    store().tick(MOMENT.plus(store().slack()));

    assertForgotten(event("late"));
    assertThat(await(store().records().content(held.id()))).isEmpty();
    assertThat(await(store().records().content(event("dead").id()))).isPresent();
  }

  /** Nor by way of another that came with it and is still kept. */
  @Test
  default void theBytesOfAnEventAreNotShownWithAnothersWhenItsTimeIsUp() {
    AnAdmission batch =
        AnAdmission.to("memory")
            .event("a", "of a;")
            .event("b", "of b;")
            .held(Reason.REPLAY_CONFLICT);
    places(batch);
    reject(batch.id(0));
    store().tick(Keeping.PAYLOAD_DEFAULT.minus(MOMENT));
    assertThat(body(batch.id(1))).isEqualTo("of a;of b;");
    assertThat(body(batch.id(0))).isEqualTo("of a;of b;");

    store().tick(MOMENT.plus(store().slack()));

    assertThat(await(store().records().content(batch.id(0)))).isEmpty();
    assertThat(body(batch.id(1))).isEqualTo("of b;");
    Parcel part = await(store().records().content(batch.id(1))).orElseThrow();
    assertThat(part.partOf()).contains(RawBody.ofText("of a;of b;").sha256Hex());
    assertThat(part.id()).isEqualTo(batch.id(1));
  }

  private String body(EventId id) {
    return await(store().records().content(id)).orElseThrow().inbound().body().asText();
  }

  private void assertForgotten(AnAdmission event) {
    assertThat(await(store().records().content(event.id()))).isEmpty();
    Records.Recorded recorded = find(event.id()).orElseThrow();
    assertThat(recorded.hasContent()).isFalse();
    assertThat(recorded.bodySha256()).isEmpty();
    assertThat(await(store().records().replay(event.id(), new Records.Order("ada", "late"))))
        .isEqualTo(Records.Outcome.FORGOTTEN);
  }

  @Test
  default void aFloodOfOneIntegrationForgetsNothingOfAnother() {
    for (int i = 0; i < 50; i++) {
      deliver(queue(event("mine-" + i)));
    }
    AnAdmission flood = LedgerCase.batch("flood", "genuine", 1_000);
    for (int i = 0; i < 3; i++) {
      places(LedgerCase.batch("flood", "genuine-" + i, 1_000));
    }
    places(flood);

    store().crash();

    for (int i = 0; i < 50; i++) {
      assertKnown(place(event("mine-" + i)), Standing.DONE);
    }
  }
}
