package io.sallyport.store.local;

import io.sallyport.journal.Position;

/** What is done between the committer's groups, on its thread. */
interface Upkeep {
  /**
   * Runs on the committer's thread; a task's group may be open, unwritten.
   *
   * @return nanoseconds until it wants to run again at the latest
   */
  long tick(long nanos);

  /** A group was synced; no group is open. */
  void synced(Position end, long nanos);
}
