package io.sallyport.admit;

import static io.sallyport.admit.HoldingsCase.elsewhere;
import static io.sallyport.admit.LedgerCase.acme;
import static io.sallyport.admit.LedgerCase.await;
import static io.sallyport.admit.LedgerCase.batch;
import static io.sallyport.admit.LedgerCase.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Records.Outcome;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Holdings.Remembered;
import io.sallyport.store.shared.Origin;
import io.sallyport.store.shared.Shard;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a node remembers for those who have forgotten it. */
interface RememberContract extends HoldingsCase {
  @Test
  default void allThatIsRememberedIsToldInPieces() {
    Set<EventId> known = remembering();

    for (int round = 0; round < 2; round++) {
      List<Remembered> told = remembered(3);
      assertThat(told)
          .filteredOn(it -> it.shard().integration().equals("acme"))
          .extracting(it -> it.assertion().bid().id())
          .containsOnlyOnceElementsOf(known)
          .hasSameElementsAs(known);
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

  /** Its owner may be gone, and a copy must not pass because of that. */
  @Test
  default void whatHasEndedAtAnotherNodeIsToldAsItsOwn() {
    answer(promise(acme("done", "x")), elsewhere(Standing.DONE));
    answer(promise(acme("queued", "x")), elsewhere(Standing.QUEUED));
    store().reopen();

    List<Remembered> told = remembered(10);

    Assertion done = assertion(told, acme("done", "").id());
    assertThat(done.bid().origin()).isEqualTo(ANOTHER);
    assertThat(done.standing()).isEqualTo(Standing.DONE);
    assertThat(done.fence()).isZero();
    assertThat(told).noneMatch(it -> it.assertion().bid().id().equals(acme("queued", "").id()));
  }

  /** A person at another node has judged a copy there: whoever was granted the event goes on. */
  @ParameterizedTest
  @EnumSource(names = {"REJECTED", "DISCARDED"})
  default void thatAPersonElsewhereWouldNotHaveACopyIsNotToldAsAnEnd(Standing standing) {
    answer(promise(acme("answered", "x")), elsewhere(standing));
    Petition told = promise(acme("told", "x"));
    asserted(told, new Assertion.Answer.Yields(elsewhere(standing)));

    assertThat(remembered(10)).isEmpty();
    store().reopen();
    assertThat(remembered(10)).isEmpty();
    assertThat(waiting()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"REJECTED", "DISCARDED"})
  default void thatAPersonElsewhereWouldNotHaveWhatWasGrantedThereIsToldAsAnEnd(Standing standing) {
    Found granted = new Found.Known(standing, ANOTHER, store().now(), 1, 0, 7);
    answer(promise(acme("answered", "x")), granted);
    asserted(promise(acme("told", "x")), new Assertion.Answer.Yields(granted));

    assertThat(remembered(10))
        .hasSize(2)
        .allSatisfy(it -> assertThat(it.assertion().standing()).isEqualTo(Standing.DONE))
        .allSatisfy(it -> assertThat(it.assertion().bid().origin()).isEqualTo(ANOTHER));
  }

  /** A turn has no place in the journal before its answer has: that is no other's event. */
  @Test
  default void whatStandsAsTheTurnThatItWasIsNotOvertaken() {
    Turn.Go go = go(acme("e1", "x"));
    Shard shard = new Shard("acme", 0);
    await(store().foreign().settle(go, LedgerCase.answered(200, "ok"), shard, 9));
    Found turn =
        new Found.Known(
            Standing.DONE, new Origin(HoldingsFixture.NODE, -5, 0), store().now(), 1, 200);

    store().holdings().asserted(shard, go.key(), new Assertion.Answer.Yields(turn));
    barrier();

    assertThat(store().overtaken()).isZero();
  }

  @Test
  default void whatIsForgottenIsNotTold() {
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
  default void whatWasSignedIsToldWithItsEventAlsoFromBefore() {
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
  default void whatStandsHasItsNewFence() {
    Petition petition = promise(acme("e1", "x"));
    grant(petition, 7);

    asserted(petition, new Assertion.Answer.Stands(12));
    deliver(only(take("acme")));

    assertThat(onlyUnsettled().change().fence()).isEqualTo(12);
    store().crash();
    assertThat(onlyUnsettled().change().fence()).isEqualTo(12);
  }

  /** However many there are: under an older fence nobody would be heard. */
  @Test
  default void whatEndedIsToldUnderTheFenceThatWasGivenLast() {
    List<Petition> petitions = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      store().ledger().admit(acme("e" + i, "x").at(store().now()));
    }
    barrier();
    petitions.addAll(waiting());
    petitions.forEach(it -> grant(it, 7));
    for (List<Waiting> due = take("acme"); !due.isEmpty(); due = take("acme")) {
      due.forEach(it -> store().outbox().delivered(it, attempt(it, 200)));
      barrier();
    }

    petitions.forEach(
        it ->
            store()
                .holdings()
                .asserted(
                    it.shards().get(0), it.bids().get(0).key(), new Assertion.Answer.Stands(12)));

    assertThat(unsettled()).hasSize(1_000).allMatch(it -> it.change().fence() == 12);
  }

  @Test
  default void whatIsAnothersIsLeftToItUnlessItIsDelivered() {
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

  /** What is tried there may come to nothing: then nobody would have it. */
  @ParameterizedTest
  @MethodSource("io.sallyport.admit.RememberContract#whatNobodyElseHas")
  default void whatNobodyElseHasPromisedIsAskedForOnceMore(Found to) {
    Petition petition = promise(acme("e1", "x"));
    grant(petition, 7);

    asserted(petition, new Assertion.Answer.Yields(to));

    assertThat(find(acme("e1", "").id()).orElseThrow().elsewhere()).isFalse();
    assertThat(take("acme")).isEmpty();
    Petition again = onlyWaiting();
    assertThat(again.bids()).isEqualTo(petition.bids());
    assertThat(again.wasGranted()).isTrue();
    assertThat(assertion(remembered(10), acme("e1", "").id()).fence()).isEqualTo(7);
    grant(again, 9);
    deliver(only(take("acme")));
    assertThat(onlyUnsettled().change().fence()).isEqualTo(9);
    assertThat(store().overtaken()).isZero();
  }

  static Stream<Found> whatNobodyElseHas() {
    return Stream.of(
        new Found.Running(Duration.ofSeconds(9)),
        new Found.Conflict(),
        new Found.Reused(acme("other", "").id()));
  }

  @Test
  default void whatNobodyElseHasPromisedStaysHereThoughItIsInHandsOrDeadOrWaits() {
    Assertion.Answer running = new Assertion.Answer.Yields(new Found.Running(Duration.ofHours(1)));
    Petition dead = promise(acme("dead", "x"));
    grant(dead, 7);
    bury(only(take("acme")));
    asserted(dead, running);
    Petition flying = promise(acme("flying", "x"));
    grant(flying, 8);
    Waiting inHands = only(take("acme"));
    asserted(flying, running);
    Petition waits = promise(acme("waits", "x"));
    asserted(waits, running);
    store().outbox().giveBack(inHands, inHands.due());
    barrier();

    assertThat(standing(acme("dead", "").id())).isEqualTo(Standing.DEAD);
    assertThat(waiting())
        .extracting(it -> it.bids().get(0).id())
        .containsExactlyInAnyOrder(acme("flying", "").id(), acme("waits", "").id());
    assertThat(await(store().records().retry(acme("dead", "").id(), BY_ADA)))
        .isEqualTo(Outcome.DONE);
    assertThat(waiting()).hasSize(3);
    assertThat(store().overtaken()).isZero();
  }

  @Test
  default void whatIsDeliveredHereAndTriedThereIsOvertaken() {
    Petition petition = promise(acme("e1", "x"));
    grant(petition, 7);
    deliver(only(take("acme")));

    asserted(petition, new Assertion.Answer.Yields(new Found.Running(Duration.ofHours(1))));

    assertThat(standing(acme("e1", "").id())).isEqualTo(Standing.DONE);
    assertThat(store().overtaken()).isEqualTo(1);
  }

  @Test
  default void ofABatchWhatIsAnothersIsLeftToItAndTheRestGoesOn() {
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
  default void whatStandsUngrantedMustStillBeGranted() {
    Petition petition = promise(acme("e1", "x"));

    asserted(petition, new Assertion.Answer.Stands(0));

    assertThat(onlyWaiting()).isEqualTo(petition);
    assertThat(take("acme")).isEmpty();
  }

  @Test
  default void theBidOfAnAdmissionIsThatOfItsPetitionButForItsPlace() {
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
}
