package io.sallyport.store.shared;

import io.vertx.core.Future;

/**
 * Port: all nodes that have ever been one of these, and which of them were forgotten by a person's
 * word. Kept on this node's own disk: no shard can be trusted to know.
 */
public interface Members {
  /** As far as this node knows, its own among them. Any thread. */
  Fellows all();

  /** There is this to be known, too. Completes when that is synced; fails when it cannot be. */
  Future<Void> learn(Fellows others);
}
