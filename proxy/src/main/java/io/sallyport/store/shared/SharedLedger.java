package io.sallyport.store.shared;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Event;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Turn;
import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * The ledger of one node among many. What it promises stands in its own journal; the others are
 * asked whether they know an event, and what it keeps waits until they agree that it is new.
 * Pass-through events are sent on only when they have agreed.
 */
final class SharedLedger implements Ledger {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final Found FREE = new Found.Free();

  /** So long a shard that did not answer is not asked about what may be known. */
  private static final long SILENCE_NANOS = Duration.ofSeconds(1).toNanos();

  /** So long a sender waits for a grant, at most. */
  private static final Duration CERTAIN_WITHIN = Duration.ofMillis(100);

  /** So long an answer waits for the others to know of it, at most. */
  private static final Duration RELAYED_AFTER = Duration.ofMillis(200);

  /** Longer than an upstream takes: what is sent on in time is not free before it has ended. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /**
   * A turn that is heard of later does not begin: this process was stopped meanwhile, and the grant
   * has run on, by the clock of the index. Less than the margin, of which the rest is for the end.
   */
  private static final long HEARD_WITHIN_NANOS = MARGIN.dividedBy(2).toNanos();

  private final OwnLedger own;
  private final Outside outside;
  private final Trust trust;
  private final Turns turns;
  private final Away away;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final ConcurrentMap<Shard, Long> silent = new ConcurrentHashMap<>();

  /** Of those that did not say in time what they know: nothing else is concluded from it. */
  private final ConcurrentMap<Shard, Long> late = new ConcurrentHashMap<>();

  SharedLedger(
      OwnLedger own,
      Outside outside,
      Trust trust,
      Turns turns,
      Away away,
      InstantSource clock,
      LongSupplier nanos) {
    this.own = own;
    this.outside = outside;
    this.trust = trust;
    this.turns = turns;
    this.away = away;
    this.clock = clock;
    this.nanos = nanos;
  }

  // --- durable

  @Override
  public Future<Placed> admit(Admission admission) {
    Optional<Placed> none = tooMuchWaits();
    return none.isPresent()
        ? Future.succeededFuture(none.get())
        : look(admission).compose(found -> own.admit(admission, found));
  }

  private Optional<Placed> tooMuchWaits() {
    Holdings.Waiting waiting = outside.holdings().waiting();
    boolean old =
        waiting.oldestMillis() > 0
            && clock.millis() - waiting.oldestMillis() > away.age().toMillis();
    return old || waiting.bytes() > away.bytes()
        ? Optional.of(
            unavailable(
                waiting.count()
                    + " events wait for the other nodes, "
                    + (old ? "some too long" : "which is as much as may")))
        : Optional.empty();
  }

  /** What the others know; as if they knew nothing where they cannot be asked in time. */
  private Future<List<Found>> look(Admission admission) {
    List<Event> events = admission.events();
    List<Found> found = new ArrayList<>(Collections.nCopies(events.size(), FREE));
    Map<Shard, List<Integer>> shards = new TreeMap<>();
    for (int i = 0; i < events.size(); i++) {
      Shard shard = Shard.of(admission.integration(), events.get(i).home());
      shards.computeIfAbsent(shard, unused -> new ArrayList<>()).add(i);
    }
    List<Future<Void>> asked = new ArrayList<>(shards.size());
    shards.forEach((shard, indices) -> asked.add(look(admission, shard, indices, found)));
    return asked.size() == 1
        ? asked.get(0).map(unused -> found)
        : Future.all(asked).map(unused -> found);
  }

  private Future<Void> look(
      Admission admission, Shard shard, List<Integer> indices, List<Found> found) {
    Optional<Epoch> epoch = trust.epoch(shard);
    if (epoch.isEmpty() || isSilent(shard) || isWithin(late, shard)) {
      trust.want(shard);
      return Future.succeededFuture();
    }
    List<Bid> bids = indices.stream().map(i -> own.bid(admission, i)).toList();
    return outside
        .index()
        .look(shard, epoch.get(), bids)
        .map(
            reply -> {
              if (reply instanceof Reply.Certain<List<Found>> certain) {
                for (int i = 0; i < indices.size(); i++) {
                  found.set(indices.get(i), certain.value().get(i));
                }
              } else if (reply instanceof Reply.Suspect<List<Found>> suspect) {
                trust.suspect(shard, epoch.get(), suspect.why());
              } else {
                late.put(shard, nanos.getAsLong() + SILENCE_NANOS);
              }
              return null;
            });
  }

  private boolean isSilent(Shard shard) {
    return isWithin(silent, shard);
  }

  private boolean isWithin(ConcurrentMap<Shard, Long> untils, Shard shard) {
    Long until = untils.get(shard);
    return until != null && until - nanos.getAsLong() > 0;
  }

  private void doubt(Shard shard, Epoch epoch, Reply<?> reply) {
    if (reply instanceof Reply.Suspect<?> suspect) {
      trust.suspect(shard, epoch, suspect.why());
    } else {
      silent.put(shard, nanos.getAsLong() + SILENCE_NANOS);
      outside.meters().unanswered(shard, reply);
    }
  }

  @Override
  public Future<Optional<List<Place>>> recall(Admission admission) {
    return own.recall(admission)
        .compose(
            known ->
                known.isPresent()
                    ? Future.succeededFuture(known)
                    : look(admission).compose(found -> recall(admission, found)));
  }

  private Future<Optional<List<Place>>> recall(Admission admission, List<Found> found) {
    boolean allKnown = found.stream().allMatch(Found.Known.class::isInstance);
    return allKnown
        ? own.admit(admission, found)
            .map(
                placed ->
                    placed instanceof Placed.Kept kept
                        ? Optional.of(kept.places())
                        : Optional.empty())
        : Future.succeededFuture(Optional.empty());
  }

  // --- pass-through

  @Override
  public Future<Turn> begin(Admission admission) {
    return own.begin(admission, FREE)
        .compose(
            turn -> turn instanceof Turn.Go go ? ask(admission, go) : Future.succeededFuture(turn));
  }

  private Future<Turn> ask(Admission admission, Turn.Go go) {
    Shard shard = Shard.of(admission.integration(), admission.events().get(0).home());
    turns.begins(shard);
    Optional<Epoch> epoch = trust.epoch(shard);
    if (epoch.isEmpty() || isSilent(shard)) {
      trust.want(shard);
      return drop(go, shard).map(unused -> unavailable("the nodes do not agree now on " + shard));
    }
    if (!outside.lease().isCertain()) {
      return drop(go, shard).map(unused -> unavailable("it is not certain that this is the node"));
    }
    Bid bid = own.bid(admission, 0);
    long asked = nanos.getAsLong();
    return begin(shard, epoch.get(), bid, admission.timeout().plus(MARGIN))
        .compose(
            reply -> {
              boolean inTime = nanos.getAsLong() - asked < HEARD_WITHIN_NANOS;
              if (inTime
                  && reply instanceof Reply.Certain<Found> certain
                  && isInForce(shard, epoch.get())) {
                trust.seen(shard, epoch.get().generation(), certain.fence());
                return found(admission, go, shard, epoch.get(), bid, certain.value());
              }
              doubt(shard, epoch.get(), reply);
              outside.index().drop(shard, epoch.get(), bid, 0);
              return drop(go, shard)
                  .map(unused -> unavailable("the nodes did not agree: " + Asking.why(reply)));
            });
  }

  /** What is granted after nobody waits for it is given back: the event is free again. */
  private Future<Reply<Found>> begin(Shard shard, Epoch epoch, Bid bid, Duration upTo) {
    Promise<Reply<Found>> told = Promise.promise();
    Runnable off =
        outside
            .home()
            .after(CERTAIN_WITHIN, () -> told.tryComplete(new Reply.Away<>("not in time")));
    Asking.of(() -> outside.index().begin(shard, epoch, bid, upTo))
        .onSuccess(
            reply -> {
              off.run();
              boolean isLate = !told.tryComplete(reply);
              if (isLate
                  && reply instanceof Reply.Certain<Found> certain
                  && certain.value() instanceof Found.Granted granted) {
                outside.index().drop(shard, epoch, bid, granted.fence());
              }
            });
    return told.future();
  }

  private boolean isInForce(Shard shard, Epoch epoch) {
    return trust.epoch(shard).filter(now -> now.generation() == epoch.generation()).isPresent();
  }

  private Future<Turn> found(
      Admission admission, Turn.Go go, Shard shard, Epoch epoch, Bid bid, Found found) {
    if (found instanceof Found.Granted granted) {
      turns.granted(go.fence(), new Turns.Grant(shard, epoch, bid, granted.fence()));
      return Future.succeededFuture(go);
    }
    return drop(go, shard)
        .compose(
            unused ->
                found instanceof Found.Running running
                    ? Future.succeededFuture(new Turn.Busy(go.id(), soon(running.left())))
                    : own.begin(admission, found));
  }

  private static Duration soon(Duration left) {
    return left.compareTo(RETRY_AFTER) < 0 ? left.plusMillis(1) : RETRY_AFTER;
  }

  private Future<Settled> drop(Turn.Go go, Shard shard) {
    return own.settle(go, new Ending.Dropped()).onComplete(unused -> turns.ended(shard));
  }

  @Override
  public Future<Settled> settle(Turn.Go go, Ending ending) {
    Optional<Turns.Grant> taken = turns.take(go.fence());
    if (taken.isEmpty()) {
      return own.settle(go, ending);
    }
    Turns.Grant grant = taken.get();
    if (ending instanceof Ending.Answered answered) {
      return own.settle(go, ending, grant.shard(), grant.fence())
          .onComplete(unused -> turns.ended(grant.shard()))
          .compose(
              settled ->
                  settled == Settled.RECORDED
                      ? tell(grant, answered).map(unused -> settled)
                      : Future.succeededFuture(settled));
    }
    outside.index().drop(grant.shard(), grant.epoch(), grant.bid(), grant.fence());
    return drop(go, grant.shard());
  }

  /**
   * The answer is relayed whatever comes of this, and soon: it stands in the journal, and is told
   * again.
   */
  private Future<Void> tell(Turns.Grant grant, Ending.Answered answered) {
    Change change =
        new Change(
            grant.bid().key(),
            grant.fence(),
            Standing.DONE,
            answered.answer().status(),
            grant.bid().memory());
    Future<Reply<List<Change.Settlement>>> told =
        outside
            .index()
            .settle(
                grant.shard(),
                grant.epoch(),
                List.of(new SharedIndex.Settling(grant.bid(), change)));
    told.onSuccess(
        reply -> {
          if (reply instanceof Reply.Certain<List<Change.Settlement>>) {
            outside
                .holdings()
                .settled(List.of(new Holdings.Ended(grant.shard(), grant.bid(), change)));
          } else {
            doubt(grant.shard(), grant.epoch(), reply);
          }
        });
    return InTime.of(outside.home(), RELAYED_AFTER, told);
  }

  private static Placed.Unavailable unavailable(String detail) {
    return new Placed.Unavailable(Reason.STORE_UNAVAILABLE, detail, RETRY_AFTER);
  }
}
