package io.sallyport.admit;

import static io.sallyport.admit.HoldingsCase.ids;
import static io.sallyport.admit.LedgerCase.acme;
import static io.sallyport.admit.LedgerCase.assertHeld;
import static io.sallyport.admit.LedgerCase.assertKnown;
import static io.sallyport.admit.LedgerCase.assertUnavailable;
import static io.sallyport.admit.LedgerCase.await;
import static io.sallyport.admit.LedgerCase.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Records.Filter;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Shard;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one node of many promises waits, and after a crash waits again. */
interface PromiseContract extends HoldingsCase {
  // --- what waits

  @Test
  default void whatIsPromisedWaitsUntilItIsGranted() {
    Petition petition = promise(acme("e1", "hello"));

    assertThat(take("acme")).isEmpty();
    assertThat(standing(acme("e1", "hello").id())).isEqualTo(Standing.WAITING);
    grant(petition, 7);

    assertThat(waiting()).isEmpty();
    assertThat(standing(acme("e1", "hello").id())).isEqualTo(Standing.QUEUED);
    Waiting granted = only(take("acme"));
    assertThat(granted.attempt()).isEqualTo(1);
    assertThat(await(store().outbox().open(granted)).inbound().body().asText()).isEqualTo("hello");
    deliver(granted);
    assertThat(standing(acme("e1", "hello").id())).isEqualTo(Standing.DONE);
  }

  @Test
  default void thePetitionIsToldWhenItIsSynced() {
    AnAdmission admission = acme("e1", "hello").of("an unsigned account");
    Petition petition = promise(admission);

    Bid bid = single(petition.bids());
    assertThat(store().petitioned()).contains(petition);
    assertThat(bid.id()).isEqualTo(admission.id());
    assertThat(bid.content()).isEqualTo(event(admission).content());
    assertThat(bid.received()).isEqualTo(store().now());
    assertThat(bid.memory()).isEqualTo(Keeping.MEMORY_DEFAULT);
    assertThat(bid.held()).isFalse();
    assertThat(bid.origin().node()).isEqualTo(HoldingsFixture.NODE);
    assertThat(petition.shards()).containsExactly(Shard.of("acme", ClaimKey.of(admission.id())));
  }

  @Test
  default void whatTheSenderSignedGoesWithTheBid() {
    ClaimKey signed = new ClaimKey(1, 2);
    await(store().ledger().admit(signedAs(acme("e1", "hello"), signed)));

    assertThat(single(onlyWaiting().bids()).signed()).contains(signed);
    store().crash();
    assertThat(single(onlyWaiting().bids()).signed()).contains(signed);
  }

  @Test
  default void aCopyOfWhatWaitsIsADuplicate() {
    promise(acme("e1", "hello"));

    assertKnown(place(acme("e1", "hello")), Standing.WAITING);
    assertHeld(place(acme("e1", "other")), Reason.REPLAY_CONFLICT);
    assertKnown(((Turn.Has) begin(acme("e1", "hello"))).place(), Standing.WAITING);
  }

  @Test
  default void petitionsComeInTheOrderOfReceiptWhateverTheirIntegration() {
    List<EventId> admitted = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      AnAdmission next = AnAdmission.to(i % 3 == 0 ? "acme" : "beta").event("e" + i, "x");
      admit(next);
      admitted.add(next.id());
    }

    List<EventId> told = new ArrayList<>();
    List<Petition> page = await(store().holdings().waiting(0, 7));
    while (!page.isEmpty()) {
      page.forEach(it -> told.addAll(ids(it)));
      page = await(store().holdings().waiting(page.get(page.size() - 1).sequence(), 7));
    }

    assertThat(told).isEqualTo(admitted);
    assertThat(await(store().holdings().waiting(0, 90))).hasSize(90);
  }

  /** Of large batches there are fewer in one answer: each event takes its room in memory. */
  @Test
  default void noMoreEventsAreToldAtOnceThanThereMayBe() {
    for (int i = 0; i < 6; i++) {
      admit(LedgerCase.batch("acme", "batch-" + i, 1_000));
    }

    List<Petition> first = await(store().holdings().waiting(0, 100));
    List<Petition> second =
        await(store().holdings().waiting(first.get(first.size() - 1).sequence(), 100));

    assertThat(first).hasSize(4).allMatch(it -> it.bids().size() == 1_000);
    assertThat(second).hasSize(2);
    assertThat(await(store().holdings().waiting(second.get(1).sequence(), 100))).isEmpty();
  }

  @Test
  default void whatWaitsIsCountedAndTakesOfTheQuota() {
    Keeping small =
        new Keeping(Keeping.MEMORY_DEFAULT, Keeping.PAYLOAD_DEFAULT, Keeping.HOLD_DEFAULT, 2_000);
    Petition petition = promise(acme("e1", "x".repeat(1_500)).keeping(small));

    Holdings.Waiting waiting = store().holdings().waiting();
    assertThat(waiting.count()).isEqualTo(1);
    assertThat(waiting.bytes()).isBetween(1_500L, 4_000L);
    assertThat(waiting.oldestMillis()).isEqualTo(store().now().toEpochMilli());
    assertUnavailable(admit(acme("e2", "x".repeat(1_500)).keeping(small)), Reason.QUOTA_EXCEEDED);
    assertThat(await(store().records().stats()).waiting()).isEqualTo(1);

    grant(petition, 7);
    barrier();
    assertThat(store().holdings().waiting()).isEqualTo(new Holdings.Waiting(0, 0, 0));
  }

  @Test
  default void whatWaitsIsListed() {
    promise(acme("e1", "hello"));
    place(acme("e2", "hello"));

    Records.Page page =
        await(
            store()
                .records()
                .list(
                    new Filter(
                        Optional.of("acme"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        EnumSet.of(Standing.WAITING),
                        Optional.empty(),
                        Optional.empty()),
                    Optional.empty(),
                    10));

    assertThat(page.events())
        .extracting(Records.Recorded::id)
        .containsExactly(acme("e1", "").id(), acme("e2", "").id());
  }

  // --- crashes

  @Test
  default void afterACrashAllThatHasNotEndedIsAskedForAgain() {
    Petition waits = promise(acme("waits", "a"));
    Petition granted = promise(acme("granted", "b"));
    Petition ended = promise(acme("ended", "c"));
    grant(granted, 7);
    grant(ended, 8);
    List<Waiting> taken = take("acme");
    deliver(taken.get(1));

    store().crash();

    assertThat(waiting()).containsExactly(waits, HoldingsCase.again(granted));
    assertThat(take("acme")).isEmpty();
    assertThat(onlyUnsettled().bid()).isEqualTo(ended.bids().get(0));
    assertThat(store().holdings().waiting().count()).isEqualTo(2);
    assertThat(store().holdings().waiting().oldestMillis())
        .as("it begins to wait when its node does")
        .isEqualTo(store().now().toEpochMilli());
    grant(granted, 7);
    Waiting again = only(take("acme"));
    assertThat(again.attempt()).as("it may have been tried").isEqualTo(2);
    deliver(again);
    assertThat(unsettled()).hasSize(2);
  }

  @Test
  default void whatWaitedWhenTheNodeBecameAloneGoesOn() {
    promise(acme("e1", "hello"));
    place(acme("e2", "hello").held(Reason.BATCH_TOO_LARGE));

    store().alone();

    assertThat(only(take("acme")).id()).isEqualTo(acme("e1", "").id());
    release(acme("e2", "").id());
    assertThat(only(take("acme")).id()).isEqualTo(acme("e2", "").id());
  }

  @Test
  default void whatWasQueuedWhenTheNodeBecameOneOfManyWaits() {
    store().alone();
    leave(acme("e1", "hello"));
    place(acme("e2", "hello").held(Reason.BATCH_TOO_LARGE));

    store().amongOthers();

    assertThat(take("acme")).isEmpty();
    assertThat(waiting())
        .flatExtracting(HoldingsCase::ids)
        .containsExactly(acme("e1", "").id(), acme("e2", "").id());
    assertThat(waiting()).extracting(it -> it.bids().get(0).held()).containsExactly(false, true);
    waiting().forEach(it -> grant(it, 7));
    assertThat(only(take("acme")).id()).isEqualTo(acme("e1", "").id());
  }
}
