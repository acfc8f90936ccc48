package io.sallyport.admit;

import static io.sallyport.admit.HoldingsCase.elsewhere;
import static io.sallyport.admit.LedgerCase.acme;
import static io.sallyport.admit.LedgerCase.await;
import static io.sallyport.admit.LedgerCase.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Records.Outcome;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Change;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import org.junit.jupiter.api.Test;

/** What people do on one node of many waits for the others, too. */
interface SharedOrderContract extends HoldingsCase {
  // --- quarantine

  @Test
  default void whatIsHeldIsAskedForAndStaysHeld() {
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
  default void whatIsReleasedWaitsUntilItIsGranted() {
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
  default void whatIsRejectedBeforeItIsGrantedIsAskedForSoThatOthersHearOfIt() {
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
  default void whatIsGivenUpBeforeItIsGrantedIsAskedForSoThatOthersHearOfIt() {
    EventId id = acme("e1", "hello").id();
    promise(acme("e1", "hello"));
    assertThat(await(store().records().discard(id, BY_ADA))).isEqualTo(Outcome.DONE);
    assertThat(store().holdings().waiting().count()).isZero();

    Petition petition = onlyWaiting();
    grant(petition, 7);

    assertThat(petition.bids().get(0).held()).isTrue();
    assertThat(take("acme")).isEmpty();
    assertThat(onlyUnsettled().change().standing()).isEqualTo(Standing.DISCARDED);
    assertThat(standing(id)).isEqualTo(Standing.DISCARDED);
  }

  /** A person has judged a copy: it is the other's, who was granted it, whatever becomes of it. */
  @Test
  default void whatIsRejectedAndAnothersIsLeftToIt() {
    place(acme("e1", "hello").held(Reason.STORE_REBUILDING));
    reject(acme("e1", "").id());

    answer(onlyWaiting(), elsewhere(Standing.QUEUED));

    assertThat(waiting()).isEmpty();
    assertThat(remembered(10)).isEmpty();
    assertThat(standing(acme("e1", "").id())).isEqualTo(Standing.REJECTED);
    store().crash();
    assertThat(remembered(10)).isEmpty();
    assertThat(unsettled()).isEmpty();
  }

  @Test
  default void whatIsGivenUpAndAnothersIsLeftToIt() {
    promise(acme("e1", "hello"));
    await(store().records().discard(acme("e1", "").id(), BY_ADA));

    answer(onlyWaiting(), elsewhere(Standing.QUEUED));

    assertThat(waiting()).isEmpty();
    assertThat(remembered(10)).isEmpty();
    assertThat(standing(acme("e1", "").id())).isEqualTo(Standing.DISCARDED);
  }

  @Test
  default void whatIsRejectedAndHasEndedElsewhereIsToldAsTheOthersEnd() {
    place(acme("e1", "hello").held(Reason.STORE_REBUILDING));
    reject(acme("e1", "").id());

    answer(onlyWaiting(), elsewhere(Standing.DONE));

    Assertion told = assertion(remembered(10), acme("e1", "").id());
    assertThat(told.bid().origin()).isEqualTo(ANOTHER);
    assertThat(told.standing()).isEqualTo(Standing.DONE);
    assertThat(told.fence()).isZero();
  }

  /** After a rebuild in which this node has told it, and before anybody was granted it. */
  @Test
  default void whatIsRejectedStaysThisNodesWhereTheOthersKnowItAsThat() {
    place(acme("e1", "hello").held(Reason.STORE_REBUILDING));
    Petition held = onlyWaiting();
    reject(acme("e1", "").id());

    answer(
        onlyWaiting(),
        new Found.Known(
            Standing.REJECTED, held.bids().get(0).origin(), held.bids().get(0).received(), 1, 0));

    Assertion told = assertion(remembered(10), acme("e1", "").id());
    assertThat(told.bid().origin()).isEqualTo(held.bids().get(0).origin());
    assertThat(told.standing()).isEqualTo(Standing.REJECTED);
  }

  @Test
  default void whatIsRejectedIsLeftToWhoeverAsksAboutItInARebuild() {
    place(acme("e1", "hello").held(Reason.STORE_REBUILDING));
    Petition held = onlyWaiting();
    reject(acme("e1", "").id());

    asserted(held, new Assertion.Answer.Yields(elsewhere(Standing.QUEUED)));

    assertThat(store().overtaken()).isZero();
    assertThat(waiting()).isEmpty();
    assertThat(remembered(10)).isEmpty();
  }

  // --- orders

  @Test
  default void aDeadLetterThatIsTriedAgainWaitsUntilItIsGranted() {
    EventId id = acme("e1", "hello").id();
    grant(promise(acme("e1", "hello")), 7);
    bury(only(take("acme")));
    assertThat(onlyUnsettled().change().standing()).isEqualTo(Standing.DEAD);

    assertThat(await(store().records().retry(id, BY_ADA))).isEqualTo(Outcome.DONE);

    assertThat(standing(id)).isEqualTo(Standing.WAITING);
    assertThat(take("acme")).isEmpty();
    assertThat(onlyUnsettled().change().standing()).isEqualTo(Standing.QUEUED);
    assertThat(onlyWaiting().wasGranted()).isTrue();
    grant(onlyWaiting(), 7);
    Waiting again = only(take("acme"));
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.earlier()).isEqualTo(1);
  }

  @Test
  default void whatWaitsCannotBeTriedSooner() {
    promise(acme("e1", "hello"));

    assertThat(await(store().records().retry(acme("e1", "").id(), BY_ADA)))
        .isEqualTo(Outcome.NOT_NOW);
    assertThat(take("acme")).isEmpty();
  }

  @Test
  default void whatIsReplayedWaitsUntilItIsGranted() {
    grant(promise(acme("e1", "hello")), 7);
    deliver(only(take("acme")));

    assertThat(await(store().records().replay(acme("e1", "").id(), BY_ADA)))
        .isEqualTo(Outcome.DONE);

    assertThat(take("acme")).isEmpty();
    Petition petition = onlyWaiting();
    assertThat(petition.shards()).containsExactly(onlyUnsettled().shard());
    grant(petition, 8);
    assertThat(only(take("acme")).id()).isEqualTo(petition.bids().get(0).id());
  }
}
