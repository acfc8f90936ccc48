package io.sallyport.admin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Which vouchers were shown already, for as long as they would be good otherwise. Only those that
 * were proven come here. Safe from any thread.
 */
final class Nonces {
  /** More than 500 requests of other nodes a second, for two minutes. */
  static final int MOST = 1 << 16;

  private record Used(String nonce, long seconds) {}

  private final long lengthSeconds;
  private final Deque<Used> inOrder = new ArrayDeque<>();
  private final Set<String> known = new HashSet<>();

  /** What is as old as this may be known no more. */
  private long floor;

  /**
   * Nothing was shown yet.
   *
   * @param lengthSeconds how long after its time a voucher is good
   */
  Nonces(long lengthSeconds) {
    this.lengthSeconds = lengthSeconds;
  }

  /**
   * Notes one.
   *
   * @param seconds its time
   * @return whether it was never shown before; false, too, where that cannot be told, as when the
   *     clock was set back, or there is no room for more
   */
  synchronized boolean note(String nonce, long seconds, long now) {
    while (!inOrder.isEmpty() && inOrder.element().seconds() + lengthSeconds < now) {
      Used old = inOrder.remove();
      known.remove(old.nonce());
      floor = Math.max(floor, old.seconds());
    }
    if (seconds <= floor || inOrder.size() == MOST || !known.add(nonce)) {
      return false;
    }
    inOrder.add(new Used(nonce, seconds));
    return true;
  }
}
