package io.sallyport.ingress;

import java.time.Duration;

/**
 * {@code permits} per {@code per}, and up to {@code burst} at once.
 *
 * @param permits at least 1
 * @param burst at least 1
 */
public record Rate(int permits, Duration per, int burst) {
  public Rate {
    if (permits < 1 || burst < 1 || per.isZero() || per.isNegative()) {
      throw new IllegalArgumentException("a rate has at least one permit, a time and a burst");
    }
  }

  /** The time in which one permit comes back. */
  long permitNanos() {
    return Math.max(1, per.toNanos() / permits);
  }

  /** How far ahead of now a bucket may be booked: a full burst. */
  long burstNanos() {
    return permitNanos() * burst;
  }
}
