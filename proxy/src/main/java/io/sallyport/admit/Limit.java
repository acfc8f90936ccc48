package io.sallyport.admit;

import io.sallyport.verdict.Reason;
import java.time.Duration;

/**
 * A token bucket for each value of something: what an integration accepts in a time.
 *
 * @param name unique in the integration, for metrics and RateLimit fields
 * @param reason what a delivery over it is refused or held with
 * @param permits how many per {@code per}, at least 1
 * @param burst how many at once, at least 1
 * @param over what becomes of a delivery over it
 * @param soft whether it only counts and signals
 */
public record Limit(
    String name, Reason reason, int permits, Duration per, int burst, Over over, boolean soft) {

  /** What becomes of a delivery over a limit. */
  public enum Over {
    /** 429: the sender comes again. */
    REFUSE("refuse"),
    /** Accepted and paced: its first try waits until the limit allows it. */
    DELAY("delay"),
    /** A person must see it. */
    HOLD("hold");

    private final String word;

    Over(String word) {
      this.word = word;
    }

    /** The word in the policy language. */
    public String word() {
      return word;
    }
  }
}
