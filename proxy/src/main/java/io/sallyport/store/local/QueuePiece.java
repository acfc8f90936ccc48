package io.sallyport.store.local;

import io.sallyport.store.shared.Holdings;
import java.util.List;
import java.util.Optional;

/**
 * A piece of what is queued here, each request that goes upstream once.
 *
 * @param hasMore whether another piece may come behind it
 */
public record QueuePiece(List<Queued> queued, boolean hasMore) {
  public QueuePiece {
    queued = List.copyOf(queued);
  }

  /**
   * What came to stand where a walk had been, and is queued still.
   *
   * @param more so many were not remembered
   */
  public record Behind(List<Queued> queued, long more) {
    public Behind {
      queued = List.copyOf(queued);
    }
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
