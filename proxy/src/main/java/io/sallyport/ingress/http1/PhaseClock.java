package io.sallyport.ingress.http1;

import java.time.Duration;
import java.util.function.LongSupplier;

/** In which phase a connection is, and since when. For its event loop. */
final class PhaseClock {
  private final LongSupplier nanos;
  private Phase phase = Phase.HEAD;
  private long since;
  private long pendingBytes;

  /** A connection that has just been opened. */
  PhaseClock(LongSupplier nanos) {
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  Phase current() {
    return phase;
  }

  boolean is(Phase other) {
    return phase == other;
  }

  /** Begins a phase, also the same one anew. */
  void enter(Phase next) {
    phase = next;
    since = nanos.getAsLong();
    pendingBytes = 0;
  }

  /** Whether it has lasted longer. */
  boolean isOver(Duration limit, long now) {
    return now - since > limit.toNanos();
  }

  /**
   * Whether a peer has taken nothing of what waits for it for longer.
   *
   * @param pending bytes that wait; any change of it counts as progress
   */
  boolean isStalled(long pending, Duration limit, long now) {
    if (pending != pendingBytes) {
      pendingBytes = pending;
      since = now;
      return false;
    }
    return pending > 0 && isOver(limit, now);
  }
}
