package io.sallyport.admit;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Port: the one place where it is decided whether an event is new, and where what was promised is
 * kept. What is known of an event's keys, its limits and its place are decided together and written
 * as one.
 *
 * <p>Every future completes on the caller's event loop. None fails for what a disk or a queue does:
 * that is an {@code Unavailable}, and nothing was promised.
 */
public interface Ledger {
  /** Durable: the events have their place, synced, when this completes with {@link Placed.Kept}. */
  Future<Placed> admit(Admission admission);

  /**
   * Pass-through: whether the event may be sent on now. With {@link Turn.Go} nothing is written
   * yet; it must be followed by {@link #settle}, whatever happens.
   */
  Future<Turn> begin(Admission admission);

  /**
   * Whether these very events were here before. They are counted as received again then; otherwise
   * nothing is written, spent or begun. For what is too old to be let in, and may be a late copy.
   *
   * @return their places; empty when any of them is new, has other bytes or is suspicious, or when
   *     the store cannot answer
   */
  Future<Optional<List<Place>>> recall(Admission admission);

  /**
   * The end of a turn. An answer is relayed only after this has completed: it is synced then.
   *
   * @return {@link Settled#SUPERSEDED} when the turn was taken away meanwhile
   */
  Future<Settled> settle(Turn.Go go, Ending ending);
}
