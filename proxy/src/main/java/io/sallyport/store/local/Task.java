package io.sallyport.store.local;

import io.sallyport.verdict.Reason;

/** Something for the committer to decide. */
interface Task {
  /** What its records take at most, in bytes. */
  int bytesMost();

  /** Decides. What it adds to the group is in force at once. */
  void decide(Group group);

  /**
   * Says that nothing was decided and nothing written.
   *
   * @param reason {@code store.unavailable} or {@code store.full}
   */
  void refuse(Reason reason, String detail);

  /**
   * Whether it only ends, records or reads what was promised before: that goes on when new
   * deliveries are refused.
   */
  boolean isOfOld();

  /**
   * Whether it is kept, while nothing can be written at all, until there is room: of those there
   * are no more than of what was let in before. Others are refused then.
   */
  default boolean waitsForRoom() {
    return false;
  }
}
