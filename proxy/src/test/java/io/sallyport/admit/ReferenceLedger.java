package io.sallyport.admit;

import io.sallyport.admit.ReferenceStore.Consignment;
import io.sallyport.admit.ReferenceStore.Remembered;
import io.sallyport.admit.ReferenceStore.Running;
import io.sallyport.admit.ReferenceStore.Waiter;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Admission as the contract says it, over {@link ReferenceStore}. */
final class ReferenceLedger implements Ledger {
  private static final int WAITERS_MAX = 8;

  private final ReferenceStore store;

  ReferenceLedger(ReferenceStore store) {
    this.store = store;
  }

  /** What is about to be decided; nothing of it has happened yet. */
  private final class Plan {
    final Admission admission;
    final Map<EventId, Remembered> made = new LinkedHashMap<>();
    final Map<EventId, Integer> received = new LinkedHashMap<>();
    final Map<ClaimKey, Instant> spent = new HashMap<>();
    final Map<EventId, Instant> due = new HashMap<>();
    final List<EventId> places = new ArrayList<>();
    Optional<Placed.Limited> limited = Optional.empty();

    Plan(Admission admission) {
      this.admission = admission;
      for (Event event : admission.events()) {
        place(event);
      }
    }

    private Optional<Remembered> known(EventId id) {
      return Optional.ofNullable(store.events.getOrDefault(id, made.get(id)));
    }

    private void place(Event event) {
      Optional<Remembered> known = known(event.id());
      Optional<Running> running = Optional.ofNullable(store.running.get(event.id()));
      Optional<Event> first = known.map(it -> it.event).or(() -> running.map(Running::event));
      if (first.isPresent() && !first.get().content().equals(event.content())) {
        suspect(event, caseOf(event, "conflict", event.key()), Reason.REPLAY_CONFLICT);
      } else if (known.isPresent() && isRelabelled(known.get().event, event)) {
        suspect(event, caseOf(event, "reused", event.content()), Reason.REPLAY_SIGNATURE_REUSED);
      } else if (known.isPresent()) {
        receive(event.id());
      } else {
        make(event);
      }
    }

    private void suspect(Event event, EventId name, Reason reason) {
      if (known(name).isPresent()) {
        receive(name);
      } else {
        Remembered suspected = new Remembered(event, name, admission, Standing.HELD);
        suspected.hold(reason);
        made.put(name, suspected);
        places.add(name);
      }
    }

    private void receive(EventId id) {
      received.merge(id, 1, Integer::sum);
      places.add(id);
    }

    private void make(Event event) {
      Instant now = store.now();
      Map<ClaimKey, Instant> taken = new HashMap<>();
      Instant start = now;
      Optional<Reason> hold = admission.hold();
      for (Charge charge : event.charges()) {
        Limit limit = charge.limit();
        Duration each = limit.per().dividedBy(limit.permits());
        Instant full = spent.getOrDefault(charge.key(), store.limits.get(charge.key()));
        Instant at = full == null || full.isBefore(now) ? now : full;
        Instant allowed = at.plus(each).minus(each.multipliedBy(limit.burst()));
        if (allowed.isAfter(now) && !limit.soft()) {
          if (limit.over() == Limit.Over.REFUSE) {
            limited = Optional.of(new Placed.Limited(limit, Duration.between(now, allowed)));
            return;
          }
          if (limit.over() == Limit.Over.HOLD) {
            hold = hold.or(() -> Optional.of(limit.reason()));
            continue;
          }
          start = allowed.isAfter(start) ? allowed : start;
        }
        taken.put(charge.key(), at.plus(each));
      }
      spent.putAll(taken);
      Remembered fresh = new Remembered(event, event.id(), admission, Standing.QUEUED);
      hold.ifPresent(fresh::hold);
      due.put(event.id(), start);
      made.put(event.id(), fresh);
      places.add(event.id());
    }

    /** Why none of it can be written; empty when it was. */
    Optional<Placed.Unavailable> write() {
      long bytes = made.values().stream().mapToLong(it -> it.event.end() - it.event.start()).sum();
      if (store.broken) {
        return unavailable(Reason.STORE_UNAVAILABLE);
      }
      if (!made.isEmpty()) {
        if (store.bytesOf(admission.integration()) + bytes > admission.keeping().bytesMax()) {
          return unavailable(Reason.QUOTA_EXCEEDED);
        }
        if (store.diskFull) {
          return unavailable(Reason.STORE_FULL);
        }
        if (!store.write()) {
          return unavailable(Reason.STORE_UNAVAILABLE);
        }
      }
      store.limits.putAll(spent);
      made.values().forEach(it -> it.siblings = places);
      store.events.putAll(made);
      received.forEach(
          (id, times) -> {
            Remembered it = store.events.get(id);
            it.receipts += times;
            it.last = admission.parcel().inbound().receivedAt();
          });
      return Optional.empty();
    }

    List<Place> told() {
      List<Place> told = new ArrayList<>();
      List<EventId> before = new ArrayList<>();
      for (EventId id : places) {
        Remembered it = store.events.get(id);
        if (it.standing == Standing.HELD) {
          told.add(new Place.Held(id, it.reason.orElseThrow()));
        } else if (made.containsKey(id) && !before.contains(id)) {
          told.add(new Place.Queued(id, due.get(id)));
        } else {
          told.add(knownPlace(it));
        }
        before.add(id);
      }
      return told;
    }

    /** A delivery that is new as a whole goes as a whole, and at once; all else goes alone. */
    Optional<Waiting> enqueue() {
      List<Remembered> queued =
          made.values().stream().filter(it -> it.standing == Standing.QUEUED).toList();
      boolean whole =
          queued.size() == admission.events().size()
              && due.values().stream().noneMatch(it -> it.isAfter(store.now()));
      if (!whole) {
        queued.forEach(it -> store.enqueue(it, due.get(it.id)));
        return Optional.empty();
      }
      Parcel parcel = admission.parcel();
      Consignment all = store.enqueue(queued, parcel.id(), parcel.inbound().body(), store.now());
      all.inHands = true;
      return Optional.of(ReferenceOutbox.waiting(all));
    }
  }

  private static boolean isRelabelled(Event known, Event event) {
    return known.label().isPresent() && !known.label().equals(event.label());
  }

  private static EventId caseOf(Event event, String kind, ClaimKey about) {
    return EventId.of(
        kind, event.content().toString(), ClaimKey.of(kind, about.toBytes()).toBytes());
  }

  private static Optional<Placed.Unavailable> unavailable(Reason reason) {
    return Optional.of(
        new Placed.Unavailable(reason, "as the test wants it", Duration.ofSeconds(5)));
  }

  private static Place knownPlace(Remembered it) {
    return new Place.Known(it.id, it.standing, it.answer, it.first, it.receipts);
  }

  @Override
  public Future<Placed> admit(Admission admission) {
    store.passTime();
    Plan plan = new Plan(admission);
    if (plan.limited.isPresent()) {
      return Future.succeededFuture(plan.limited.get());
    }
    Optional<Placed.Unavailable> failed = plan.write();
    if (failed.isPresent()) {
      return Future.succeededFuture(failed.get());
    }
    Optional<Waiting> now = plan.enqueue();
    return Future.succeededFuture(new Placed.Kept(plan.told(), now));
  }

  @Override
  public Future<Turn> begin(Admission admission) {
    store.passTime();
    Event event = admission.events().get(0);
    Running running = store.running.get(event.id());
    if (running != null && running.event().content().equals(event.content())) {
      return join(running, admission.patience());
    }
    Plan plan = new Plan(admission);
    if (plan.limited.isPresent()) {
      return Future.succeededFuture(plan.limited.get());
    }
    Remembered fresh = plan.made.get(event.id());
    if (fresh == null || fresh.standing == Standing.HELD) {
      Optional<Placed.Unavailable> failed = plan.write();
      return Future.succeededFuture(
          failed.isPresent() ? failed.get() : new Turn.Has(plan.told().get(0)));
    }
    if (store.broken) {
      return Future.succeededFuture(unavailable(Reason.STORE_UNAVAILABLE).orElseThrow());
    }
    store.limits.putAll(plan.spent);
    store.running.put(event.id(), new Running(admission, ++store.fence));
    return Future.succeededFuture(new Turn.Go(event.id(), event.key(), store.fence));
  }

  private Future<Turn> join(Running running, Duration patience) {
    if (running.waiters.size() >= WAITERS_MAX) {
      return Future.succeededFuture(ReferenceStore.busy(running.event().id()));
    }
    Promise<Turn> promise = Promise.promise();
    running.waiters.add(new Waiter(promise, store.now().plus(patience)));
    return promise.future();
  }

  @Override
  public Future<Optional<List<Place>>> recall(Admission admission) {
    store.passTime();
    List<Place> places = new ArrayList<>();
    for (Event event : admission.events()) {
      Remembered known = store.events.get(event.id());
      if (known == null
          || !known.event.content().equals(event.content())
          || isRelabelled(known.event, event)) {
        return Future.succeededFuture(Optional.empty());
      }
      known.receipts++;
      known.last = admission.parcel().inbound().receivedAt();
      places.add(
          known.standing == Standing.HELD
              ? new Place.Held(known.id, known.reason.orElseThrow())
              : knownPlace(known));
    }
    return Future.succeededFuture(Optional.of(places));
  }

  @Override
  public Future<Settled> settle(Turn.Go go, Ending ending) {
    Running running = store.running.get(go.id());
    if (running == null || running.fence != go.fence()) {
      return Future.succeededFuture(Settled.SUPERSEDED);
    }
    store.running.remove(go.id());
    if (ending instanceof Ending.Withdrawn) {
      running
          .event()
          .charges()
          .forEach(
              charge ->
                  store.limits.computeIfPresent(
                      charge.key(),
                      (unused, full) ->
                          full.minus(charge.limit().per().dividedBy(charge.limit().permits()))));
    }
    if (!(ending instanceof Ending.Answered answered)) {
      Turn told =
          ending instanceof Ending.Withdrawn withdrawn && withdrawn.known().isPresent()
              ? new Turn.Has(withdrawn.known().get())
              : ReferenceStore.busy(go.id());
      running.waiters.forEach(it -> it.promise().complete(told));
      return Future.succeededFuture(Settled.RECORDED);
    }
    if (!store.write()) {
      running.waiters.forEach(
          it -> it.promise().complete(unavailable(Reason.STORE_UNAVAILABLE).orElseThrow()));
      return Future.succeededFuture(Settled.UNAVAILABLE);
    }
    Remembered done = new Remembered(running.event(), go.id(), running.admission, Standing.DONE);
    done.end(Standing.DONE, store.now());
    done.answer = Optional.of(answered.answer());
    store.events.put(go.id(), done);
    for (Waiter waiter : running.waiters) {
      done.receipts++;
      waiter.promise().complete(new Turn.Has(knownPlace(done)));
    }
    return Future.succeededFuture(Settled.RECORDED);
  }
}
