package io.sallyport.store.shared;

import static io.sallyport.store.shared.SimBids.word;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Event;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Turn;
import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** What a simulated node takes into its journal, from senders and from what others have left. */
final class SimOwnLedger implements OwnLedger {
  /** So often in the middle of a round of its heir, which must end in time all the same. */
  private static final int HANGS_MOST = 2;

  private final String name;
  private final int number;
  private final SimWorld world;
  private final SimStore store;
  private final SimUpstream upstream;
  private final SimDeliveries deliveries;
  private final Consumer<String> story;
  private final Map<ClaimKey, Long> running = new HashMap<>();
  private final Map<ClaimKey, Admission> relayed = new HashMap<>();
  private long fences;
  private int hangs;

  SimOwnLedger(
      String name,
      int number,
      SimWorld world,
      SimStore store,
      SimUpstream upstream,
      SimDeliveries deliveries,
      Consumer<String> story) {
    this.name = name;
    this.number = number;
    this.world = world;
    this.store = store;
    this.upstream = upstream;
    this.deliveries = deliveries;
    this.story = story;
  }

  /** By a process that begins: nothing is under way. */
  void begin() {
    running.clear();
    relayed.clear();
  }

  @Override
  public Bid bid(Admission admission, int index) {
    Event event = admission.events().get(index);
    return bid(admission, event, -1 - world.random.nextLong(1L << 50));
  }

  private Bid bid(Admission admission, Event event, long at) {
    return SimBids.of(admission, event, new Origin(number, at, 0));
  }

  // --- what is kept

  @Override
  public Future<Placed> admit(Admission admission) {
    return admit(admission, List.of(new Found.Free()), unused -> {});
  }

  @Override
  public Future<Placed> admit(Admission admission, List<Found> elsewhere, IntConsumer spent) {
    Event event = admission.events().get(0);
    if (store.rows().knows(event.key())
        || running.containsKey(event.key())
        || elsewhere.get(0) instanceof Found.Known) {
      return store.later(new Placed.Kept(List.of(known(event)), Optional.empty()));
    }
    if (elsewhere.get(0) instanceof Found.Doubtful) {
      return store.later(
          new Placed.Kept(
              List.of(new Place.Held(hold(admission), Reason.STORE_REBUILDING)), Optional.empty()));
    }
    if (elsewhere.get(0) instanceof Found.Free free
        && free.ruling().isPresent()
        && free.ruling().get() instanceof Ruling.Stopped stopped) {
      return store.later(new Placed.Limited(stopped.limit(), stopped.retryAfter()));
    }
    spent.accept(0);
    long sequence = store.nextSequence();
    Bid bid = bid(admission, event, sequence);
    Shard shard = Shard.of(admission.integration(), event.home());
    store.write(new SimJournal.Kept(sequence, shard, bid), true);
    store.askWithin(SimStore.SYNC, new Petition(sequence, List.of(bid), List.of(shard)));
    return store.later(
        new Placed.Kept(List.of(new Place.Queued(event.id(), world.now())), Optional.empty()));
  }

  private EventId hold(Admission admission) {
    Event event = admission.events().get(0);
    long sequence = store.nextSequence();
    Bid bid = bid(admission, event, sequence);
    story.accept(name + " holds " + word(bid));
    store.write(
        new SimJournal.Held(sequence, Shard.of(admission.integration(), event.home()), bid), true);
    store.askOnceSynced(sequence);
    return event.id();
  }

  private Place known(Event event) {
    return new Place.Known(event.id(), Standing.DONE, Optional.empty(), world.now(), 2);
  }

  @Override
  public Future<Optional<List<Place>>> recall(Admission admission) {
    Event event = admission.events().get(0);
    return store.later(
        store.rows().knows(event.key()) ? Optional.of(List.of(known(event))) : Optional.empty());
  }

  // --- what is passed through

  @Override
  public void passedOver(String integration, List<Limit> limits) {
    story.accept(name + " is over " + limits);
  }

  @Override
  public Future<Turn> begin(Admission admission) {
    return begin(admission, new Found.Free());
  }

  @Override
  public Future<Turn> begin(Admission admission, Found elsewhere) {
    Event event = admission.events().get(0);
    if (store.rows().knows(event.key()) || elsewhere instanceof Found.Known) {
      return store.later(new Turn.Has(known(event)));
    }
    if (elsewhere instanceof Found.Doubtful) {
      return store.later(new Turn.Has(new Place.Held(hold(admission), Reason.STORE_REBUILDING)));
    }
    if (running.putIfAbsent(event.key(), ++fences) != null) {
      return store.later(new Turn.Busy(event.id(), Duration.ofMillis(50)));
    }
    relayed.put(event.key(), admission);
    return store.later(new Turn.Go(event.id(), event.key(), fences));
  }

  @Override
  public Future<Settled> settle(Turn.Go go, Ending ending) {
    running.remove(go.key());
    relayed.remove(go.key());
    return store.later(Settled.RECORDED);
  }

  @Override
  public Future<Settled> settle(Turn.Go go, Ending ending, Shard shard, long fence) {
    Admission admission = relayed.remove(go.key());
    running.remove(go.key());
    if (ending instanceof Ending.Answered && admission != null) {
      long sequence = store.nextSequence();
      Bid bid = bid(admission, admission.events().get(0), sequence);
      store.write(new SimJournal.Relayed(sequence, shard, bid, fence), true);
      upstream.isPromised(name, bid.key(), fence);
    }
    return store.later(Settled.RECORDED);
  }

  // --- what others have left

  @Override
  public Future<Uptake> inherit(Shard shard, RawBody left, Set<Integer> owners) {
    Promise<Uptake> done = Promise.promise();
    boolean hangsNow = deliveries.isSlow() && ++hangs <= HANGS_MOST;
    Duration most = hangsNow ? SimDeliveries.SLOW : SimStore.SYNC; // the others may come back
    store.within(most, () -> done.complete(takeUp(shard, left, owners)));
    return done.future();
  }

  private Uptake takeUp(Shard shard, RawBody left, Set<Integer> owners) {
    Granted found = upstream.leftAs(new String(left.toBytes(), StandardCharsets.UTF_8));
    Bid theirs = found.bid();
    if (!owners.contains(theirs.origin().node())) {
      return Uptake.UNREADABLE;
    }
    if (!store.rows().mayInherit(theirs.key()) || running.containsKey(theirs.key())) {
      return Uptake.KNOWN;
    }
    long sequence = store.nextSequence();
    Bid mine = theirs.of(new Origin(number, sequence, 0));
    story.accept(name + " takes up " + word(mine) + " of " + theirs.origin());
    Estates.Lot lot = new Estates.Lot(theirs.origin(), found.fence());
    store.write(new SimJournal.Inherited(sequence, shard, mine, lot), true);
    upstream.inherits(mine.origin(), theirs.origin());
    Petition petition = store.rows().petition(sequence);
    Duration slow = world.chance(0.2) ? Duration.ofSeconds(20) : SimStore.SYNC;
    store.askWithin(slow, petition);
    return Uptake.TAKEN;
  }
}
