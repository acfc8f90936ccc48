package io.sallyport.store.shared;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Charge;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Turn;
import io.sallyport.loop.Asker;
import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The ledger of one node among many. What it promises stands in its own journal; the others are
 * asked whether they know an event, and what it keeps waits until they agree that it is new.
 * Pass-through events are sent on only when they have agreed.
 */
final class SharedLedger implements Ledger {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final Found FREE = new Found.Free();

  /** So long a sender waits for a grant, at most. */
  static final Duration CERTAIN_WITHIN = Duration.ofMillis(100);

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
  private final Duration certainWithin;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Silence silent;
  private final Enquiry enquiry;

  /**
   * Has asked for nothing yet.
   *
   * @param certainWithin how long a sender waits for a grant, at most
   */
  SharedLedger(
      OwnLedger own,
      Outside outside,
      Trust trust,
      Turns turns,
      Away away,
      Duration certainWithin,
      InstantSource clock,
      LongSupplier nanos) {
    this.own = own;
    this.outside = outside;
    this.trust = trust;
    this.turns = turns;
    this.away = away;
    this.certainWithin = certainWithin;
    this.clock = clock;
    this.nanos = nanos;
    this.silent = new Silence(nanos);
    this.enquiry = new Enquiry(own, outside, trust, silent, nanos);
  }

  // --- durable

  @Override
  public Future<Placed> admit(Admission admission) {
    Optional<Placed> none = tooMuchWaits();
    return none.isPresent()
        ? Future.succeededFuture(none.get())
        : enquiry.look(admission, true).compose(found -> admit(admission, found));
  }

  private Future<Placed> admit(Admission admission, List<Found> found) {
    Set<Integer> spent = ConcurrentHashMap.newKeySet();
    return own.admit(admission, found, spent::add)
        .onComplete(
            placed -> {
              boolean isKept = placed.succeeded() && placed.result() instanceof Placed.Kept;
              enquiry.giveBack(admission, found, event -> isKept && spent.contains(event));
              if (placed.succeeded()) {
                limitedAlone(admission, found, placed.result());
              }
            });
  }

  /** What is known already spends nothing, and what has no place for another reason neither. */
  private void limitedAlone(Admission admission, List<Found> found, Placed placed) {
    int events = 0;
    for (int i = 0; i < found.size(); i++) {
      boolean isJudged =
          placed instanceof Placed.Limited
              || (placed instanceof Placed.Kept kept
                  && !(kept.places().get(i) instanceof Place.Known));
      events += isJudged && Enquiry.isUnasked(admission, i, found.get(i)) ? 1 : 0;
    }
    if (events > 0) {
      outside.meters().limitedAlone(Enquiry.shard(admission, 0), events);
    }
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

  private void doubt(Shard shard, Epoch epoch, Reply<?> reply, long asked) {
    if (reply instanceof Reply.Suspect<?> suspect) {
      trust.suspect(shard, epoch, suspect.why());
    } else {
      silent.begins(shard, asked);
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
                    : enquiry.look(admission, false).compose(found -> recall(admission, found)));
  }

  private Future<Optional<List<Place>>> recall(Admission admission, List<Found> found) {
    boolean allKnown = found.stream().allMatch(Found.Known.class::isInstance);
    return allKnown
        ? own.admit(admission, found, unused -> {})
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
    Shard shard = Enquiry.shard(admission, 0);
    if (trust.epoch(shard).isEmpty() || silent.isKept(shard)) {
      trust.want(shard);
      return own.settle(go, new Ending.Withdrawn()).map(unused -> noneAgrees(shard));
    }
    turns.begins(shard);
    // Whoever closes the shard looks only then for what is under way.
    Optional<Epoch> epoch = trust.epoch(shard);
    if (epoch.isEmpty()) {
      trust.want(shard);
      return withdraw(go, shard).map(unused -> noneAgrees(shard));
    }
    if (!outside.lease().isCertain()) {
      return withdraw(go, shard)
          .map(unused -> unavailable("it is not certain that this is the node"));
    }
    Bid bid = own.bid(admission, 0).charging(admission.events().get(0).commonCharges());
    long asked = nanos.getAsLong();
    Instant at = clock.instant();
    return begin(admission, shard, epoch.get(), bid)
        .compose(
            reply -> {
              boolean inTime = nanos.getAsLong() - asked < HEARD_WITHIN_NANOS;
              if (inTime
                  && reply instanceof Reply.Certain<Found> certain
                  && isInForce(shard, epoch.get())) {
                trust.seen(shard, epoch.get().generation(), certain.fence(), at);
                return found(admission, go, shard, epoch.get(), bid, certain.value());
              }
              doubt(shard, epoch.get(), reply, asked);
              drop(shard, epoch.get(), bid, 0);
              if (reply instanceof Reply.Certain<Found> certain) {
                giveBackHeld(admission, certain.value());
              }
              return withdraw(go, shard)
                  .map(unused -> unavailable("the nodes did not agree: " + Asking.why(reply)));
            });
  }

  /**
   * What is granted after nobody waits for it is given back: the event is free again. Whoever asks
   * goes on where it is, in time or not: it has a body to write, and the home has the lease.
   */
  private Future<Reply<Found>> begin(Admission admission, Shard shard, Epoch epoch, Bid bid) {
    Duration upTo = admission.timeout().plus(MARGIN);
    Promise<Reply<Found>> told = Asker.promise();
    Runnable off =
        outside
            .home()
            .after(certainWithin, () -> told.tryComplete(new Reply.Away<>("not in time")));
    Asking.of(() -> outside.index().begin(shard, epoch, bid, upTo))
        .onSuccess(
            reply -> {
              off.run();
              if (reply instanceof Reply.Certain<Found>) {
                silent.ends(shard);
              }
              boolean isLate = !told.tryComplete(reply);
              if (isLate && reply instanceof Reply.Certain<Found> certain) {
                if (certain.value() instanceof Found.Granted granted) {
                  drop(shard, epoch, bid, granted.fence());
                }
                giveBackHeld(admission, certain.value());
              }
            });
    return told.future();
  }

  /**
   * It was never sent on: what it took of limits comes back with it. Of a soft one nobody knows
   * whether it took anything.
   */
  private void drop(Shard shard, Epoch epoch, Bid bid, long fence) {
    List<Charge> taken = bid.charges().stream().filter(it -> !it.limit().soft()).toList();
    outside.index().drop(shard, epoch, bid.charging(taken), fence);
  }

  /** What is to be held has taken of the other limits, without a grant; what waits has not. */
  private void giveBackHeld(Admission admission, Found found) {
    boolean hasTaken =
        found instanceof Found.Free free
            && free.ruling().isPresent()
            && free.ruling().get() instanceof Ruling.Passed passed
            && passed.pace().isZero();
    if (hasTaken) {
      enquiry.giveBack(admission, List.of(found), unused -> false);
    }
  }

  private boolean isInForce(Shard shard, Epoch epoch) {
    return trust.epoch(shard).filter(now -> now.generation() == epoch.generation()).isPresent();
  }

  private Future<Turn> found(
      Admission admission, Turn.Go go, Shard shard, Epoch epoch, Bid bid, Found found) {
    if (found instanceof Found.Granted granted) {
      // Whatever comes of it now, it is sent on, and what it took is taken.
      Bid paid = bid.charging(List.of());
      turns.granted(go.fence(), new Turns.Grant(shard, epoch, paid, granted.fence()));
      own.passedOver(admission.integration(), granted.passedOver());
      return Future.succeededFuture(go);
    }
    if (found instanceof Found.Known known) {
      Place.Known place = known.place(go.id());
      return withdraw(go, shard, Optional.of(place)).map(unused -> new Turn.Has(place));
    }
    return withdraw(go, shard).compose(unused -> notBegun(admission, go, found));
  }

  private Future<Turn> notBegun(Admission admission, Turn.Go go, Found found) {
    if (found instanceof Found.Running running) {
      return Future.succeededFuture(new Turn.Busy(go.id(), soon(running.left())));
    }
    if (!(found instanceof Found.Free free) || free.ruling().isEmpty()) {
      return own.begin(admission, found);
    }
    if (free.ruling().get() instanceof Ruling.Stopped stopped) {
      return Future.succeededFuture(new Placed.Limited(stopped.limit(), stopped.retryAfter()));
    }
    Ruling.Passed passed = (Ruling.Passed) free.ruling().get();
    if (!passed.pace().isZero()) {
      return Future.succeededFuture(new Turn.Busy(go.id(), passed.pace()));
    }
    return own.begin(admission, found)
        .onComplete(
            turn -> {
              boolean isHeld =
                  turn.succeeded()
                      && turn.result() instanceof Turn.Has has
                      && has.place() instanceof Place.Held;
              if (!isHeld) {
                giveBackHeld(admission, found);
              }
            });
  }

  private static Duration soon(Duration left) {
    return left.compareTo(RETRY_AFTER) < 0 ? left.plusMillis(1) : RETRY_AFTER;
  }

  /** It was never sent on. */
  private Future<Settled> withdraw(Turn.Go go, Shard shard) {
    return withdraw(go, shard, Optional.empty());
  }

  /** The same, and others have it: copies that wait here for what comes of this one are known. */
  private Future<Settled> withdraw(Turn.Go go, Shard shard, Optional<Place.Known> known) {
    return own.settle(go, new Ending.Withdrawn(known)).onComplete(unused -> turns.ended(shard));
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
    return own.settle(go, ending).onComplete(unused -> turns.ended(grant.shard()));
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
    long asked = nanos.getAsLong();
    Future<Reply<List<Change.Settlement>>> told =
        outside
            .index()
            .settle(
                grant.shard(),
                grant.epoch(),
                List.of(new SharedIndex.Settling(grant.bid(), change)));
    told.onSuccess(
        reply -> {
          if (reply instanceof Reply.Certain<List<Change.Settlement>> certain) {
            if (certain.value().get(0) == Change.Settlement.SUPERSEDED) {
              outside.meters().superseded(grant.shard());
            }
            outside
                .holdings()
                .settled(List.of(new Holdings.Ended(grant.shard(), grant.bid(), change)));
          } else {
            doubt(grant.shard(), grant.epoch(), reply, asked);
          }
        });
    return InTime.of(outside.home(), RELAYED_AFTER, told);
  }

  private static Placed.Unavailable noneAgrees(Shard shard) {
    return unavailable("the nodes do not agree now on " + shard);
  }

  private static Placed.Unavailable unavailable(String detail) {
    return new Placed.Unavailable(Reason.STORE_UNAVAILABLE, detail, RETRY_AFTER, true);
  }
}
