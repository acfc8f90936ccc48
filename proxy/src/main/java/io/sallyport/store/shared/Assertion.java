package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a node remembers of an event, for a shard that may have forgotten it.
 *
 * @param bid as it was made, or would be
 * @param standing as it is now
 * @param fence of its grant; 0 where it was never confirmed
 * @param receipts how often it came
 * @param status what its sender was told by the upstream
 * @param left how long it is still known, where it has ended
 */
public record Assertion(
    Bid bid, Standing standing, long fence, long receipts, int status, Duration left) {

  /** What asserting it came to. */
  public sealed interface Answer {
    /**
     * It stands as asserted, or stood already.
     *
     * @param fence of its grant; 0 where it was never granted: it must still be bid for
     */
    record Stands(long fence) implements Answer {}

    /** Another node received it earlier: it is that one's. */
    record Yields(Found to) implements Answer {}
  }

  public Instant received() {
    return bid.received();
  }

  public ClaimKey key() {
    return bid.key();
  }

  public Optional<ClaimKey> signed() {
    return bid.signed();
  }

  /** The same in another standing. */
  public Assertion in(Standing next) {
    return new Assertion(bid, next, fence, receipts, status, left);
  }
}
