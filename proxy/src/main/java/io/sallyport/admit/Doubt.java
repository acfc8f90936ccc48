package io.sallyport.admit;

import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What makes a genuine event doubtful that the ledger does not know: it may have been delivered all
 * the same, or be older than its signed time lets it seem.
 */
@FunctionalInterface
public interface Doubt {
  /** What the ledger does not know is new. */
  Doubt NONE = (notBefore, receivedAt, memory) -> Optional.empty();

  /**
   * Why an event waits for a person if it is not known; empty where it is believed to be new.
   *
   * @param notBefore it cannot have been delivered before that; empty where no signed time says so
   * @param receivedAt by the machine's clock
   * @param memory how long the integration's events are remembered
   */
  Optional<Reason> hold(Optional<Instant> notBefore, Instant receivedAt, Duration memory);

  /** This one's reason; where it has none, the other's. */
  default Doubt or(Doubt other) {
    return (notBefore, receivedAt, memory) ->
        hold(notBefore, receivedAt, memory).or(() -> other.hold(notBefore, receivedAt, memory));
  }
}
