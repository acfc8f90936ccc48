package io.sallyport.admit;

import static io.sallyport.admit.HoldingsCase.elsewhere;
import static io.sallyport.admit.HoldingsCase.ids;
import static io.sallyport.admit.LedgerCase.acme;
import static io.sallyport.admit.LedgerCase.answered;
import static io.sallyport.admit.LedgerCase.assertHeld;
import static io.sallyport.admit.LedgerCase.assertKnown;
import static io.sallyport.admit.LedgerCase.assertQueued;
import static io.sallyport.admit.LedgerCase.assertUnavailable;
import static io.sallyport.admit.LedgerCase.await;
import static io.sallyport.admit.LedgerCase.batch;
import static io.sallyport.admit.LedgerCase.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Records.Filter;
import io.sallyport.admit.Records.Order;
import io.sallyport.admit.Records.Outcome;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Change;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Cursor;
import io.sallyport.store.shared.Holdings.Ended;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Holdings.Piece;
import io.sallyport.store.shared.Holdings.Remembered;
import io.sallyport.store.shared.Origin;
import io.sallyport.store.shared.Shard;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one node of many promises, and what it does before the others agree: nothing. */
public abstract class HoldingsContract implements HoldingsCase {
  private static final Order ADA = new Order("ada", "as the test says");

  private HoldingsFixture store;

  /** An empty store of one node of many. */
  protected abstract HoldingsFixture open();

  @BeforeEach
  void begin() {
    store = open();
  }

  @AfterEach
  void end() {
    store.close();
  }

  @Override
  public HoldingsFixture store() {
    return store;
  }

  // --- what waits

  @Test
  void whatIsPromisedWaitsUntilItIsGranted() {
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
  void thePetitionIsToldWhenItIsSynced() {
    AnAdmission admission = acme("e1", "hello").of("an unsigned account");
    Petition petition = promise(admission);

    Bid bid = only1(petition.bids());
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
  void whatTheSenderSignedGoesWithTheBid() {
    ClaimKey signed = new ClaimKey(1, 2);
    await(store().ledger().admit(signedAs(acme("e1", "hello"), signed)));

    assertThat(only1(onlyWaiting().bids()).signed()).contains(signed);
    store().crash();
    assertThat(only1(onlyWaiting().bids()).signed()).contains(signed);
  }

  @Test
  void aCopyOfWhatWaitsIsADuplicate() {
    promise(acme("e1", "hello"));

    assertKnown(place(acme("e1", "hello")), Standing.WAITING);
    assertHeld(place(acme("e1", "other")), Reason.REPLAY_CONFLICT);
    assertKnown(((Turn.Has) begin(acme("e1", "hello"))).place(), Standing.WAITING);
  }

  @Test
  void petitionsComeInTheOrderOfReceiptWhateverTheirIntegration() {
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

  @Test
  void whatWaitsIsCountedAndTakesOfTheQuota() {
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
  void whatWaitsIsListed() {
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

  // --- what is answered

  @Test
  void whatAnotherNodeHasIsClosedAndItsCopiesAreDuplicates() {
    answer(promise(acme("e1", "hello")), elsewhere(Standing.QUEUED));

    Records.Recorded closed = find(acme("e1", "hello").id()).orElseThrow();
    assertThat(closed.standing()).isEqualTo(Standing.DONE);
    assertThat(closed.elsewhere()).isTrue();
    assertThat(take("acme")).isEmpty();
    assertThat(waiting()).isEmpty();
    assertThat(unsettled()).isEmpty();
    assertKnown(place(acme("e1", "hello")), Standing.DONE);
    store().crash();
    assertKnown(place(acme("e1", "hello")), Standing.DONE);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void whatNobodyHasDecidedGoesOnWaiting() {
    Petition petition = promise(acme("e1", "hello"));

    answer(petition, new Found.Running(Duration.ofSeconds(3)));
    answer(petition, new Found.Free());

    assertThat(onlyWaiting()).isEqualTo(petition);
    assertThat(take("acme")).isEmpty();
  }

  @Test
  void otherBytesThanOtherNodesKnowAreHeldInTheCaseThatTheyWouldHaveHere() {
    answer(promise(acme("e1", "mine")), new Found.Conflict());

    EventId id = EventId.ofCase("conflict", acme("e1", "").id(), contentOf("mine"));
    Records.Recorded held = find(id).orElseThrow();
    assertThat(held.standing()).isEqualTo(Standing.HELD);
    assertThat(held.reason()).contains(Reason.REPLAY_CONFLICT);
    assertThat(await(store().records().content(id)).orElseThrow().inbound().body().asText())
        .isEqualTo("mine");
    assertThat(find(acme("e1", "").id())).isEmpty();
    assertThat(cases()).extracting(it -> it.eventId()).containsExactly(id.value());
    Petition petition = onlyWaiting();
    assertThat(ids(petition)).containsExactly(id);
    assertThat(petition.bids().get(0).held()).isTrue();
  }

  @Test
  void aSecondCopyOfWhatIsHeldSoIsOneReceiptMore() {
    answer(promise(acme("e1", "mine")), new Found.Conflict());
    EventId id = EventId.ofCase("conflict", acme("e1", "").id(), contentOf("mine"));
    grant(onlyWaiting(), 3);

    answer(promise(acme("e1", "mine")), new Found.Conflict());

    assertThat(find(id).orElseThrow().receipts()).isEqualTo(2);
    assertThat(waiting()).isEmpty();
    assertThat(cases()).hasSize(1);
  }

  @Test
  void whatIsHeldSoSurvives() {
    answer(promise(acme("e1", "mine")), new Found.Conflict());
    EventId id = EventId.ofCase("conflict", acme("e1", "").id(), contentOf("mine"));

    store().reopen();
    store().crash();

    assertThat(standing(id)).isEqualTo(Standing.HELD);
    assertThat(find(acme("e1", "").id())).isEmpty();
    release(id);
    grant(onlyWaiting(), 4);
    Waiting released = only(take("acme"));
    assertThat(await(store().outbox().open(released)).inbound().body().asText()).isEqualTo("mine");
  }

  @Test
  void bytesThatWereSignedForAnotherEventAreHeldAndThatOneIsNot() {
    ClaimKey signed = new ClaimKey(1, 2);
    EventId first = acme("e0", "").id();
    await(store().ledger().admit(signedAs(acme("e1", "mine"), signed)));
    answer(onlyWaiting(), new Found.Reused(first));

    EventId id = EventId.ofCase("signature reused", first, new byte[0]);
    assertThat(find(id).orElseThrow().reason()).contains(Reason.REPLAY_SIGNATURE_REUSED);
    assertHeld(
        ((Placed.Kept) await(store().ledger().admit(signedAs(acme("e2", "mine"), signed))))
            .places()
            .get(0),
        Reason.REPLAY_SIGNATURE_REUSED);
    assertThat(find(id).orElseThrow().receipts()).isEqualTo(2);
    assertQueued(
        ((Placed.Kept) await(store().ledger().admit(signedAs(acme("e0", "mine"), signed))))
            .places()
            .get(0));
  }

  @Test
  void answeringAgainDoesNothing() {
    Petition petition = promise(acme("e1", "hello"));
    grant(petition, 7);
    Waiting granted = only(take("acme"));

    grant(petition, 7);
    answer(petition, elsewhere(Standing.QUEUED));
    answer(petition, new Found.Conflict());
    deliver(granted);
    grant(petition, 8);
    answer(petition, elsewhere(Standing.QUEUED));
    answer(petition, new Found.Conflict());

    assertThat(standing(acme("e1", "hello").id())).isEqualTo(Standing.DONE);
    assertThat(cases()).isEmpty();
    assertThat(take("acme")).isEmpty();
    assertThat(onlyUnsettled().change().fence()).isEqualTo(7);
  }

  @Test
  void anAnswerToAnEventThatIsForgottenDoesNotTouchItsSuccessor() {
    Petition old = promise(acme("e1", "hello"));
    answer(old, elsewhere(Standing.DONE));
    store().tick(Keeping.MEMORY_DEFAULT.plus(store().slack()));
    Petition young = promise(acme("e1", "hello"));

    grant(old, 5);

    assertThat(onlyWaiting()).isEqualTo(young);
    assertThat(take("acme")).isEmpty();
  }

  // --- batches

  @Test
  void aBatchThatIsGrantedAsAWholeGoesOnAsAWhole() {
    Petition petition = promise(batch("acme", "b", 3));
    assertThat(petition.bids()).hasSize(3);

    grant(petition, 7);

    Waiting together = only(take("acme"));
    assertThat(await(store().outbox().open(together)).items()).isEqualTo(3);
    deliver(together);
    assertThat(unsettled()).hasSize(3);
  }

  @Test
  void ofABatchThatIsKnownInPartTheRestGoesOnAlone() {
    Petition petition = promise(batch("acme", "b", 5));

    answer(
        petition,
        new Found.Granted(7),
        elsewhere(Standing.QUEUED),
        new Found.Conflict(),
        new Found.Running(Duration.ofSeconds(1)),
        new Found.Granted(8));

    AnAdmission same = batch("acme", "b", 5);
    List<Waiting> granted = take("acme");
    assertThat(granted).extracting(Waiting::id).containsExactly(same.id(0), same.id(4));
    assertThat(await(store().outbox().open(granted.get(1))).inbound().body().asText())
        .isEqualTo("content of b-4;");
    assertThat(standing(same.id(1))).isEqualTo(Standing.DONE);
    assertThat(find(same.id(2))).isEmpty();
    assertThat(standing(same.id(3))).isEqualTo(Standing.WAITING);
    EventId held = EventId.ofCase("conflict", same.id(2), contentOf("content of b-2;"));
    assertThat(standing(held)).isEqualTo(Standing.HELD);
    assertThat(await(store().records().content(held))).isPresent();
    assertThat(waiting())
        .flatExtracting(HoldingsCase::ids)
        .containsExactlyInAnyOrder(same.id(3), held);
    store().crash();
    assertThat(waiting())
        .as("what was granted is asked for again")
        .flatExtracting(HoldingsCase::ids)
        .containsExactlyInAnyOrder(same.id(0), same.id(3), same.id(4), held);
    assertThat(origin(same.id(3))).isEqualTo(petition.bids().get(3).origin());
    assertThat(origin(same.id(4))).isEqualTo(petition.bids().get(4).origin());
    assertThat(standing(same.id(1))).isEqualTo(Standing.DONE);
  }

  @Test
  void aBatchThatIsPartedIsAskedAboutOneByOne() {
    Petition petition = promise(batch("acme", "b", 2));
    answer(petition, new Found.Free(), elsewhere(Standing.DONE));

    grant(petition, 7);

    assertThat(only(take("acme")).id()).isEqualTo(batch("acme", "b", 2).id(0));
    assertThat(waiting()).isEmpty();
  }

  // --- quarantine

  @Test
  void whatIsHeldIsAskedForAndStaysHeld() {
    place(acme("e1", "hello").held(Reason.BATCH_TOO_LARGE));
    Petition petition = onlyWaiting();
    assertThat(petition.bids().get(0).held()).isTrue();

    grant(petition, 7);

    assertThat(waiting()).isEmpty();
    assertThat(cases()).hasSize(1);
    assertThat(take("acme")).isEmpty();
    assertThat(unsettled()).isEmpty();
    reject(acme("e1", "").id());
    assertThat(onlyUnsettled().change())
        .isEqualTo(
            new Change(
                ClaimKey.of(acme("e1", "").id()), 7, Standing.REJECTED, 0, Keeping.MEMORY_DEFAULT));
  }

  @Test
  void whatIsReleasedWaitsUntilItIsGranted() {
    place(acme("e1", "hello").held(Reason.BATCH_TOO_LARGE));
    Petition held = onlyWaiting();
    grant(held, 7);

    release(acme("e1", "").id());

    assertThat(take("acme")).isEmpty();
    assertThat(standing(acme("e1", "").id())).isEqualTo(Standing.WAITING);
    Petition petition = onlyWaiting();
    assertThat(petition.bids().get(0).held()).isFalse();
    assertThat(petition.bids().get(0).origin()).isEqualTo(held.bids().get(0).origin());
    assertThat(onlyUnsettled().change().standing()).isEqualTo(Standing.QUEUED);
    grant(petition, 7);
    deliver(only(take("acme")));
    assertThat(onlyUnsettled().change().standing()).isEqualTo(Standing.DONE);
  }

  @Test
  void whatIsRejectedBeforeItIsGrantedIsAskedForSoThatOthersHearOfIt() {
    place(acme("e1", "hello").held(Reason.BATCH_TOO_LARGE));
    reject(acme("e1", "").id());
    assertThat(unsettled()).isEmpty();

    store().crash();
    grant(onlyWaiting(), 7);

    assertThat(waiting()).isEmpty();
    assertThat(onlyUnsettled().change().standing()).isEqualTo(Standing.REJECTED);
    assertThat(standing(acme("e1", "").id())).isEqualTo(Standing.REJECTED);
  }

  @Test
  void whatIsGivenUpBeforeItIsGrantedIsAskedForSoThatOthersHearOfIt() {
    EventId id = acme("e1", "hello").id();
    promise(acme("e1", "hello"));
    assertThat(await(store().records().discard(id, ADA))).isEqualTo(Outcome.DONE);
    assertThat(store().holdings().waiting().count()).isZero();

    Petition petition = onlyWaiting();
    grant(petition, 7);

    assertThat(petition.bids().get(0).held()).isTrue();
    assertThat(take("acme")).isEmpty();
    assertThat(onlyUnsettled().change().standing()).isEqualTo(Standing.DISCARDED);
    assertThat(standing(id)).isEqualTo(Standing.DISCARDED);
  }

  // --- orders

  @Test
  void aDeadLetterThatIsTriedAgainWaitsUntilItIsGranted() {
    EventId id = acme("e1", "hello").id();
    grant(promise(acme("e1", "hello")), 7);
    bury(only(take("acme")));
    assertThat(onlyUnsettled().change().standing()).isEqualTo(Standing.DEAD);

    assertThat(await(store().records().retry(id, ADA))).isEqualTo(Outcome.DONE);

    assertThat(standing(id)).isEqualTo(Standing.WAITING);
    assertThat(take("acme")).isEmpty();
    assertThat(onlyUnsettled().change().standing()).isEqualTo(Standing.QUEUED);
    grant(onlyWaiting(), 7);
    Waiting again = only(take("acme"));
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.earlier()).isEqualTo(1);
  }

  @Test
  void whatWaitsCannotBeTriedSooner() {
    promise(acme("e1", "hello"));

    assertThat(await(store().records().retry(acme("e1", "").id(), ADA))).isEqualTo(Outcome.NOT_NOW);
    assertThat(take("acme")).isEmpty();
  }

  @Test
  void whatIsReplayedWaitsUntilItIsGranted() {
    grant(promise(acme("e1", "hello")), 7);
    deliver(only(take("acme")));

    assertThat(await(store().records().replay(acme("e1", "").id(), ADA))).isEqualTo(Outcome.DONE);

    assertThat(take("acme")).isEmpty();
    Petition petition = onlyWaiting();
    assertThat(petition.shards()).containsExactly(onlyUnsettled().shard());
    grant(petition, 8);
    assertThat(only(take("acme")).id()).isEqualTo(petition.bids().get(0).id());
  }

  // --- ends

  @Test
  void endsOfGrantedEventsAreToldUntilOthersKnow() {
    Petition petition = promise(acme("e1", "hello"));
    grant(petition, 7);
    int before = store().endsTold();
    deliver(only(take("acme")));

    assertThat(store().endsTold()).isEqualTo(before + 1);
    Ended ended = onlyUnsettled();
    assertThat(ended.bid()).isEqualTo(petition.bids().get(0));
    assertThat(ended.shard()).isEqualTo(petition.shards().get(0));
    assertThat(ended.change())
        .isEqualTo(new Change(ended.bid().key(), 7, Standing.DONE, 0, Keeping.MEMORY_DEFAULT));
    store().crash();
    assertThat(onlyUnsettled()).isEqualTo(ended);
    settle(List.of(ended));
    assertThat(unsettled()).isEmpty();
    store().crash();
    assertThat(unsettled()).isEmpty();
    settle(List.of(ended));
  }

  @Test
  void anEndThatWasOvertakenIsNotSettledByTheFirst() {
    grant(promise(acme("e1", "hello")), 7);
    bury(only(take("acme")));
    Ended dead = onlyUnsettled();
    await(store().records().retry(acme("e1", "").id(), ADA));

    settle(List.of(dead));

    assertThat(onlyUnsettled().change().standing()).isEqualTo(Standing.QUEUED);
  }

  @Test
  void endsComeTheLongestFirst() {
    List<ClaimKey> delivered = new ArrayList<>();
    for (String integration : List.of("zeta", "acme", "beta")) {
      admit(AnAdmission.to(integration).event("e", "x"));
      grant(
          await(store().holdings().waiting(0, 1_000)).stream()
              .filter(it -> it.shards().get(0).integration().equals(integration))
              .findFirst()
              .orElseThrow(),
          7);
      Waiting granted = only(take(integration));
      delivered.add(ClaimKey.of(granted.id()));
      deliver(granted);
      store().tick(Duration.ofSeconds(1));
    }

    assertThat(unsettled()).extracting(it -> it.change().key()).isEqualTo(delivered);
    assertThat(await(store().holdings().unsettled(2))).hasSize(2);
  }

  // --- crashes

  @Test
  void afterACrashAllThatHasNotEndedIsAskedForAgain() {
    Petition waits = promise(acme("waits", "a"));
    Petition granted = promise(acme("granted", "b"));
    Petition ended = promise(acme("ended", "c"));
    grant(granted, 7);
    grant(ended, 8);
    List<Waiting> taken = take("acme");
    deliver(taken.get(1));

    store().crash();

    assertThat(waiting()).containsExactly(waits, granted);
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
  void whatWaitedWhenTheNodeBecameAloneGoesOn() {
    promise(acme("e1", "hello"));
    place(acme("e2", "hello").held(Reason.BATCH_TOO_LARGE));

    store().alone();

    assertThat(only(take("acme")).id()).isEqualTo(acme("e1", "").id());
    release(acme("e2", "").id());
    assertThat(only(take("acme")).id()).isEqualTo(acme("e2", "").id());
  }

  @Test
  void whatWasQueuedWhenTheNodeBecameOneOfManyWaits() {
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

  // --- what others know

  @Test
  void whatIsNewHereAndKnownElsewhereIsADuplicateOfWhichNothingIsWritten() {
    Place place = foreign(acme("e1", "hello"), elsewhere(Standing.QUEUED));

    Place.Known known = assertKnown(place, Standing.QUEUED);
    assertThat(known.receipts()).isEqualTo(1);
    assertThat(find(acme("e1", "").id())).isEmpty();
    assertThat(waiting()).isEmpty();
  }

  @Test
  void whatIsNewHereAndSuspiciousElsewhereIsHeld() {
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
  void whatIsKnownHereIsNotChangedByWhatOthersKnow() {
    promise(acme("e1", "hello"));

    assertKnown(foreign(acme("e1", "hello"), new Found.Conflict()), Standing.WAITING);
    assertQueued(foreign(acme("e2", "hello"), new Found.Free()));
  }

  @Test
  void ofABatchOnlyWhatIsNewToAllIsPromised() {
    Placed placed =
        await(
            store()
                .foreign()
                .admit(
                    batch("acme", "b", 3).at(store().now()),
                    List.of(new Found.Free(), elsewhere(Standing.DONE), new Found.Conflict())));

    List<Place> places = ((Placed.Kept) placed).places();
    assertQueued(places.get(0));
    assertKnown(places.get(1), Standing.DONE);
    assertHeld(places.get(2), Reason.REPLAY_CONFLICT);
    assertThat(waiting()).hasSize(2);
  }

  @Test
  void aTurnThatOthersHaveGrantedEndsUnderTheirFence() {
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
  void aTurnThatOthersKnowBetterIsNone() {
    Turn known = turn(acme("e1", "hello"), elsewhere(Standing.DONE));
    Turn conflict = turn(acme("e2", "hello"), new Found.Conflict());
    Turn free = turn(acme("e3", "hello"), new Found.Granted(4));

    assertKnown(((Turn.Has) known).place(), Standing.DONE);
    assertHeld(((Turn.Has) conflict).place(), Reason.REPLAY_CONFLICT);
    assertThat(free).isInstanceOf(Turn.Go.class);
  }

  // --- what is remembered

  @Test
  void allThatIsRememberedIsToldInPieces() {
    Set<EventId> known = remembering();

    for (int round = 0; round < 2; round++) {
      List<Remembered> told = remembered(3);
      assertThat(told)
          .filteredOn(it -> it.shard().integration().equals("acme"))
          .extracting(it -> it.assertion().bid().id())
          .containsOnlyOnceElementsOf(known)
          .containsOnlyElementsOf(known);
      assertThat(assertion(told, acme("done-3", "").id()).fence()).isEqualTo(7);
      assertThat(assertion(told, acme("done-3", "").id()).standing()).isEqualTo(Standing.DONE);
      assertThat(assertion(told, acme("waits-3", "").id()).fence()).isZero();
      assertThat(assertion(told, acme("waits-3", "").id()).standing()).isEqualTo(Standing.WAITING);
      assertThat(assertion(told, acme("held", "").id()).bid().held()).isTrue();
      store().reopen(); // now all of it is in the index
    }
  }

  private Set<EventId> remembering() {
    Set<EventId> known = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      grant(promise(acme("done-" + i, "x")), 7);
      deliver(only(take("acme")));
      known.add(acme("done-" + i, "").id());
    }
    for (int i = 0; i < 10; i++) {
      promise(acme("waits-" + i, "x"));
      known.add(acme("waits-" + i, "").id());
    }
    place(acme("held", "x").held(Reason.BATCH_TOO_LARGE));
    known.add(acme("held", "").id());
    answer(promise(acme("elsewhere", "x")), elsewhere(Standing.QUEUED));
    return known;
  }

  @Test
  void whatIsForgottenIsNotTold() {
    grant(promise(acme("e1", "x")), 7);
    deliver(only(take("acme")));
    store().tick(Duration.ofDays(1));
    assertThat(assertion(remembered(10), acme("e1", "").id()).left())
        .isEqualTo(Keeping.MEMORY_DEFAULT.minusDays(1));

    store().tick(Keeping.MEMORY_DEFAULT);

    assertThat(remembered(10))
        .noneMatch(it -> it.assertion().bid().id().equals(acme("e1", "").id()));
  }

  @Test
  void whatWasSignedIsToldWithItsEventAlsoFromBefore() {
    store().alone();
    ClaimKey old = new ClaimKey(1, 2);
    ClaimKey young = new ClaimKey(3, 4);
    await(store().ledger().admit(signedAs(acme("e1", "a"), old)));
    store().amongOthers();
    await(store().ledger().admit(signedAs(acme("e2", "b"), young)));

    List<Remembered> told = remembered(3);

    assertThat(told)
        .extracting(it -> it.assertion().bid().signed())
        .contains(Optional.of(old), Optional.of(young));
    assertThat(told)
        .filteredOn(it -> it.assertion().bid().signed().equals(Optional.of(old)))
        .extracting(it -> it.assertion().bid().id())
        .containsExactly(acme("e1", "").id());
  }

  @Test
  void whatStandsHasItsNewFence() {
    Petition petition = promise(acme("e1", "x"));
    grant(petition, 7);

    asserted(petition, new Assertion.Answer.Stands(12));
    deliver(only(take("acme")));

    assertThat(onlyUnsettled().change().fence()).isEqualTo(12);
    store().crash();
    assertThat(onlyUnsettled().change().fence()).isEqualTo(12);
  }

  @Test
  void whatIsAnothersIsLeftToItUnlessItIsDelivered() {
    Petition queued = promise(acme("queued", "x"));
    grant(queued, 7);
    asserted(queued, new Assertion.Answer.Yields(elsewhere(Standing.QUEUED)));
    Petition flying = promise(acme("flying", "x"));
    grant(flying, 8);
    Waiting inHands = only(take("acme"));
    asserted(flying, new Assertion.Answer.Yields(elsewhere(Standing.QUEUED)));
    deliver(inHands);

    assertThat(find(acme("queued", "").id()).orElseThrow().elsewhere()).isTrue();
    assertThat(find(acme("flying", "").id()).orElseThrow().elsewhere()).isFalse();
    assertThat(standing(acme("flying", "").id())).isEqualTo(Standing.DONE);
    assertThat(store().overtaken()).isEqualTo(1);
    assertThat(take("acme")).isEmpty();
  }

  @Test
  void ofABatchWhatIsAnothersIsLeftToItAndTheRestGoesOn() {
    Petition petition = promise(batch("acme", "b", 3));
    grant(petition, 7);

    store()
        .holdings()
        .asserted(
            petition.shards().get(1),
            petition.bids().get(1).key(),
            new Assertion.Answer.Yields(elsewhere(Standing.QUEUED)));
    EventId lost = petition.bids().get(1).id();
    for (int i = 0; i < 1_000 && standing(lost) != Standing.DONE; i++) {
      barrier();
    }

    assertThat(find(lost).orElseThrow().elsewhere()).isTrue();
    assertThat(take("acme"))
        .extracting(Waiting::id)
        .containsExactly(petition.bids().get(0).id(), petition.bids().get(2).id());
    assertThat(waiting()).isEmpty();
  }

  @Test
  void whatStandsUngrantedMustStillBeGranted() {
    Petition petition = promise(acme("e1", "x"));

    asserted(petition, new Assertion.Answer.Stands(0));

    assertThat(onlyWaiting()).isEqualTo(petition);
    assertThat(take("acme")).isEmpty();
  }

  @Test
  void theBidOfAnAdmissionIsThatOfItsPetitionButForItsPlace() {
    AnAdmission admission = acme("e1", "hello");
    Bid before = store().foreign().bid(admission.at(store().now()), 0);
    Bid again = store().foreign().bid(admission.at(store().now()), 0);
    Bid petitioned = promise(admission).bids().get(0);

    assertThat(before.origin().sequence()).isNegative();
    assertThat(before.origin()).isNotEqualTo(again.origin());
    assertThat(
            new Bid(
                before.id(),
                before.signed(),
                before.content(),
                before.label(),
                petitioned.origin(),
                before.received(),
                before.memory(),
                before.held()))
        .isEqualTo(petitioned);
  }

  // --- words

  private void asserted(Petition petition, Assertion.Answer answer) {
    store().holdings().asserted(petition.shards().get(0), petition.bids().get(0).key(), answer);
    barrier();
  }

  private List<Remembered> remembered(int most) {
    List<Remembered> all = new ArrayList<>();
    Piece piece = await(store().holdings().remembered(Cursor.START, most));
    all.addAll(piece.remembered());
    while (piece.next() != Cursor.END) {
      piece = await(store().holdings().remembered(piece.next(), most));
      assertThat(piece.remembered()).hasSizeLessThanOrEqualTo(most);
      all.addAll(piece.remembered());
    }
    return all;
  }

  private static Assertion assertion(List<Remembered> told, EventId id) {
    return told.stream()
        .map(Remembered::assertion)
        .filter(it -> it.bid().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private Place foreign(AnAdmission admission, Found found) {
    Placed placed = await(store().foreign().admit(admission.at(store().now()), List.of(found)));
    return ((Placed.Kept) placed).places().get(0);
  }

  private Turn turn(AnAdmission admission, Found found) {
    return await(store().foreign().begin(admission.at(store().now()), found));
  }

  private Origin origin(EventId id) {
    return waiting().stream()
        .flatMap(it -> it.bids().stream())
        .filter(it -> it.id().equals(id))
        .map(Bid::origin)
        .findFirst()
        .orElseThrow();
  }

  private static byte[] contentOf(String text) {
    return ClaimKey.of(RawBody.ofText(text).sha256()).toBytes();
  }

  private Event event(AnAdmission admission) {
    return admission.at(store().now()).events().get(0);
  }

  private static Bid only1(List<Bid> bids) {
    assertThat(bids).hasSize(1);
    return bids.get(0);
  }

  /** The same with what its sender signed. */
  private Admission signedAs(AnAdmission admission, ClaimKey signed) {
    Admission plain = admission.at(store().now());
    Event it = plain.events().get(0);
    Event event =
        new Event(
            it.id(),
            Optional.of(signed),
            it.content(),
            it.label(),
            it.type(),
            it.account(),
            it.start(),
            it.end(),
            it.charges());
    return new Admission(
        plain.parcel(), plain.policyVersion(), List.of(event), plain.keeping(), plain.hold());
  }
}
