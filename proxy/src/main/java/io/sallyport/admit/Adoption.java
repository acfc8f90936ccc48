package io.sallyport.admit;

import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A restored copy of the data folder is in use: what was claimed after it was made is not known
 * here, so an unknown event may be one that was delivered then. Pure.
 *
 * @param stopped since then nothing was taken on that is not known here
 * @param until when unknown events are believed again; where nobody said, when each claim that was
 *     lost would have been forgotten anyway
 */
public record Adoption(Instant stopped, Optional<Instant> until) implements Doubt {
  /** Nothing that is new for certain, or that the lost claims would not have stopped any more. */
  @Override
  public Optional<Reason> hold(Optional<Instant> notBefore, Instant receivedAt, Duration memory) {
    boolean isNew = notBefore.filter(stopped::isBefore).isPresent();
    return isNew || !receivedAt.isBefore(end(memory))
        ? Optional.empty()
        : Optional.of(Reason.STORE_RESTORED);
  }

  /** When nothing is held any more, for an integration with such a memory. */
  public Instant end(Duration memory) {
    return until.orElseGet(() -> stopped.plus(memory));
  }
}
