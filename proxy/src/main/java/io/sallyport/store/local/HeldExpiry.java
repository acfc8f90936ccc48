package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.quarantine.item.ItemState.Expired;
import io.sallyport.store.local.LedgerRecord.Moved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ends held events that nobody judged in time: silence is not consent. The committer's thread. */
final class HeldExpiry {
  private static final int AT_ONCE = 256;

  private final Desk desk;
  private final Errand errand;

  HeldExpiry(Desk desk) {
    this.desk = desk;
    this.errand = new Errand(desk::submit);
  }

  /** Looks what has expired by now; what it found before must have been written. */
  void look(Instant now) {
    if (errand.isOut()) {
      return;
    }
    List<Moved> expired = new ArrayList<>();
    for (int name : desk.state().usages().keySet()) {
      if (desk.state().usage(name).held() > 0) {
        collect(name, now, expired);
      }
    }
    if (!expired.isEmpty()) {
      errand.submit(
          Math.min(expired.size() * Bounds.expiryBytesMost(), Committer.GROUP_BYTES_WHEN_FULL),
          group -> expired.forEach(it -> end(group, it)));
    }
  }

  /** What finds no room is found again: a full journal has room for a piece of them at a time. */
  private static void end(Group group, Moved expired) {
    if (group.hasRoomFor(Bounds.expiryBytesMost()) && isOpen(group, expired.key())) {
      group.add(expired);
    }
  }

  private static boolean isOpen(Group group, ClaimKey key) {
    return group.state().heldCase(key).map(held -> held.state().isOpen()).orElse(false);
  }

  private void collect(int name, Instant now, List<Moved> expired) {
    for (Map.Entry<OrderKey, ClaimKey> held :
        desk.state()
            .inOrder(
                OrderKey.first(OrderKey.Kind.HELD, name),
                OrderKey.last(OrderKey.Kind.HELD, name),
                AT_ONCE)) {
      Optional<Instant> limit =
          desk.state().heldCase(held.getValue()).flatMap(it -> limit(it.state()));
      if (limit.isPresent() && !now.isBefore(limit.get())) {
        // Ended at its limit, however late that was noticed: its memory counts from there.
        expired.add(new Moved(held.getValue(), limit.get(), new Expired(limit.get())));
      }
    }
  }

  private static Optional<Instant> limit(ItemState state) {
    return state.fold(
        held -> Optional.of(held.expiresAt()),
        claimed -> Optional.of(claimed.held().expiresAt()),
        closed -> Optional.empty(),
        closed -> Optional.empty(),
        closed -> Optional.empty());
  }
}
