package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.quarantine.HeldItems;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.quarantine.item.ItemState.Claimed;
import io.sallyport.quarantine.item.ItemState.Expired;
import io.sallyport.quarantine.item.ItemState.Held;
import io.sallyport.store.local.LedgerRecord.Moved;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The held events of this node. */
final class LocalHeldItems implements HeldItems {
  private static final int OPEN_MAX = 1_000;

  private final Desk desk;
  private final Asking asking;

  LocalHeldItems(Desk desk, Asking asking) {
    this.desk = desk;
    this.asking = asking;
  }

  @Override
  public Future<Optional<HeldItem>> find(String eventId) {
    Optional<EventId> id = EventId.parse(eventId);
    return id.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : asking.of(group -> item(group, ClaimKey.of(id.get())));
  }

  @Override
  public Future<List<HeldItem>> open(int countMax) {
    return asking.of(group -> open(group, Math.min(countMax, OPEN_MAX)));
  }

  private List<HeldItem> open(Group group, int most) {
    List<HeldItem> open = new ArrayList<>();
    for (String name : group.state().names().all()) {
      int number = group.state().names().number(name);
      for (Map.Entry<OrderKey, ClaimKey> held :
          group
              .state()
              .inOrder(
                  OrderKey.first(OrderKey.Kind.HELD, number),
                  OrderKey.last(OrderKey.Kind.HELD, number),
                  most)) {
        item(group, held.getValue()).ifPresent(open::add);
      }
    }
    return open.stream().sorted(Comparator.comparing(HeldItem::receivedAt)).limit(most).toList();
  }

  @Override
  public Future<Boolean> move(HeldItem seen, ItemState next) {
    ClaimKey key =
        ClaimKey.of(
            EventId.parse(seen.eventId())
                .orElseThrow(() -> new IllegalArgumentException("no such event can be held")));
    return asking.writing(
        Bounds.bytesMost(next),
        group -> {
          Optional<HeldItem> now = item(group, key);
          if (now.isEmpty() || !now.get().state().equals(seen.state())) {
            return false;
          }
          boolean released =
              next.fold(held -> false, claimed -> false, yes -> true, no -> false, no -> false);
          boolean waits = released && desk.accord().isOfMany();
          ItemState written = limitedBy(next, desk.clock()::fromWall);
          group.add(new Moved(key, group.now(), waits, Case.inMillis(written)));
          if (released && !waits) {
            group.state().claim(key, group.now()).ifPresent(it -> desk.moved(it.sequence()));
            desk.ready(seen.integration());
          }
          return true;
        });
  }

  private Optional<HeldItem> item(Group group, ClaimKey key) {
    return group
        .state()
        .heldCase(key)
        .flatMap(
            held ->
                group
                    .state()
                    .claim(key, group.now())
                    .map(
                        claim ->
                            new HeldItem(
                                claim.id(key).value(),
                                group.state().names().name(claim.name()),
                                held.reason().code(),
                                held.sha256().hex(),
                                claim.first(),
                                limitedBy(held.state(), desk.clock()::toWall))));
  }

  /** People decide by the machine's clock, and what is written expires by the one that is even. */
  private static ItemState limitedBy(ItemState state, UnaryOperator<Instant> as) {
    return state.fold(
        held -> new Held(as.apply(held.expiresAt())),
        claimed ->
            new Claimed(
                claimed.reviewer(),
                claimed.until(),
                new Held(as.apply(claimed.held().expiresAt()))),
        released -> released,
        rejected -> rejected,
        expired -> new Expired(as.apply(expired.at())));
  }
}
