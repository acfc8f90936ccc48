package io.sallyport.admit;

import io.sallyport.admit.ReferenceStore.Consignment;
import io.sallyport.admit.ReferenceStore.Remembered;
import io.sallyport.quarantine.HeldItems;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What people see and order, as the contract says it, over {@link ReferenceStore}. */
final class ReferenceDesk implements Records, HeldItems {
  private final ReferenceStore store;

  ReferenceDesk(ReferenceStore store) {
    this.store = store;
  }

  @Override
  public Future<Optional<Recorded>> find(EventId id) {
    store.passTime();
    return Future.succeededFuture(
        Optional.ofNullable(store.events.get(id)).map(ReferenceDesk::recorded));
  }

  private static Recorded recorded(Remembered it) {
    Parcel parcel = it.parcel;
    return new Recorded(
        it.id,
        parcel.inbound().integration(),
        "sha256:000000000000",
        it.standing,
        it.reason,
        parcel.id(),
        it.event.type(),
        it.event.account(),
        parcel.keyId(),
        it.hasContent ? Optional.of(digest(it)) : Optional.empty(),
        it.event.end() - it.event.start(),
        it.first,
        it.last,
        it.receipts,
        it.attempts,
        it.attempt,
        Optional.<Instant>empty(),
        it.hasContent,
        false);
  }

  private static String digest(Remembered it) {
    return HexFormat.of().formatHex(it.content().sha256());
  }

  @Override
  public Future<Page> list(Filter filter, Optional<String> cursor, int most) {
    return Future.failedFuture(new UnsupportedOperationException("no contract asks for lists"));
  }

  @Override
  public Future<Optional<Parcel>> content(EventId id) {
    store.passTime();
    return Future.succeededFuture(
        Optional.ofNullable(store.events.get(id)).filter(it -> it.hasContent).map(this::content));
  }

  /** The delivery while every event in it is kept, and else the event. */
  private Parcel content(Remembered event) {
    boolean whole = event.siblings.stream().allMatch(this::isKept);
    return whole
        ? event.parcel
        : event
            .parcel
            .part(event.event.start(), event.event.end(), event.event.account(), event.event.type())
            .named(event.id);
  }

  private boolean isKept(EventId id) {
    return Optional.ofNullable(store.events.get(id)).filter(it -> it.hasContent).isPresent();
  }

  @Override
  public Future<Outcome> retry(EventId id, Order order) {
    return ordered(
        id,
        it -> {
          if (it.standing == Standing.DEAD) {
            it.standing = Standing.QUEUED;
            it.ended = Instant.MAX;
            store.enqueue(it, store.now());
            return Outcome.DONE;
          }
          Optional<Consignment> waiting =
              store.queue.stream().filter(c -> c.events.contains(it) && !c.inHands).findFirst();
          waiting.ifPresent(c -> c.due = store.now());
          return waiting.isPresent() ? Outcome.DONE : Outcome.NOT_NOW;
        });
  }

  @Override
  public Future<Outcome> discard(EventId id, Order order) {
    return ordered(
        id,
        it -> {
          if (it.standing != Standing.DEAD && it.standing != Standing.QUEUED) {
            return Outcome.NOT_NOW;
          }
          store.queue.removeIf(c -> c.events.equals(List.of(it)));
          it.end(Standing.DISCARDED, store.now());
          return Outcome.DONE;
        });
  }

  @Override
  public Future<Outcome> replay(EventId id, Order order) {
    return ordered(
        id,
        it -> {
          if (!it.standing.isEnded()) {
            return Outcome.NOT_NOW;
          }
          if (!it.hasContent) {
            return Outcome.FORGOTTEN;
          }
          store.enqueue(it, store.now()).onceMore = true;
          return Outcome.DONE;
        });
  }

  private Future<Outcome> ordered(EventId id, Function<Remembered, Outcome> act) {
    store.passTime();
    Remembered it = store.events.get(id);
    Outcome outcome = it == null ? Outcome.UNKNOWN : act.apply(it);
    if (outcome == Outcome.DONE) {
      tell(it);
    }
    return Future.succeededFuture(outcome);
  }

  private void tell(Remembered it) {
    store.listeners.forEach(listener -> listener.accept(it.parcel.inbound().integration()));
  }

  @Override
  public Future<Stats> stats() {
    return Future.failedFuture(new UnsupportedOperationException("no contract asks for sizes"));
  }

  @Override
  public Future<Optional<HeldItem>> find(String eventId) {
    return Future.succeededFuture(
        EventId.parse(eventId)
            .flatMap(id -> Optional.ofNullable(store.events.get(id)))
            .filter(it -> it.item.isPresent())
            .map(ReferenceDesk::item));
  }

  private static HeldItem item(Remembered it) {
    return new HeldItem(
        it.id.value(),
        it.parcel.inbound().integration(),
        it.reason.orElseThrow().code(),
        digest(it),
        it.first,
        it.item.orElseThrow());
  }

  @Override
  public Future<List<HeldItem>> open(int countMax) {
    store.passTime();
    return Future.succeededFuture(
        store.events.values().stream()
            .filter(it -> it.item.map(ItemState::isOpen).orElse(false))
            .limit(countMax)
            .map(ReferenceDesk::item)
            .toList());
  }

  @Override
  public Future<Boolean> move(HeldItem seen, ItemState next) {
    Remembered it = store.events.get(EventId.parse(seen.eventId()).orElseThrow());
    if (it == null || !it.item.equals(Optional.of(seen.state())) || !store.write()) {
      return Future.succeededFuture(false);
    }
    it.item = Optional.of(next);
    if (next instanceof ItemState.Released) {
      it.standing = Standing.QUEUED;
      store.enqueue(it, store.now());
      tell(it);
    } else if (!next.isOpen()) {
      it.end(Standing.REJECTED, store.now());
    }
    return Future.succeededFuture(true);
  }
}
