package io.sallyport.egress;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * How many fetches strangers may cause: a token bucket that holds one minute's worth. Safe from any
 * thread.
 */
public final class FetchBudget implements BooleanSupplier {
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final int perMinute;
  private final InstantSource clock;
  private double tokens;
  private Instant filledAt;

  public FetchBudget(int perMinute, InstantSource clock) {
    this.perMinute = perMinute;
    this.clock = clock;
    this.tokens = perMinute;
    this.filledAt = clock.instant();
  }

  /** Takes one, if there is one. */
  @Override
  public synchronized boolean getAsBoolean() {
    Instant now = clock.instant();
    if (now.isAfter(filledAt)) {
      Duration passed = Duration.between(filledAt, now);
      double minutes =
          passed.compareTo(Duration.ofMinutes(1)) > 0
              ? 1
              : (double) passed.toNanos() / MINUTE_NANOS;
      tokens = Math.min(perMinute, tokens + minutes * perMinute);
      filledAt = now;
    }
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }
}
