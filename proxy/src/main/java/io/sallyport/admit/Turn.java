package io.sallyport.admit;

import io.sallyport.webhook.EventId;
import java.time.Duration;

/** What asking for a turn at the upstream came to. */
public sealed interface Turn
    permits Turn.Go, Turn.Has, Turn.Busy, Placed.Limited, Placed.Unavailable {
  /**
   * It is new: send it on, then settle.
   *
   * @param fence tells this turn from a later one of the same event
   */
  record Go(EventId id, ClaimKey key, long fence) implements Turn {}

  /** It has its place already, or got one in quarantine: it is not sent on. */
  record Has(Place place) implements Turn {}

  /** The same event is on its way and did not end in time: the sender comes again. */
  record Busy(EventId id, Duration retryAfter) implements Turn {}
}
