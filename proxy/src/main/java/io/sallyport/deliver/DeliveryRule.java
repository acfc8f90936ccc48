package io.sallyport.deliver;

import java.time.Duration;
import java.util.Set;

/**
 * How a destination is served.
 *
 * @param mode who waits for whom
 * @param retries when a durable event is tried again
 * @param ordered whether the events of one account go one after the other, in the order of receipt
 * @param finals statuses besides 2xx that end an event: what the upstream answers so it will always
 *     answer so
 * @param split whether a batch goes on one event at a time
 * @param queuedWhenAway whether what would be passed through is kept and delivered later while the
 *     nodes cannot agree
 */
public record DeliveryRule(
    Mode mode,
    Retries retries,
    boolean ordered,
    Set<Integer> finals,
    boolean split,
    boolean queuedWhenAway) {
  public DeliveryRule {
    finals = Set.copyOf(finals);
  }

  /** Where what is passed through is refused while the nodes cannot agree. */
  public DeliveryRule(
      Mode mode, Retries retries, boolean ordered, Set<Integer> finals, boolean split) {
    this(mode, retries, ordered, finals, split, false);
  }

  /** Who waits for whom. */
  public enum Mode {
    /** The sender is answered when the event lies safe; delivery follows. */
    DURABLE("durable"),
    /** The sender waits for the upstream's answer and gets it. */
    PASS_THROUGH("pass-through");

    private final String word;

    Mode(String word) {
      this.word = word;
    }

    /** The word in the policy language. */
    public String word() {
      return word;
    }
  }

  /**
   * When a durable event is tried again: after a random time below a bound that doubles from try to
   * try (full jitter), until the tries or the time for them are used up.
   *
   * @param first the bound after the first try
   * @param most the bound never grows past this
   * @param attemptsMax tries in all, at least 1
   * @param within no further try is planned later than this after the receipt; what waited longer,
   *     because its upstream or its policy was away, still gets the one that is next
   */
  public record Retries(Duration first, Duration most, int attemptsMax, Duration within) {
    public static final Duration FIRST_DEFAULT = Duration.ofSeconds(5);
    public static final Duration MOST_DEFAULT = Duration.ofHours(1);
    public static final int ATTEMPTS_MAX_DEFAULT = 100;
    public static final Duration WITHIN_DEFAULT = Duration.ofDays(3);

    public static Retries defaults() {
      return new Retries(FIRST_DEFAULT, MOST_DEFAULT, ATTEMPTS_MAX_DEFAULT, WITHIN_DEFAULT);
    }
  }

  public static DeliveryRule durable() {
    return new DeliveryRule(Mode.DURABLE, Retries.defaults(), false, Set.of(), false);
  }

  public static DeliveryRule passThrough() {
    return new DeliveryRule(Mode.PASS_THROUGH, Retries.defaults(), false, Set.of(), false);
  }

  public boolean isDurable() {
    return mode == Mode.DURABLE;
  }
}
