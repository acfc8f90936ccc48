package io.sallyport.admit;

/** What has become of a known event. The order is written to disk: new ones go to the end. */
public enum Standing {
  /** Waits for its delivery, or is on its way. */
  QUEUED("queued"),
  /** Delivered, or answered by the upstream. */
  DONE("done"),
  /** Its attempts are used up; a person may try again. */
  DEAD("dead-letter"),
  /** Waits for a person. */
  HELD("held"),
  /** Judged harmful, or nobody judged it in time. */
  REJECTED("rejected"),
  /** Given up by a person. */
  DISCARDED("discarded");

  private final String word;

  Standing(String word) {
    this.word = word;
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
