package io.sallyport.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known, without asking, of what waits in the store for one integration: whether something
 * may be due, and when the next is. A look that found nothing counts only if nothing was put back
 * meanwhile. Guarded by the outlet's lock.
 */
final class Backlog {
  private static final Duration LEAST = Duration.ofMillis(10);

  private boolean due = true; // nothing is known before the first look
  private long changes;
  private @Nullable Instant next;
  private boolean paused;
  private long pausedUntil;
  private boolean looking;

  /** Whether something may be due that stands in front of what comes in. */
  boolean isThere() {
    return due;
  }

  /** Something may be due. */
  void stir() {
    due = true;
    changes++;
  }

  /** Something is due then. */
  void waits(Instant at, Instant now) {
    changes++;
    if (!at.isAfter(now)) {
      due = true;
    } else if (next == null || at.isBefore(next)) {
      next = at;
    }
  }

  /** No look before then. */
  void pauseUntil(long nanos) {
    paused = true;
    pausedUntil = nanos;
  }

  /** Takes note of the time. */
  void tick(Instant now, long nanos) {
    if (next != null && !next.isAfter(now)) {
      next = null;
      stir();
    }
    if (paused && nanos - pausedUntil >= 0) {
      paused = false;
    }
  }

  /** Whether a look into the store is wanted now. */
  boolean wantsLook() {
    return due && !looking && !paused;
  }

  boolean isPaused() {
    return paused;
  }

  boolean isLooking() {
    return looking;
  }

  /** A look begins. */
  long begin() {
    looking = true;
    return changes;
  }

  /**
   * It has ended.
   *
   * @param begun what {@link #begin} said
   * @param all whether it found everything that was due
   * @param later when the next is due
   */
  void ended(long begun, boolean all, Optional<Instant> later, Instant now) {
    looking = false;
    if (all && changes == begun) {
      due = false;
    }
    // Never at once after a look that found less than it could: clocks may differ by a little.
    Instant soonest = all ? now.plus(LEAST) : now;
    later.ifPresent(at -> waits(at.isBefore(soonest) ? soonest : at, now));
  }

  /** It came to nothing: the store could not answer. */
  void failed() {
    looking = false;
  }

  /** How long until there is a reason to look, where that is a matter of time. */
  Optional<Duration> wait(Instant now, long nanos) {
    if (due && paused) {
      return Optional.of(Duration.ofNanos(Math.max(1, pausedUntil - nanos)));
    }
    return Optional.ofNullable(next).map(at -> Duration.between(now, at));
  }
}
