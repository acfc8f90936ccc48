package io.sallyport.quarantine.release;

import io.sallyport.quarantine.item.HeldItem;
import io.vertx.core.Future;

/**
 * Sends a released event on (a port; the proxy implements it with its delivery). The event
 * re-enters delivery, not verification: its signature was judged when it came, and its bytes are
 * the same.
 */
@FunctionalInterface
public interface ReleaseHandler {

  /**
   * Takes over an item whose release is already committed. Called again for the same item after a
   * crash, so it must be idempotent by {@link HeldItem#eventId()}.
   *
   * @return completes when delivery has taken the event over, not when its target has answered
   */
  Future<Void> release(HeldItem released);
}
