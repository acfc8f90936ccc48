package io.sallyport.dispatch;

import java.time.Duration;

/**
 * How fast a backlog is worked off once its destination is back: a token bucket whose rate begins
 * low and doubles every second up to a cap, so that an application that has just started is not
 * thrown down again by what waited for it.
 *
 * <p>In any second no more than the cap and a tenth of it pass. Times are those of one monotonic
 * clock, in nanoseconds. Not safe by itself.
 */
final class Pace {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int DOUBLINGS_MAX = 30;
  private static final int BURST_OF_RATE = 10;

  private final int firstPerSecond;
  private final int perSecondMax;
  private final long began;
  private double tokens;
  private long filledAt;

  /**
   * Begins with one token.
   *
   * @param firstPerSecond the rate of the first second, at least 1
   * @param perSecondMax the cap
   */
  Pace(int firstPerSecond, int perSecondMax, long now) {
    this.firstPerSecond = Math.min(firstPerSecond, perSecondMax);
    this.perSecondMax = perSecondMax;
    this.began = now;
    this.tokens = 1;
    this.filledAt = now;
  }

  /** How many may pass now. */
  int allowance(long now) {
    fill(now);
    return (int) tokens;
  }

  void take(int number) {
    tokens -= number;
  }

  /** What was taken and not used. */
  void giveBack(int number) {
    tokens += number;
  }

  /** How long until the next one may pass; at least a nanosecond. */
  long nanosToNext(long now) {
    fill(now);
    return tokens >= 1 ? 1 : Math.max(1, (long) ((1 - tokens) * SECOND / rate(now)) + 1);
  }

  private void fill(long now) {
    double rate = rate(now);
    double burst = Math.max(1, rate / BURST_OF_RATE);
    tokens = Math.min(burst, tokens + (now - filledAt) * rate / SECOND);
    filledAt = now;
  }

  private double rate(long now) {
    long doublings = Math.min(DOUBLINGS_MAX, (now - began) / SECOND);
    return Math.min(perSecondMax, (double) firstPerSecond * (1L << doublings));
  }
}
