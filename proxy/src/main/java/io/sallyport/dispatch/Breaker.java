package io.sallyport.dispatch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Whether a destination is tried at all. Closed: yes. Open: not before a time that grows with each
 * failed probe. Half-open: a few probes, until enough of them went well.
 *
 * <p>Each attempt belongs to the state that it began in ({@link #epoch}); what ends later says
 * nothing any more. Times are those of one monotonic clock, in nanoseconds. Not safe by itself.
 */
final class Breaker {
  /** The three states; the ordinals are what the metric says. */
  enum State {
    CLOSED(0),
    HALF_OPEN(1),
    OPEN(2);

    private final int measured;

    State(int measured) {
      this.measured = measured;
    }

    /** As its gauge shows it. */
    int measured() {
      return measured;
    }
  }

  /**
   * When it opens and closes.
   *
   * @param failuresMax so many failures without one success between them open it
   * @param share so large a share of failures opens it, too, where {@code shareOf} attempts or more
   *     ended within the window
   * @param openFirst how long it stays open the first time; doubles with each failed probe
   * @param openMost and never grows past this
   * @param probesMax attempts at once while it is half open
   * @param probesGood so many successes close it
   */
  record Rule(
      int failuresMax,
      double share,
      int shareOf,
      Duration window,
      Duration openFirst,
      Duration openMost,
      int probesMax,
      int probesGood) {
    static Rule defaults() {
      return new Rule(
          5, 0.5, 20, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(1), 2, 3);
    }
  }

  private final Rule rule;
  private final RandomGenerator random;
  private State state = State.CLOSED;
  private int epoch;
  private int failuresInRow;
  private long windowBegan;
  private int ended;
  private int failed;
  private long openUntil;
  private int openings;
  private int probing;
  private int good;

  Breaker(Rule rule, RandomGenerator random, long now) {
    this.rule = rule;
    this.random = random;
    this.windowBegan = now;
  }

  State state() {
    return state;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /** When the first probe may begin; only while open. */
  long openUntil() {
    return openUntil;
  }

  /** The state's number, for attempts that begin now. */
  int epoch() {
    return epoch;
  }

  /** How many attempts may begin now, besides those that have. */
  int allowance(long now) {
    if (state == State.OPEN && now - openUntil >= 0) {
      enter(State.HALF_OPEN);
      probing = 0;
      good = 0;
    }
    return switch (state) {
      case CLOSED -> Integer.MAX_VALUE;
      case HALF_OPEN -> Math.max(0, rule.probesMax() - probing);
      case OPEN -> 0;
    };
  }

  /** Attempts begin, as many as were allowed or fewer. */
  void begin(int attempts) {
    if (state == State.HALF_OPEN) {
      probing += attempts;
    }
  }

  /** An attempt that said nothing about the destination: it was not made, or broke before. */
  void nothing(int of) {
    if (of == epoch && state == State.HALF_OPEN) {
      probing--;
    }
  }

  /** The destination has answered. */
  void succeeded(int of, long now) {
    if (of != epoch) {
      return;
    }
    if (state == State.CLOSED) {
      failuresInRow = 0;
      count(now, 0);
    } else if (state == State.HALF_OPEN) {
      probing--;
      good++;
      if (good >= rule.probesGood()) {
        openings = 0;
        close(now);
      }
    }
  }

  /**
   * The destination could not.
   *
   * @param wanted how long it asked to be left alone, or zero
   */
  void failed(int of, long now, Duration wanted) {
    if (of != epoch) {
      return;
    }
    if (state == State.HALF_OPEN) {
      open(now, wanted);
    } else if (state == State.CLOSED) {
      failuresInRow++;
      count(now, 1);
      boolean share = ended >= rule.shareOf() && failed >= rule.share() * ended;
      if (failuresInRow >= rule.failuresMax() || share) {
        open(now, wanted);
      }
    }
  }

  private void count(long now, int failures) {
    if (now - windowBegan > rule.window().toNanos()) {
      windowBegan = now;
      ended = 0;
      failed = 0;
    }
    ended++;
    failed += failures;
  }

  /** With jitter, so that many gates do not probe at the same moment. */
  private void open(long now, Duration wanted) {
    long bound = rule.openFirst().toNanos() << Math.min(openings, 20);
    long most = rule.openMost().toNanos();
    long asked = Math.min(wanted.toNanos(), most);
    long time = Math.max(Math.min(bound, most), asked);
    openings++;
    openUntil = now + time + random.nextLong(Math.max(1, time / 5));
    enter(State.OPEN);
  }

  private void close(long now) {
    failuresInRow = 0;
    windowBegan = now;
    ended = 0;
    failed = 0;
    enter(State.CLOSED);
  }

  private void enter(State next) {
    state = next;
    epoch++;
  }
}
