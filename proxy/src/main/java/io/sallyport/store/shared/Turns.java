package io.sallyport.store.shared;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What was granted to this node and is in no journal yet: pass-through events that are on their
 * way, by the fence of their turn, and grants that are being written down. Any thread.
 */
final class Turns {
  private final Map<Long, Grant> granted = new ConcurrentHashMap<>();
  private final ConcurrentMap<Shard, Integer> underWay = new ConcurrentHashMap<>();

  /** What a shard has granted to a turn. */
  record Grant(Shard shard, Epoch epoch, Bid bid, long fence) {}

  /** From before a shard is asked, so that nobody rebuilds it without what becomes of this one. */
  void begins(Shard shard) {
    underWay.merge(shard, 1, Integer::sum);
  }

  /** It has ended, and what became of it is in the journal. */
  void ended(Shard shard) {
    underWay.computeIfPresent(shard, (unused, count) -> count == 1 ? null : count - 1);
  }

  boolean areUnderWay(Shard shard) {
    return underWay.containsKey(shard);
  }

  void granted(long turn, Grant grant) {
    granted.put(turn, grant);
  }

  Optional<Grant> take(long turn) {
    return Optional.ofNullable(granted.remove(turn));
  }
}
