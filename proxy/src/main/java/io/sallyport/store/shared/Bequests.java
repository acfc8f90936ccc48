package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much this node has left to others, as far as it knows: each event from when it is sent there
 * until it has ended, or is asked for once more. What may have come there counts. Belongs to its
 * home.
 */
final class Bequests {
  /** Of one node, in all shards. */
  static final long BYTES_MAX = 64L << 20;

  /** What a field of a hash takes beside its bytes, and its row here. */
  static final int OVERHEAD = 256;

  private final Map<Shard, Map<ClaimKey, Integer>> shards = new HashMap<>();
  private long bytes;

  /**
   * Counts it, in place of what was left of the same event.
   *
   * @return false where it has no room; then nothing of it is counted
   */
  boolean add(Shard shard, ClaimKey key, int size) {
    remove(shard, key);
    int all = size + OVERHEAD;
    if (bytes + all > BYTES_MAX) {
      return false;
    }
    shards.computeIfAbsent(shard, unused -> new HashMap<>()).put(key, all);
    bytes += all;
    return true;
  }

  /** It is not there, or not any more. */
  void remove(Shard shard, ClaimKey key) {
    Map<ClaimKey, Integer> all = shards.getOrDefault(shard, Map.of());
    if (!all.containsKey(key)) {
      return;
    }
    bytes -= Optional.ofNullable(all.remove(key)).orElse(0);
    if (all.isEmpty()) {
      shards.remove(shard);
    }
  }

  /** All that was left there counts for nothing. */
  void remove(Shard shard) {
    Map<ClaimKey, Integer> all = Optional.ofNullable(shards.remove(shard)).orElse(Map.of());
    bytes -= all.values().stream().mapToLong(Integer::longValue).sum();
  }

  long bytes() {
    return bytes;
  }
}
