package io.sallyport.store.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time by which claims age: it goes on evenly while the process runs, whatever is done to the
 * machine's clock, and never behind what was written before. A clock that is set forward by a week
 * must not make a week's claims be forgotten; one that is set back must not make them immortal.
 */
final class LedgerClock {
  private final InstantSource wall;
  private final LongSupplier nanos;
  private final Instant began;
  private final Instant base;
  private final long zero;

  /**
   * Begins at the machine's time, or at the last one written where that is later.
   *
   * @param nanos monotonic, in nanoseconds
   */
  LedgerClock(InstantSource wall, LongSupplier nanos, Instant written) {
    this.wall = wall;
    this.nanos = nanos;
    this.began = wall.instant();
    this.base = began.isAfter(written) ? began : written;
    this.zero = nanos.getAsLong();
  }

  Instant instant() {
    return base.plusNanos(nanos.getAsLong() - zero);
  }

  /** What the machine's clock shows. */
  Instant wall() {
    return wall.instant();
  }

  /** What it would show, had nobody set it since the start. */
  Instant undisturbed() {
    return began.plusNanos(nanos.getAsLong() - zero);
  }

  /** How far the machine's clock has gone astray since the start; negative when it was set back. */
  Duration drift() {
    return Duration.between(instant(), wall.instant());
  }

  /**
   * A time of the machine's clock as a time of this one. Whole seconds only: what is due at one
   * time must stay due at one time.
   */
  Instant fromWall(Instant time) {
    return time.minusSeconds(driftSeconds());
  }

  /** A time of this clock as the machine's. */
  Instant toWall(Instant time) {
    return time.plusSeconds(driftSeconds());
  }

  /** Towards zero: {@code Duration.toSeconds} makes a second of the least that is negative. */
  private long driftSeconds() {
    return drift().toMillis() / 1_000;
  }
}
