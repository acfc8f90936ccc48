package io.sallyport.loop;

import java.time.Duration;

/** Where something is worked off: one thread, and its timers. Safe to call from any thread. */
public interface Home {
  /** Runs later, in order, on the home's thread. */
  void run(Runnable task);

  /**
   * Runs once after a time, at least a millisecond, on the home's thread.
   *
   * @return calls it off; without effect once it has run
   */
  Runnable after(Duration time, Runnable task);
}
