package io.sallyport.store.shared;

import io.vertx.core.Future;
import java.util.Set;

/**
 * Port: the names of all nodes that have ever been one of these, but for those that were forgotten
 * by a person's word. Kept on this node's own disk: no shard can be trusted to know.
 */
public interface Members {
  /** As far as this node knows, its own among them. Any thread. */
  Set<String> all();

  /** There are these, too. Completes when that is synced; fails when it cannot be. */
  Future<Void> learn(Set<String> names);
}
