package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How much this node has left to others, as far as it knows: each event from when it is sent there
 * until it has ended, or is asked for once more. What may have come there counts. Belongs to its
 * home.
 */
final class Bequests {
  /** What a field of a hash takes beside its bytes, and its row here. */
  static final int OVERHEAD = 256;

  /** From a bound on nothing is left until so much of it is free. */
  private static final double FREE_AGAIN = 0.25;

  private static final Estate NOTHING = new Estate();
  private static final Row REFUSED = new Row(0, false);

  private final LongSupplier most;
  private final Map<Shard, Estate> shards = new HashMap<>();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * Nothing is left yet.
   *
   * @param most bytes in all, now
   */
  Bequests(LongSupplier most) {
    this.most = most;
  }

  /** What was left of one shard. */
  private static final class Estate {
    private final Map<ClaimKey, Row> rows = new HashMap<>();
    private long bytes;
  }

  /**
   * One event.
   *
   * @param isThere for certain
   */
  private record Row(int bytes, boolean isThere) {}

  /** Whether there is room for one of any length. */
  boolean hasRoom() {
    return bytes() + Depositor.BYTES_MAX + OVERHEAD <= most.getAsLong();
  }

  /** The same for one of this shard. */
  boolean hasRoom(Shard shard) {
    return hasRoom() && of(shard).bytes + Depositor.BYTES_MAX + OVERHEAD <= Estates.BYTES_MAX;
  }

  /** Whether so much is free that it is worth reading what was not left of a shard. */
  boolean hasMuchRoom(Shard shard) {
    return hasRoom(shard)
        && bytes() <= most.getAsLong() * (1 - FREE_AGAIN)
        && of(shard).bytes <= Estates.BYTES_MAX * (1 - FREE_AGAIN);
  }

  private Estate of(Shard shard) {
    return shards.getOrDefault(shard, NOTHING);
  }

  /**
   * Counts it, in place of what was left of the same event.
   *
   * @return false where it has no room; then nothing of it is counted
   */
  boolean add(Shard shard, ClaimKey key, int size) {
    remove(shard, key);
    int all = size + OVERHEAD;
    if (bytes() + all > most.getAsLong() || of(shard).bytes + all > Estates.BYTES_MAX) {
      return false;
    }
    put(shard, key, new Row(all, false));
    return true;
  }

  private void put(Shard shard, ClaimKey key, Row row) {
    Estate estate = shards.computeIfAbsent(shard, unused -> new Estate());
    estate.rows.put(key, row);
    estate.bytes += row.bytes();
    bytes.addAndGet(row.bytes());
  }

  /** It has come there, whatever was thought of it meanwhile. */
  void arrived(Shard shard, ClaimKey key, int size) {
    remove(shard, key);
    put(shard, key, new Row(size + OVERHEAD, true));
  }

  /** It has not come there, and why is not known yet. */
  void refused(Shard shard, ClaimKey key) {
    remove(shard, key);
    put(shard, key, REFUSED);
  }

  /** Whether it was refused, and has not ended since. */
  boolean isRefused(Shard shard, ClaimKey key) {
    return REFUSED.equals(of(shard).rows.get(key));
  }

  /** Whether it has come there. */
  boolean isThere(Shard shard, ClaimKey key) {
    return Optional.ofNullable(of(shard).rows.get(key)).filter(Row::isThere).isPresent();
  }

  /** It is not there, or not any more. */
  void remove(Shard shard, ClaimKey key) {
    Estate estate = of(shard);
    if (!estate.rows.containsKey(key)) {
      return;
    }
    int gone = Optional.ofNullable(estate.rows.remove(key)).map(Row::bytes).orElse(0);
    estate.bytes -= gone;
    bytes.addAndGet(-gone);
    if (estate.rows.isEmpty()) {
      shards.remove(shard);
    }
  }

  /** All that was left there counts for nothing. */
  void remove(Shard shard) {
    bytes.addAndGet(-Optional.ofNullable(shards.remove(shard)).map(it -> it.bytes).orElse(0L));
  }

  /** In all; any thread. */
  long bytes() {
    return bytes.get();
  }
}
