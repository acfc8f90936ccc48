package io.sallyport.admit;

/** How a turn ended. */
public sealed interface Ending {
  /** The upstream has answered for good: a 2xx, or what the policy calls final. */
  record Answered(StoredAnswer answer) implements Ending {}

  /**
   * It was never sent on: as {@link Dropped}, and what it took of limits is given back, unless that
   * was from a bucket that many share.
   */
  record Withdrawn() implements Ending {}

  /** It has not: the event is as if it had never come, and its sender may send it again. */
  record Dropped() implements Ending {}
}
