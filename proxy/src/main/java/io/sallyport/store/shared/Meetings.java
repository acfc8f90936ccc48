package io.sallyport.store.shared;

import io.vertx.core.Future;

/**
 * Port: where this node has met the others last, kept on its own disk. An index that it comes back
 * to after another one looks as it was left: all have signed there, and nothing of what was granted
 * elsewhere meanwhile is known.
 */
public interface Meetings {
  /** {@link Met#NEVER} where nothing was noted. Any thread. */
  Met last();

  /** Notes that. Completes when it is synced; fails when it cannot be. */
  Future<Void> note(Met met);
}
