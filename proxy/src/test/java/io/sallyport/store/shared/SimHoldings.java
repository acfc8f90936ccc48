package io.sallyport.store.shared;

import static io.sallyport.store.shared.SimBids.word;

import io.sallyport.admit.ClaimKey;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a simulated node asks the others for, and what it tells them. */
final class SimHoldings implements Holdings {
  /** So many rows were read. */
  private static final int ROWS_AT_ONCE = 3;

  private final String name;
  private final int number;
  private final SimStore store;
  private final SimUpstream upstream;
  private final SimDeliveries deliveries;
  private final SimFlaw flaw;
  private final Consumer<String> story;

  SimHoldings(
      String name,
      int number,
      SimStore store,
      SimUpstream upstream,
      SimDeliveries deliveries,
      SimFlaw flaw,
      Consumer<String> story) {
    this.name = name;
    this.number = number;
    this.store = store;
    this.upstream = upstream;
    this.deliveries = deliveries;
    this.flaw = flaw;
    this.story = story;
  }

  // --- what it asks for

  @Override
  public Future<List<Petition>> waiting(long after, int most) {
    store.sync(); // nothing is told before it is synced
    return store.later(store.rows().waiting(after, most));
  }

  @Override
  public Waiting waiting() {
    return new Waiting(0, 0, 0);
  }

  @Override
  public void onPetition(Consumer<List<Petition>> listener) {
    store.onPetition(listener);
  }

  @Override
  public Future<Void> answered(Petition petition, List<Found> outcomes) {
    if (!store.rows().isWaiting(petition.sequence())) {
      return Future.succeededFuture();
    }
    if (outcomes.get(0) instanceof Found.Doubtful) {
      doubted(petition);
    } else {
      story.accept(name + " is told " + word(petition.bids().get(0)) + " " + outcomes.get(0));
      store.write(new SimJournal.Answered(petition.sequence(), outcomes.get(0)), false);
      deliveries.deliver(petition.sequence());
    }
    return Future.succeededFuture(); // not synced: told before what is asked later
  }

  private void doubted(Petition petition) {
    if (store.rows().isCaseInDoubt(petition.sequence())) {
      Bid bid = petition.bids().get(0);
      story.accept(name + " holds what waited, " + word(bid));
      long sequence = store.nextSequence();
      Bid held = bid.of(new Origin(number, sequence, 0));
      store.write(new SimJournal.Doubted(petition.sequence(), held), false);
      petition.from().ifPresent(unused -> upstream.inherits(held.origin(), bid.origin()));
      store.askOnceSynced(sequence);
    }
  }

  @Override
  public Future<Void> askAgain() {
    story.accept(name + " asks again");
    if (flaw != SimFlaw.SURE) {
      deliveries.askAgain();
    }
    return store.later(null);
  }

  // --- what it leaves to others

  @Override
  public Future<List<Optional<RawBody>>> bequests(
      List<Granted> granted, int bytesMost, int bytesInAll) {
    return store.later(
        granted.stream()
            .map(
                it ->
                    store
                        .rows()
                        .shardOf(it.bid().key())
                        .map(shard -> RawBody.ofText(upstream.leave(shard, it))))
            .toList());
  }

  @Override
  public Future<Grants> granted(Cursor from, int most) {
    return store.later(
        flaw == SimFlaw.UNRENEWED
            ? new Grants(List.of(), Cursor.END)
            : store.rows().granted(from, ROWS_AT_ONCE));
  }

  // --- what has ended, and what it remembers

  @Override
  public Future<List<Ended>> unsettled(Optional<Ended> behind, int most) {
    long after = behind.map(it -> it.bid().origin().sequence()).orElse(0L);
    return store.later(store.rows().unsettled(after, most));
  }

  @Override
  public void onEnded(Runnable listener) {
    store.onEnded(listener);
  }

  @Override
  public void settled(List<Ended> told) {
    told.forEach(
        it ->
            store.write(
                new SimJournal.Told(it.bid().key(), it.change().standing(), it.change().fence()),
                false));
  }

  @Override
  public Future<Piece> remembered(Cursor from, int most) {
    return store.later(store.rows().remembered(from, ROWS_AT_ONCE));
  }

  @Override
  public Future<Void> asserted(Shard shard, ClaimKey key, Assertion.Answer answer) {
    story.accept(name + " asserted " + store.rows().name(key) + ": " + answer);
    store.write(new SimJournal.Asserted(key, answer), false);
    return store.later(null);
  }
}
