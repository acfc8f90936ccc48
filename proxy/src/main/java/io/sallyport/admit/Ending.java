package io.sallyport.admit;

import java.util.Optional;

/** How a turn ended. */
public sealed interface Ending {
  /** The upstream has answered for good: a 2xx, or what the policy calls final. */
  record Answered(StoredAnswer answer) implements Ending {}

  /**
   * It was never sent on: as {@link Dropped}, and what it took of limits is given back, unless that
   * was from a bucket that many share.
   *
   * @param known where others have the event: whoever waits for the end of this turn is told so,
   *     too. Empty where nobody knows; then they are told to come again
   */
  record Withdrawn(Optional<Place.Known> known) implements Ending {

    /** Of which nobody knows. */
    public Withdrawn() {
      this(Optional.empty());
    }
  }

  /** It has not: the event is as if it had never come, and its sender may send it again. */
  record Dropped() implements Ending {}
}
