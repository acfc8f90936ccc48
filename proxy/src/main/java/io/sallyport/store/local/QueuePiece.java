package io.sallyport.store.local;

import io.sallyport.store.shared.Holdings;
import java.util.List;
import java.util.Optional;

/**
 * A piece of what is queued here, each request that goes upstream once.
 *
 * @param next where the next piece begins; {@link Holdings.Cursor#END} behind the last
 */
public record QueuePiece(List<Queued> queued, Holdings.Cursor next) {
  public QueuePiece {
    queued = List.copyOf(queued);
  }

  /**
   * One request.
   *
   * @param grant by which it is this node's, of one of many
   */
  public record Queued(Kind kind, Optional<Holdings.Grant> grant) {}

  /** Whether other nodes could finish it. */
  public enum Kind {
    /** They could. */
    ALONE,
    /** No: it came with others in one delivery. */
    BATCH,
    /** No: it is longer than {@link io.sallyport.store.shared.Estates#DELIVERY_BYTES_MAX}. */
    LONG,
    /** No: it was received longer ago than it would be remembered. */
    OLD
  }
}
