package io.sallyport.store.local;

import java.util.HashSet;
import java.util.Set;

/**
 * Which consignments are in somebody's hands, which of these must be asked for again, whether all
 * others are being asked for again, and which were queued before this process began. Belongs to the
 * committer's thread.
 */
final class Hands {
  private final Set<Long> taken = new HashSet<>();
  private final Set<Long> turning = new HashSet<>();
  private final long began;

  /** One may begin before another has ended. */
  private int sweeps;

  /**
   * None yet.
   *
   * @param began where the journal ended when this process began
   */
  Hands(long began) {
    this.began = began;
  }

  boolean take(long sequence) {
    return taken.add(sequence);
  }

  /** Whether it must be asked for again now that it is in nobody's hands. */
  boolean release(long sequence) {
    taken.remove(sequence);
    return turning.remove(sequence);
  }

  /** Where it is in somebody's hands, it is asked for again when it has come out of them. */
  boolean turnsWhenReleased(long sequence) {
    boolean has = taken.contains(sequence);
    if (has) {
      turning.add(sequence);
    }
    return has;
  }

  /** All that is in nobody's hands is asked for again, a piece at a time. */
  void sweepBegins() {
    sweeps++;
  }

  void sweepEnds() {
    sweeps--;
  }

  /** Whether what moves may escape a sweep, and is in nobody's hands. */
  boolean mayEscape(long sequence) {
    return sweeps > 0 && !taken.contains(sequence);
  }

  boolean has(long sequence) {
    return taken.contains(sequence);
  }

  int count() {
    return taken.size();
  }

  /**
   * The number of the next try. One that was queued before this process began may have been tried
   * by the one before, which had no time to say so.
   */
  int nextAttempt(Consignment consignment) {
    long queued = Math.max(consignment.sequence(), consignment.told());
    boolean perhapsTried = consignment.attempts() == 0 && queued < began;
    return consignment.attempts() + (perhapsTried ? 2 : 1);
  }
}
