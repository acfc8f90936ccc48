package io.sallyport.admit;

import io.sallyport.quarantine.item.ItemState;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the simplest possible ledger remembers: maps, no disk, one thing after the other. It says
 * what the real ones must do, so there is nothing clever in it.
 */
final class ReferenceStore {
  final InstantSource clock;
  final Map<EventId, Remembered> events = new LinkedHashMap<>();
  final List<Consignment> queue = new ArrayList<>();
  final Map<ClaimKey, Instant> limits = new HashMap<>();
  final Map<EventId, Running> running = new HashMap<>();
  final List<Consumer<String>> listeners = new ArrayList<>();
  boolean syncFails;
  boolean broken;
  boolean diskFull;
  long sequence;
  long fence;

  ReferenceStore(InstantSource clock) {
    this.clock = clock;
  }

  /** An event that is known. */
  static final class Remembered {
    final Event event;
    final EventId id;
    final Parcel parcel;
    final Keeping keeping;
    final Instant first;
    Standing standing;
    Optional<Reason> reason = Optional.empty();
    Optional<ItemState> item = Optional.empty();
    Optional<StoredAnswer> answer = Optional.empty();
    Optional<Outbox.Attempt> attempt = Optional.empty();
    Instant last;
    Instant ended = Instant.MAX;
    long receipts = 1;
    int attempts;
    List<EventId> siblings = List.of();
    boolean hasContent = true;

    Remembered(Event event, EventId id, Admission admission, Standing standing) {
      this.event = event;
      this.id = id;
      this.parcel = admission.parcel();
      this.keeping = admission.keeping();
      this.first = parcel.inbound().receivedAt();
      this.last = first;
      this.standing = standing;
    }

    void hold(Reason why) {
      standing = Standing.HELD;
      reason = Optional.of(why);
      item = Optional.of(new ItemState.Held(first.plus(keeping.hold())));
    }

    void end(Standing how, Instant when) {
      standing = how;
      ended = when;
    }

    RawBody content() {
      return parcel.inbound().body().slice(event.start(), event.end());
    }
  }

  /** What is delivered together. */
  static final class Consignment {
    final List<Remembered> events;
    final EventId id;
    final RawBody body;
    final long order;
    final Parcel parcel;
    final int earlier;
    Instant due;
    int attempt;
    boolean failed;
    boolean inHands;
    boolean onceMore;

    Consignment(List<Remembered> events, EventId id, RawBody body, long order, Instant due) {
      this.events = events;
      this.id = id;
      this.body = body;
      this.order = order;
      this.parcel = events.get(0).parcel;
      this.due = due;
      this.earlier = events.get(0).attempts;
      this.attempt = earlier + 1;
    }
  }

  /** A turn that somebody has. */
  static final class Running {
    final Admission admission;
    final long fence;
    final List<Waiter> waiters = new ArrayList<>();

    Running(Admission admission, long fence) {
      this.admission = admission;
      this.fence = fence;
    }

    Event event() {
      return admission.events().get(0);
    }
  }

  record Waiter(Promise<Turn> promise, Instant until) {}

  Instant now() {
    return clock.instant();
  }

  /** False when it could not be written; nothing can from then on. */
  boolean write() {
    broken |= syncFails;
    return !broken;
  }

  Consignment enqueue(List<Remembered> together, EventId id, RawBody body, Instant due) {
    Consignment made = new Consignment(together, id, body, sequence++, due);
    queue.add(made);
    return made;
  }

  /** Alone, with its own bytes. */
  Consignment enqueue(Remembered event, Instant due) {
    return enqueue(List.of(event), event.id, event.content(), due);
  }

  List<Consignment> dueOf(String integration) {
    return waitingOf(integration).stream().filter(it -> !it.due.isAfter(now())).toList();
  }

  List<Consignment> waitingOf(String integration) {
    return queue.stream()
        .filter(it -> !it.inHands && it.parcel.inbound().integration().equals(integration))
        .sorted(Comparator.comparing((Consignment it) -> it.due).thenComparingLong(it -> it.order))
        .toList();
  }

  long bytesOf(String integration) {
    return events.values().stream()
        .filter(it -> !it.standing.isEnded())
        .filter(it -> it.parcel.inbound().integration().equals(integration))
        .mapToLong(it -> it.event.end() - it.event.start())
        .sum();
  }

  /** Does what is to be done by now. */
  void passTime() {
    for (Remembered it : events.values()) {
      Instant over = it.first.plus(it.keeping.hold());
      if (it.standing == Standing.HELD && !now().isBefore(over)) {
        it.item = Optional.of(new ItemState.Expired(over));
        it.end(Standing.REJECTED, over);
      }
      if (it.standing.isEnded() && !now().isBefore(it.ended.plus(it.keeping.payload()))) {
        it.hasContent = false;
      }
      if (it.standing.isEnded() && !now().isBefore(it.ended.plus(it.keeping.answer()))) {
        it.answer = it.answer.map(a -> new StoredAnswer(a.status(), a.type(), RawBody.empty()));
      }
    }
    events
        .values()
        .removeIf(
            it ->
                it.standing.isEnded()
                    && !now().isBefore(later(it.last, it.ended).plus(it.keeping.memory())));
    for (Running it : running.values()) {
      List<Waiter> over = it.waiters.stream().filter(w -> !now().isBefore(w.until)).toList();
      it.waiters.removeAll(over);
      over.forEach(waiter -> waiter.promise.complete(busy(it.event().id())));
    }
  }

  static Turn busy(EventId id) {
    return new Turn.Busy(id, Duration.ofSeconds(1));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Forgets what is only in memory. */
  void crash() {
    running.clear();
    listeners.clear();
    for (Consignment it : queue) {
      it.attempt += it.inHands ? 1 : 0;
      it.inHands = false;
    }
    syncFails = false;
    broken = false;
    diskFull = false;
  }
}
