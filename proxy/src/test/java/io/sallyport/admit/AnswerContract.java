package io.sallyport.admit;

import static io.sallyport.admit.HoldingsCase.elsewhere;
import static io.sallyport.admit.HoldingsCase.ids;
import static io.sallyport.admit.LedgerCase.acme;
import static io.sallyport.admit.LedgerCase.assertHeld;
import static io.sallyport.admit.LedgerCase.assertKnown;
import static io.sallyport.admit.LedgerCase.assertQueued;
import static io.sallyport.admit.LedgerCase.await;
import static io.sallyport.admit.LedgerCase.batch;
import static io.sallyport.admit.LedgerCase.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the other nodes say of what waits, and what comes of it. */
interface AnswerContract extends HoldingsCase {
  // --- what is answered

  @Test
  default void whatAnotherNodeHasIsClosedAndItsCopiesAreDuplicates() {
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
  default void whatNobodyHasDecidedGoesOnWaiting() {
    Petition petition = promise(acme("e1", "hello"));

    answer(petition, new Found.Running(Duration.ofSeconds(3)));
    answer(petition, new Found.Free());

    assertThat(onlyWaiting()).isEqualTo(petition);
    assertThat(take("acme")).isEmpty();
  }

  @Test
  default void otherBytesThanOtherNodesKnowAreHeldInTheCaseThatTheyWouldHaveHere() {
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
  default void aSecondCopyOfWhatIsHeldSoIsOneReceiptMore() {
    answer(promise(acme("e1", "mine")), new Found.Conflict());
    EventId id = EventId.ofCase("conflict", acme("e1", "").id(), contentOf("mine"));
    grant(onlyWaiting(), 3);

    answer(promise(acme("e1", "mine")), new Found.Conflict());

    assertThat(find(id).orElseThrow().receipts()).isEqualTo(2);
    assertThat(waiting()).isEmpty();
    assertThat(cases()).hasSize(1);
  }

  @Test
  default void whatIsHeldSoSurvives() {
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

  /** Also what the index has of it already. */
  @Test
  default void ofWhatIsHeldSoNothingIsLeftUnderItsOwnName() {
    promise(acme("e1", "mine"));
    store().reopen();
    answer(onlyWaiting(), new Found.Conflict());
    store().reopen();

    assertThat(find(acme("e1", "").id())).isEmpty();
    assertQueued(place(acme("e1", "theirs")));
  }

  @Test
  default void bytesThatWereSignedForAnotherEventAreHeldAndThatOneIsNot() {
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

  // --- where a node is missing that may know it

  @Test
  default void whatIsDoubtfulIsHeldUnderItsOwnName() {
    answer(promise(acme("e1", "mine")), new Found.Doubtful());

    EventId id = acme("e1", "").id();
    Records.Recorded held = find(id).orElseThrow();
    assertThat(held.standing()).isEqualTo(Standing.HELD);
    assertThat(held.reason()).contains(Reason.STORE_REBUILDING);
    assertThat(cases()).extracting(it -> it.eventId()).containsExactly(id.value());
    assertHeld(place(acme("e1", "mine")), Reason.STORE_REBUILDING);
    assertHeld(place(acme("e1", "other")), Reason.REPLAY_CONFLICT);
    Petition petition =
        waiting().stream().filter(it -> ids(it).contains(id)).findFirst().orElseThrow();
    assertThat(petition.bids().get(0).held()).isTrue();
    assertThat(petition.bids().get(0).vouched()).isFalse();
    assertThat(take("acme")).isEmpty();
  }

  @Test
  default void whatIsHeldSoKeepsItsReceiptsAndWhatItsSenderSigned() {
    ClaimKey signed = new ClaimKey(1, 2);
    await(store().ledger().admit(signedAs(acme("e1", "mine"), signed)));
    await(store().ledger().admit(signedAs(acme("e1", "mine"), signed)));

    answer(onlyWaiting(), new Found.Doubtful());

    assertThat(find(acme("e1", "").id()).orElseThrow().receipts()).isEqualTo(2);
    assertThat(onlyWaiting().bids().get(0).signed()).contains(signed);
    assertHeld(
        ((Placed.Kept) await(store().ledger().admit(signedAs(acme("e2", "mine"), signed))))
            .places()
            .get(0),
        Reason.REPLAY_SIGNATURE_REUSED);
  }

  @Test
  default void whatIsDoubtfulAsksUntilItIsGrantedAndIsVouchedForOnceItIsReleased() {
    answer(promise(acme("e1", "mine")), new Found.Doubtful());
    EventId id = acme("e1", "").id();
    Petition held = onlyWaiting();

    answer(held, new Found.Doubtful());
    assertThat(onlyWaiting()).isEqualTo(held);
    store().crash();
    assertThat(onlyWaiting()).isEqualTo(held);
    release(id);

    Petition released = onlyWaiting();
    assertThat(released.bids().get(0).vouched()).isTrue();
    assertThat(released.bids().get(0).held()).isFalse();
    assertThat(released.bids().get(0).origin()).isEqualTo(held.bids().get(0).origin());
    answer(released, new Found.Doubtful());
    assertThat(onlyWaiting()).as("it waits").isEqualTo(released);
    grant(released, 4);
    deliver(only(take("acme")));
    assertThat(onlyUnsettled().change().fence()).isEqualTo(4);
  }

  /** The missing node may have taken it up, or not: as a rule it has not, and nobody need judge. */
  @Test
  default void whatWasGrantedBeforeTheStartWaitsThoughItIsDoubtfulNow() {
    grant(promise(acme("e1", "mine")), 7);
    only(take("acme")); // so it is written down
    store().crash();
    Petition again = onlyWaiting();

    answer(again, new Found.Doubtful());

    assertThat(onlyWaiting()).isEqualTo(again);
    assertThat(standing(acme("e1", "").id())).isEqualTo(Standing.WAITING);
    assertThat(take("acme")).isEmpty();
    grant(again, 9);
    deliver(only(take("acme")));
    assertThat(onlyUnsettled().change().fence()).isEqualTo(9);
  }

  @Test
  default void ofABatchThatIsDoubtfulInPartTheRestGoesOnAlone() {
    Petition petition = promise(batch("acme", "b", 3));

    answer(petition, new Found.Granted(7), new Found.Doubtful(), elsewhere(Standing.DONE));

    AnAdmission same = batch("acme", "b", 3);
    assertThat(only(take("acme")).id()).isEqualTo(same.id(0));
    assertThat(standing(same.id(1))).isEqualTo(Standing.HELD);
    assertThat(standing(same.id(2))).isEqualTo(Standing.DONE);
    assertThat(ids(onlyWaiting())).containsExactly(same.id(1));
    store().crash();
    assertThat(standing(same.id(1))).isEqualTo(Standing.HELD);
  }

  @Test
  default void answeringAgainDoesNothing() {
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
  default void anAnswerToAnEventThatIsForgottenDoesNotTouchItsSuccessor() {
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
  default void aBatchThatIsGrantedAsAWholeGoesOnAsAWhole() {
    Petition petition = promise(batch("acme", "b", 3));
    assertThat(petition.bids()).hasSize(3);

    grant(petition, 7);

    Waiting together = only(take("acme"));
    assertThat(await(store().outbox().open(together)).items()).isEqualTo(3);
    deliver(together);
    assertThat(unsettled()).hasSize(3);
  }

  @Test
  default void ofABatchThatIsKnownInPartTheRestGoesOnAlone() {
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
  default void aBatchThatIsPartedIsAskedAboutOneByOne() {
    Petition petition = promise(batch("acme", "b", 2));
    answer(petition, new Found.Free(), elsewhere(Standing.DONE));

    grant(petition, 7);

    assertThat(only(take("acme")).id()).isEqualTo(batch("acme", "b", 2).id(0));
    assertThat(waiting()).isEmpty();
  }
}
