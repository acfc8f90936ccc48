package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What the model remembers of an event.
 *
 * @param standing {@link Standing#QUEUED} while it is running
 * @param running whether it is on its way by pass-through, and nobody has promised anything
 * @param fence of its grant; 0 for what a node remembers and nobody was granted
 * @param first when it was first received, to the millisecond
 * @param receipts at most {@link #RECEIPTS_MAX}
 * @param expires when it is as if it had never been; {@link #NEVER} for what has not ended
 */
record ModelClaim(
    Standing standing,
    boolean running,
    Origin origin,
    ClaimKey content,
    Optional<ClaimKey> label,
    long fence,
    Instant first,
    long receipts,
    int status,
    Instant expires) {
  static final Instant NEVER = Instant.MAX;
  static final long RECEIPTS_MAX = (1 << 24) - 1;

  boolean hasEndedForAll() {
    return known().hasEndedForAll();
  }

  boolean isOf(Origin other) {
    return origin.equals(other);
  }

  Found.Known known() {
    return new Found.Known(standing, origin, first, receipts, status, fence);
  }

  /** As a bid has it that nobody knows. */
  static ModelClaim asIn(Bid bid, long fence, Standing standing) {
    return new ModelClaim(
        standing,
        false,
        bid.origin(),
        bid.content(),
        bid.label(),
        fence,
        bid.received().truncatedTo(ChronoUnit.MILLIS),
        1,
        0,
        NEVER);
  }

  ModelClaim of(Origin other) {
    return new ModelClaim(
        standing, running, other, content, label, fence, first, receipts, status, expires);
  }

  ModelClaim runningUntil(Instant time) {
    return new ModelClaim(
        Standing.QUEUED, true, origin, content, label, fence, first, receipts, status, time);
  }

  /** Into another standing. What has ended stays as it ended: what comes late is older. */
  ModelClaim moved(Standing next, int upstream, Instant until) {
    if (standing.isEnded()) {
      return next.isEnded() ? until(later(expires, until)) : this;
    }
    return in(next, upstream, next.isEnded() ? until : NEVER);
  }

  /** Whether this end goes before a turn, which has promised nothing and may leave nothing. */
  boolean goesBeforeTurn(ModelClaim other) {
    return other.running()
        && standing.isEnded()
        && !expires.isBefore(other.expires())
        && content.equals(other.content());
  }

  static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  ModelClaim in(Standing next, int upstream, Instant until) {
    return new ModelClaim(
        next, false, origin, content, label, fence, first, receipts, upstream, until);
  }

  ModelClaim granted(long newFence) {
    return new ModelClaim(
        standing, running, origin, content, label, newFence, first, receipts, status, expires);
  }

  ModelClaim received(long count) {
    return new ModelClaim(
        standing,
        running,
        origin,
        content,
        label,
        fence,
        first,
        Math.min(count, RECEIPTS_MAX),
        status,
        expires);
  }

  ModelClaim until(Instant time) {
    return new ModelClaim(
        standing, running, origin, content, label, fence, first, receipts, status, time);
  }
}
