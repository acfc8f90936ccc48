package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.quarantine.item.ItemState.Held;
import io.sallyport.store.local.Consignment.State;
import io.sallyport.store.local.LedgerRecord.Moved;
import io.sallyport.webhook.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What records do to held events. */
final class CaseEffects {
  private final Usages usages;
  private final SegmentUses segments;
  private final Overlay<ClaimKey, Claim> claims;
  private final Queues queues;
  private final ShareEffects shareEffects;
  private final Overlay<OrderKey, ClaimKey> order;
  private final Overlay<ClaimKey, Case> cases;

  CaseEffects(
      Usages usages,
      SegmentUses segments,
      LedgerTables tables,
      Queues queues,
      ShareEffects shareEffects) {
    this.usages = usages;
    this.segments = segments;
    this.claims = tables.claims();
    this.queues = queues;
    this.shareEffects = shareEffects;
    this.order = tables.order();
    this.cases = tables.cases();
  }

  /** An event of a delivery is held. */
  void held(Admitted record, int name, int number, long at) {
    Item item = record.items().get(number);
    long bytes = record.items().size() == 1 ? record.bytes() : item.bytes();
    cases.insert(
        item.key(),
        new Case(
            item.reason().orElseThrow(() -> new IllegalStateException("what is held says why")),
            item.sha256(),
            bytes,
            record.items().size() == 1,
            item.account(),
            record.keeping().payload(),
            new Held(limit(item, record.keeping().hold()))));
    order.insert(OrderKey.held(name, record.receivedAt(), at, number), item.key());
    usages.of(name).held(1, bytes);
    segments.need(at);
    if (item.shared()) {
      claims.get(item.key()).ifPresent(claim -> shareEffects.asksStill(item.key(), claim));
    }
  }

  /**
   * By the clock that expiry goes by, as due times are: the machine's, by which it was received,
   * may be set.
   */
  private static Instant limit(Item item, Duration hold) {
    return Instant.ofEpochMilli(item.due().plus(hold).toEpochMilli());
  }

  /** A held event goes on to another state. */
  void moved(Moved record, long at) {
    Optional<Case> held = cases.get(record.key());
    if (held.isEmpty()) {
      return;
    }
    Case known = held.get();
    cases.put(record.key(), known.in(record.state()));
    Optional<Claim> found = claims.get(record.key());
    if (record.state().isOpen() || found.isEmpty()) {
      return;
    }
    Claim claim = found.get();
    order.remove(OrderKey.held(claim.name(), claim.first(), claim.at(), claim.item()));
    order.insert(
        OrderKey.closed(claim.name(), record.at(), claim.at(), claim.item()), record.key());
    usages.of(claim.name()).held(-1, known.bytes());
    Optional<Instant> released = released(record.state());
    if (released.isPresent()) {
      release(known, record, released.get(), claim, at);
    } else {
      shareEffects.put(record.key(), claim, claim.in(Standing.REJECTED, record.at(), 0, 0));
      segments.free(claim.at(), record.at().plus(known.payload()));
    }
  }

  /** The released event is a consignment of its own, whatever came with it. */
  private void release(Case known, Moved record, Instant decided, Claim claim, long at) {
    long sequence = claim.place();
    EventId id = claim.id(record.key());
    queues.insert(
        new Consignment(
            sequence,
            claim.name(),
            id,
            List.of(record.key()),
            List.of(claim.item()),
            known.whole(),
            claim.at(),
            decided,
            record.at(),
            known.account(),
            known.bytes(),
            0,
            0,
            record.waits() ? State.WAITING : State.QUEUED,
            known.payload(),
            at,
            false));
    Standing next = record.waits() ? Standing.WAITING : Standing.QUEUED;
    shareEffects.put(record.key(), claim, claim.in(next, record.at(), 0, sequence));
  }

  /** When a person let it go on, by the machine's clock: as if it had been received then. */
  private static Optional<Instant> released(ItemState state) {
    return state.fold(
        held -> Optional.empty(),
        claimed -> Optional.empty(),
        released -> Optional.of(released.decision().at()),
        no -> Optional.empty(),
        no -> Optional.empty());
  }
}
