package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Cursor;
import io.sallyport.store.shared.Holdings.Ended;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Holdings.Piece;
import io.sallyport.store.shared.Holdings.Remembered;
import io.sallyport.store.shared.Origin;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.RawBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Short words for one node of many. */
interface HoldingsCase extends LedgerCase {
  Records.Order BY_ADA = new Records.Order("ada", "as the test says");

  Origin ANOTHER = new Origin(9, 77, 0);

  @Override
  HoldingsFixture store();

  /** Nothing is admitted for it: that would wait, too. */
  @Override
  default void barrier() {
    await(store().records().stats());
  }

  /** What waits of the integration that these tests are about. */
  default List<Petition> waiting() {
    List<Petition> all = new ArrayList<>();
    long after = 0;
    List<Petition> page = await(store().holdings().waiting(after, 2));
    while (!page.isEmpty()) {
      all.addAll(page);
      after = page.get(page.size() - 1).sequence();
      page = await(store().holdings().waiting(after, 2));
    }
    assertThat(all).extracting(Petition::sequence).doesNotHaveDuplicates().isSorted();
    return all.stream().filter(it -> it.shards().get(0).integration().equals("acme")).toList();
  }

  default Petition onlyWaiting() {
    List<Petition> waiting = waiting();
    assertThat(waiting).hasSize(1);
    return waiting.get(0);
  }

  /** Admits it, and gives what it asks others. */
  default Petition promise(AnAdmission admission) {
    Placed.Kept kept = (Placed.Kept) admit(admission);
    assertThat(kept.now()).isEmpty();
    assertThat(kept.places()).allMatch(place -> place instanceof Place.Queued);
    return waiting().stream()
        .filter(it -> ids(it).contains(admission.id()))
        .findFirst()
        .orElseThrow();
  }

  static List<EventId> ids(Petition petition) {
    return petition.bids().stream().map(Bid::id).toList();
  }

  /** The same, asked for once more after it was granted. */
  static Petition again(Petition it) {
    return new Petition(it.sequence(), it.bids(), it.shards(), it.from(), true);
  }

  default void answer(Petition petition, Found... outcomes) {
    await(store().holdings().answered(petition, List.of(outcomes)));
  }

  default void grant(Petition petition, long fence) {
    answer(
        petition,
        Stream.generate(() -> new Found.Granted(fence))
            .limit(petition.bids().size())
            .toArray(Found[]::new));
  }

  static Found elsewhere(Standing standing) {
    return new Found.Known(standing, ANOTHER, Instant.parse("2026-05-01T11:00:00Z"), 1, 0);
  }

  default List<Ended> unsettled() {
    return await(store().holdings().unsettled(1_000));
  }

  default Ended onlyUnsettled() {
    List<Ended> ended = unsettled();
    assertThat(ended).hasSize(1);
    return ended.get(0);
  }

  default void settle(List<Ended> ended) {
    store().holdings().settled(ended);
    barrier();
  }

  default void asserted(Petition petition, Assertion.Answer answer) {
    store().holdings().asserted(petition.shards().get(0), petition.bids().get(0).key(), answer);
    barrier();
  }

  default List<Remembered> remembered(int most) {
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

  default Assertion assertion(List<Remembered> told, EventId id) {
    return told.stream()
        .map(Remembered::assertion)
        .filter(it -> it.bid().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  default Place foreign(AnAdmission admission, Found found) {
    Placed placed =
        await(store().foreign().admit(admission.at(store().now()), List.of(found), unused -> {}));
    return ((Placed.Kept) placed).places().get(0);
  }

  default Turn turn(AnAdmission admission, Found found) {
    return await(store().foreign().begin(admission.at(store().now()), found));
  }

  default Origin origin(EventId id) {
    return waiting().stream()
        .flatMap(it -> it.bids().stream())
        .filter(it -> it.id().equals(id))
        .map(Bid::origin)
        .findFirst()
        .orElseThrow();
  }

  default byte[] contentOf(String text) {
    return ClaimKey.of(RawBody.ofText(text).sha256()).toBytes();
  }

  default Event event(AnAdmission admission) {
    return admission.at(store().now()).events().get(0);
  }

  default Bid single(List<Bid> bids) {
    assertThat(bids).hasSize(1);
    return bids.get(0);
  }

  /** The same with what its sender signed. */
  default Admission signedAs(AnAdmission admission, ClaimKey signed) {
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
