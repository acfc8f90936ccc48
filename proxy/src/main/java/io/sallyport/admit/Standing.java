package io.sallyport.admit;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What has become of a known event. */
public enum Standing {
  /** Waits for its delivery, or is on its way. */
  QUEUED(0, "queued"),
  /** Delivered, or answered by the upstream. */
  DONE(1, "done"),
  /** Its attempts are used up; a person may try again. */
  DEAD(2, "dead-letter"),
  /** Waits for a person. */
  HELD(3, "held"),
  /** Judged harmful, or nobody judged it in time. */
  REJECTED(4, "rejected"),
  /** Given up by a person. */
  DISCARDED(5, "discarded"),
  /**
   * Promised here, and not granted yet: it is delivered when all nodes agree that it is new. A copy
   * of it is a duplicate as one of a queued event is.
   */
  WAITING(6, "waiting");

  private static final Map<Integer, Standing> BY_NUMBER =
      Arrays.stream(values()).collect(Collectors.toMap(Standing::number, Function.identity()));

  private final int number;
  private final String word;

  Standing(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /** The one of this number; throws {@link IllegalArgumentException} when there is none. */
  public static Standing of(int number) {
    Standing standing = BY_NUMBER.get(number);
    if (standing == null) {
      throw new IllegalArgumentException("no standing has the number " + number);
    }
    return standing;
  }

  /** As it is written to disk; never given to another one. */
  public int number() {
    return number;
  }

  /** The same word in the API, the commands and the docs. */
  public String word() {
    return word;
  }

  /**
   * Whether nothing more will become of it by itself or by a person: it may be forgotten in time.
   */
  public boolean isEnded() {
    return this == DONE || this == REJECTED || this == DISCARDED;
  }
}
