package io.sallyport.store.redis;

import io.sallyport.store.shared.Estates;
import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How much of Redis a node may take for what it leaves to others. Claims come first: a Redis that
 * is full grants nothing more to anybody, so what is left never takes the last of it. While one
 * master uses more than {@link #USED_MOST}, nothing more is left on any. That is seen by {@link
 * MasterWatch} a minute late at most, and what lies there stays: so all nodes together have no more
 * than {@link #SHARE} of the smallest master, in equal parts. Safe from any thread.
 */
public final class EstateRoom implements LongSupplier {
  /** Of {@code maxmemory}. */
  public static final double USED_MOST = 0.6;

  /** Of {@code maxmemory}, for all nodes. */
  public static final double SHARE = 0.2;

  private final IntSupplier nodes;
  private volatile Supplier<Collection<Vitals>> masters = List::of;

  /**
   * Knows no master yet: a node has {@link Estates#NODE_BYTES_MAX}.
   *
   * @param nodes how many there are, dead ones included; any thread
   */
  public EstateRoom(IntSupplier nodes) {
    this.nodes = nodes;
  }

  /** From now on these are looked at. */
  public void watchedBy(Supplier<Collection<Vitals>> latest) {
    masters = latest;
  }

  /** In bytes, of one node; 0 while nothing more may be left. */
  @Override
  public long getAsLong() {
    Collection<Vitals> all = masters.get();
    if (all.stream().anyMatch(it -> it.usedRatio().orElse(0) > USED_MOST)) {
      return 0;
    }
    return all.stream()
        .filter(it -> it.maxBytes() > 0)
        .mapToLong(it -> (long) (it.maxBytes() * SHARE) / Math.max(1, nodes.getAsInt()))
        .reduce(Estates.NODE_BYTES_MAX, Math::min);
  }
}
