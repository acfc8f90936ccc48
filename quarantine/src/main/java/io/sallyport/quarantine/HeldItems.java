package io.sallyport.quarantine;

import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.quarantine.item.ItemState;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Where held items are kept (a port). The proxy's stores implement it, so that holding an event and
 * claiming its delivery id are one commit; that is why there is no {@code hold} here.
 *
 * <p>Every future completes on the caller's context. A future fails only because the store could
 * not answer; what it does not know is an empty answer.
 */
public interface HeldItems {

  /** The item of this event, whatever its state; empty when it never was held, or was forgotten. */
  Future<Optional<HeldItem>> find(String eventId);

  /**
   * Items that may still be decided on, oldest first.
   *
   * @param countMax at most so many, 1 to 1,000
   */
  Future<List<HeldItem>> open(int countMax);

  /**
   * Moves one item on, in one commit that is synced when the future completes, and only if it is
   * still in the state that the mover saw.
   *
   * @param seen the item as it was read
   * @param next where it goes; a legal move from {@code seen}'s state
   * @return false when somebody else moved it first; nothing has happened then
   */
  Future<Boolean> move(HeldItem seen, ItemState next);
}
