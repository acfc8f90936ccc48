package io.sallyport.ingress;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many things a source may have open at once, and all sources together. The table holds only
 * what is open, so the total bounds it. Safe from any thread.
 */
public final class SourceSlots {
  private final int totalMax;
  private final int perSourceMax;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentHashMap<Long, Integer> open = new ConcurrentHashMap<>();

  /** All free. */
  public SourceSlots(int totalMax, int perSourceMax) {
    this.totalMax = totalMax;
    this.perSourceMax = perSourceMax;
  }

  /** Takes a slot of the total only; for a peer that speaks for many sources. */
  public boolean tryOpenUncounted() {
    if (total.incrementAndGet() <= totalMax) {
      return true;
    }
    total.decrementAndGet();
    return false;
  }

  /** Gives back what {@link #tryOpenUncounted} took. */
  public void closeUncounted() {
    total.decrementAndGet();
  }

  /** Takes a slot of the total and of the source's share. */
  public boolean tryOpen(InetAddress source) {
    if (!tryOpenUncounted()) {
      return false;
    }
    boolean[] taken = {true};
    open.compute(
        SourceKey.of(source),
        (unused, count) -> {
          int now = count == null ? 0 : count;
          taken[0] = now < perSourceMax;
          return taken[0] ? Integer.valueOf(now + 1) : count;
        });
    if (!taken[0]) {
      closeUncounted();
    }
    return taken[0];
  }

  /** Whether it has its whole share open. */
  public boolean hasItsShare(InetAddress source) {
    return open.getOrDefault(SourceKey.of(source), 0) >= perSourceMax;
  }

  /** Gives back what {@link #tryOpen} took. */
  public void close(InetAddress source) {
    closeUncounted();
    open.computeIfPresent(SourceKey.of(source), (unused, count) -> count == 1 ? null : count - 1);
  }

  /** How many are open. */
  public int total() {
    return total.get();
  }
}
