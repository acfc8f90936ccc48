package io.sallyport.store.local;

import io.sallyport.admit.Doubt;
import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the machine's clock, by which signed times are judged, beside the one that goes on
 * evenly.
 *
 * <p>When it is set back, what was signed long ago seems to be recent once more. What was delivered
 * is known, for claims age evenly; what is not known may be a delivery that somebody kept back, and
 * waits for a person until the clock shows a time that it has not shown before. What signs no time
 * is not judged by any clock. A restart believes the clock as it finds it.
 */
public final class ClockWatch implements Doubt {
  /** More than what a clock is corrected by, and than a leap second. */
  static final Duration TOLERANCE = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

  private final LedgerClock clock;
  private final AtomicInteger jumps = new AtomicInteger();
  private Duration told = Duration.ZERO;
  private volatile Instant latest;

  ClockWatch(LedgerClock clock) {
    this.clock = clock;
    this.latest = clock.wall();
  }

  /** Compares the two; once a second, always by the same thread. */
  void look() {
    Instant wall = clock.wall();
    Instant evenly = clock.undisturbed();
    // Not what it showed only because somebody set it forward: it may be set right again.
    Instant shown = wall.isBefore(evenly) ? wall : evenly;
    if (shown.isAfter(latest)) {
      latest = shown;
    }
    Duration drift = clock.drift();
    Duration jump = drift.minus(told);
    if (jump.abs().compareTo(TOLERANCE) > 0) {
      told = drift;
      jumps.incrementAndGet();
      LOG.atWarn()
          .addKeyValue("seconds", jump.toSeconds())
          .addKeyValue("held_until", setBack(wall).isZero() ? "-" : latest)
          .log("this machine's clock was set: signed times are judged by it");
    }
  }

  /**
   * How often it was set by more than the tolerance: since the start, and before it if it shows.
   */
  public int jumps() {
    return jumps.get();
  }

  /** How far the clock is behind what it has shown; zero within the tolerance. */
  public Duration setBack() {
    return setBack(clock.wall());
  }

  private Duration setBack(Instant now) {
    Duration behind = Duration.between(now, latest);
    return behind.compareTo(TOLERANCE) > 0 ? behind : Duration.ZERO;
  }

  @Override
  public Optional<Reason> hold(Optional<Instant> notBefore, Instant receivedAt, Duration memory) {
    return notBefore.isEmpty() || setBack(receivedAt).isZero()
        ? Optional.empty()
        : Optional.of(Reason.CLOCK_SET_BACK);
  }
}
