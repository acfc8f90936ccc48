package io.sallyport.store.local;

import io.sallyport.admit.Records.Order;
import io.sallyport.admit.Records.Outcome;
import io.sallyport.admit.Standing;
import io.sallyport.store.local.LedgerRecord.Ended;
import io.sallyport.store.local.LedgerRecord.Ordered;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What people do with single events; who wanted it, and why, is written with it. */
final class Orders {
  private static final String REPLAY = "replay";

  private final Desk desk;
  private final Asking asking;
  private final Contents contents;
  private final Retrieval retrieval;

  Orders(Desk desk, Asking asking, Contents contents, Retrieval retrieval) {
    this.desk = desk;
    this.asking = asking;
    this.contents = contents;
    this.retrieval = retrieval;
  }

  /** Tries it now. */
  Future<Outcome> retry(EventId id, Order order) {
    ByteBuffer why = contents.sealOrder(id, order);
    return asking.writing(
        Bounds.orderBytesMost(),
        group -> {
          Optional<Known> known = Known.find(group, id);
          if (known.isEmpty()) {
            return Outcome.UNKNOWN;
          }
          if (known.get().consignment().isEmpty()
              || desk.hands().has(known.get().claim().sequence())) {
            return Outcome.NOT_NOW;
          }
          Consignment consignment = known.get().consignment().get();
          if (consignment.waits()) {
            return Outcome.NOT_NOW; // others have been asked, and shall be no sooner for it
          }
          boolean asks = consignment.dead() && desk.accord().isOfMany();
          group.add(
              new Ordered(
                  id,
                  asks ? LedgerRecord.Order.REVIVE : LedgerRecord.Order.RETRY,
                  group.now(),
                  why));
          if (!asks) {
            desk.moved(consignment.sequence());
            desk.ready(known.get().integration());
          }
          return Outcome.DONE;
        });
  }

  /** Gives it up. */
  Future<Outcome> discard(EventId id, Order order) {
    ByteBuffer why = contents.sealOrder(id, order);
    return asking.writing(
        Bounds.orderBytesMost(),
        group -> {
          Optional<Known> known = Known.find(group, id);
          if (known.isEmpty()) {
            return Outcome.UNKNOWN;
          }
          Optional<Consignment> consignment = known.get().consignment();
          if (consignment.isEmpty() || desk.hands().has(consignment.get().sequence())) {
            return Outcome.NOT_NOW;
          }
          group.add(new Ordered(id, LedgerRecord.Order.DISCARD, group.now(), why));
          group.add(
              new Ended(
                  consignment.get().sequence(),
                  Standing.DISCARDED,
                  consignment.get().attempts(),
                  0,
                  group.now(),
                  ByteBuffer.allocate(0)));
          return Outcome.DONE;
        });
  }

  /**
   * Once more, under a name of its own, so that the upstream does not take it for the first one.
   */
  Future<Outcome> replay(EventId id, Order order) {
    return asking
        .of(group -> Known.find(group, id))
        .compose(
            known -> {
              if (known.isEmpty()) {
                return Future.succeededFuture(Outcome.UNKNOWN);
              }
              Standing standing = known.get().claim().standing();
              if (standing != Standing.DONE && standing != Standing.DISCARDED) {
                // What was rejected stays rejected: this is no way round the quarantine.
                return Future.succeededFuture(Outcome.NOT_NOW);
              }
              return asking
                  .blocking(() -> retrieval.content(known.get()))
                  .compose(
                      stored ->
                          stored.isPresent()
                              ? replay(known.get(), stored.get(), order)
                              : Future.succeededFuture(Outcome.FORGOTTEN));
            });
  }

  private Future<Outcome> replay(Known known, Contents.Stored stored, Order order) {
    ByteBuffer why = contents.sealOrder(known.id(), order);
    Item item = stored.record().items().get(known.claim().item());
    byte[] once = ByteBuffer.allocate(Long.BYTES).putLong(desk.nanos()).array();
    EventId again = EventId.ofCase(REPLAY, known.id(), once);
    Parcel parcel = stored.part(known.claim().item(), again);
    ByteBuffer sealed = contents.seal(parcel, List.of(stored.said().get(known.claim().item())));
    return asking.writing(
        2 * Bounds.orderBytesMost() + sealed.remaining(),
        group -> {
          group.add(new Ordered(known.id(), LedgerRecord.Order.REPLAY, group.now(), why));
          group.add(
              new Admitted(
                  known.integration(),
                  stored.record().policyVersion(),
                  again,
                  desk.clock().toWall(group.now()),
                  stored.record().keeping(),
                  sealed.remaining(),
                  List.of(
                      new Item(
                          again,
                          Optional.empty(),
                          item.sha256(),
                          Optional.empty(),
                          item.account(),
                          0,
                          item.end() - item.start(),
                          Optional.of(desk.accord().promised()),
                          0,
                          group.now(),
                          Optional.<Reason>empty(),
                          known.claim().share().shard(),
                          desk.accord().isOfMany())),
                  sealed));
          if (!desk.accord().isOfMany()) {
            desk.ready(known.integration());
          }
          return Outcome.DONE;
        });
  }
}
