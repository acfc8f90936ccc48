package io.sallyport.dispatch;

import io.sallyport.loop.Home;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One timer that is always set to the earliest time asked for. Belongs to its home's thread. */
final class Alarm {
  /** No timer is longer, so that a wall clock that was set is noticed. */
  private static final long NANOS_MAX = Duration.ofMinutes(1).toNanos();

  private static final long NANOS_MIN = Duration.ofMillis(1).toNanos();

  private final Home home;
  private final Runnable task;
  private @Nullable Runnable callOff;
  private long at;

  Alarm(Home home, Runnable task) {
    this.home = home;
    this.task = task;
  }

  /** Rings in so many nanoseconds, or earlier if it was set so before. */
  void in(long nanos, long now) {
    long wait = Math.min(NANOS_MAX, Math.max(NANOS_MIN, nanos));
    if (callOff != null && at - (now + wait) <= 0) {
      return;
    }
    off();
    at = now + wait;
    // A timer counts whole milliseconds: rounded up, or it would ring too early to be of use.
    callOff = home.after(Duration.ofMillis((wait + NANOS_MIN - 1) / NANOS_MIN), this::ring);
  }

  void off() {
    if (callOff != null) {
      callOff.run();
      callOff = null;
    }
  }

  private void ring() {
    callOff = null;
    task.run();
  }
}
