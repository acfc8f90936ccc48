package io.sallyport.dispatch;

import io.sallyport.deliver.Destination;
import io.sallyport.deliver.Road;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One destination of an integration: its places, its breaker, its pace after an outage. Guarded by
 * its outlet's lock; times are monotonic nanoseconds.
 *
 * <p>While a backlog is worked off, a quarter of the places is kept for what comes in: it neither
 * waits behind the backlog nor starves it.
 */
final class Target {
  private static final int LIVE_SHARE = 4;

  private final Bounds bounds;
  private final RandomGenerator random;
  private final Breaker breaker;
  private volatile Road road; // asked for without the lock, too
  private @Nullable Pace pace;
  private long pacedUntil;
  private int live;
  private int drained;

  /**
   * What makes it the same across reloads of its policy: another address is another destination,
   * with a breaker of its own.
   */
  record Name(Optional<String> path, URI to) {
    static Name of(Road road) {
      return new Name(road.destination().path(), road.destination().to());
    }
  }

  Target(Road road, Bounds bounds, RandomGenerator random, long now) {
    this.road = road;
    this.bounds = bounds;
    this.random = random;
    this.breaker = new Breaker(bounds.breaker(), random, now);
  }

  Road road() {
    return road;
  }

  void use(Road current) {
    road = current;
  }

  Breaker breaker() {
    return breaker;
  }

  /** The label of metrics: the entry's path. */
  String label() {
    return destination().path().orElse("");
  }

  /**
   * Whether something that has just come in may go at once.
   *
   * @param backlog whether others wait
   */
  boolean hasLivePlace(boolean backlog) {
    return breaker.isClosed()
        && live + drained < placesMax()
        && (!backlog || live < placesMax() / LIVE_SHARE);
  }

  void startLive() {
    live++;
  }

  /** How many of the backlog may begin now. */
  int drainable(long now) {
    int places = placesMax() - drained - Math.max(live, placesMax() / LIVE_SHARE);
    int most = Math.min(places, breaker.allowance(now));
    Pace paced = pace(now);
    return Math.max(0, paced == null ? most : Math.min(most, paced.allowance(now)));
  }

  /**
   * Takes places for the backlog.
   *
   * @return how many, up to {@code want}; they belong to {@link Breaker#epoch()}
   */
  int reserve(int want, long now) {
    int number = Math.min(want, drainable(now));
    if (number > 0) {
      drained += number;
      breaker.begin(number);
      if (pace != null) {
        pace.take(number);
      }
    }
    return Math.max(0, number);
  }

  /** Places of the backlog that nothing was sent in. */
  void unused(int number, int epoch) {
    drained -= number;
    for (int i = 0; i < number; i++) {
      breaker.nothing(epoch);
    }
    if (pace != null) {
      pace.giveBack(number);
    }
  }

  /** An attempt has ended. */
  void ended(boolean wasLive, int epoch, Outcome outcome, long now) {
    if (wasLive) {
      live--;
    } else {
      drained--;
    }
    boolean wasClosed = breaker.isClosed();
    if (outcome.kind().isTrouble()) {
      breaker.failed(epoch, now, outcome.retryAfter().orElse(Duration.ZERO));
    } else if (outcome.kind().isHealthy()) {
      breaker.succeeded(epoch, now);
    } else {
      breaker.nothing(epoch);
    }
    if (!wasClosed && breaker.isClosed()) {
      recover(now);
    }
  }

  /** After an outage: what waits is not let loose at once. */
  void recover(long now) {
    pace = new Pace(bounds.drainPerSecondFirst(), bounds.drainPerSecondMax(), now);
    pacedUntil = now + bounds.recovery().toNanos();
  }

  /** Nothing waits any more. */
  void caughtUp() {
    if (breaker.isClosed()) {
      pace = null;
    }
  }

  /** When more of the backlog may begin, where that is a matter of time and not of places. */
  OptionalLong wakeAt(long now) {
    if (breaker.state() == Breaker.State.OPEN) {
      return OptionalLong.of(breaker.openUntil());
    }
    Pace paced = pace(now);
    if (paced == null || paced.allowance(now) > 0) {
      return OptionalLong.empty();
    }
    long wait = paced.nanosToNext(now);
    return OptionalLong.of(now + wait + random.nextLong(1 + wait / 4));
  }

  private @Nullable Pace pace(long now) {
    if (pace != null && now - pacedUntil > 0) {
      pace = null;
    }
    return pace;
  }

  private Destination destination() {
    return road.destination();
  }

  private int placesMax() {
    return destination().concurrencyMax();
  }
}
