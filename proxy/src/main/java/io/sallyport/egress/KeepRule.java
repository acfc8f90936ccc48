package io.sallyport.egress;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When something fetched is used, and when it is fetched again. Pure.
 *
 * @param lastGood how long a value is used when it cannot be fetched again, from its fetch
 * @param refetchInterval a value that will not do is fetched again at most once in this time
 * @param negative how long a failure stands for the answer
 */
public record KeepRule(Duration lastGood, Duration refetchInterval, Duration negative) {

  /** A fetch that found no free slot may be tried again this soon: nobody was asked. */
  static final Duration BUSY = Duration.ofSeconds(1);

  /**
   * What is known of one thing.
   *
   * @param fetchedAt when the value was fetched
   * @param fresh how long from then it is used without asking
   * @param askedAt when a fetch was last started
   * @param failedAt when one last failed, if since the value was fetched
   * @param busy whether it failed for want of a free slot
   */
  record Known(
      Optional<Instant> fetchedAt,
      Duration fresh,
      Optional<Instant> askedAt,
      Optional<Instant> failedAt,
      boolean busy) {

    static Known nothing() {
      return new Known(Optional.empty(), Duration.ZERO, Optional.empty(), Optional.empty(), false);
    }

    Known asked(Instant now) {
      return new Known(fetchedAt, fresh, Optional.of(now), failedAt, busy);
    }

    Known loaded(Instant now, Duration fresh) {
      return new Known(Optional.of(now), fresh, askedAt, Optional.empty(), false);
    }

    Known failed(Instant now, boolean busy) {
      return new Known(fetchedAt, fresh, askedAt, Optional.of(now), busy);
    }
  }

  enum Step {
    /** Use the value. */
    USE,
    /** Use it, and fetch it again beside that, so that nobody has to wait at its end. */
    USE_AND_FETCH,
    /** Wait for a fetch. */
    FETCH,
    /** Answer with the last failure. */
    FAIL
  }

  /** The step for somebody who is content with the value there is. */
  Step step(Known known, Instant now) {
    boolean failed = isWithin(known.failedAt(), known.busy() ? BUSY : negative, now);
    if (!isWithin(known.fetchedAt(), lastGood, now)) {
      return failed ? Step.FAIL : Step.FETCH;
    }
    if (!isWithin(known.fetchedAt(), known.fresh(), now)) {
      return failed ? Step.USE : Step.FETCH;
    }
    boolean late = !isWithin(known.fetchedAt(), known.fresh().multipliedBy(4).dividedBy(5), now);
    return late && !isWithin(known.askedAt(), refetchInterval, now) ? Step.USE_AND_FETCH : Step.USE;
  }

  /** The step for somebody who has seen the value and misses something in it. */
  Step stepForNewer(Known known, Instant now) {
    if (!isWithin(known.askedAt(), refetchInterval, now)) {
      return Step.FETCH;
    }
    return known.failedAt().isPresent() ? Step.FAIL : Step.USE;
  }

  /** The end of the time is outside it; a clock that was set back is, too. */
  private static boolean isWithin(Optional<Instant> start, Duration time, Instant now) {
    @Nullable Instant from = start.orElse(null);
    return from != null && !now.isBefore(from) && now.isBefore(from.plus(time));
  }
}
