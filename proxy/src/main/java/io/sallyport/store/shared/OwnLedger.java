package io.sallyport.store.shared;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Turn;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Port: this node's own ledger, when it is one of many. What it admits waits until {@link
 * Holdings#answered} says that it is granted.
 */
public interface OwnLedger extends Ledger {
  /**
   * As {@link #admit(Admission)}, with what the others know of each event. It counts for those
   * events that this node does not know itself: {@link Found.Known} has its place, and nothing is
   * written; {@link Found.Conflict}, {@link Found.Reused} and {@link Found.Doubtful} are held; the
   * others are as if nothing were known. Where {@link Found.Free} has a ruling that is what the
   * limits say that all nodes keep together; where not, this node keeps its part of them.
   *
   * @param spent is told of each event, by its number, that got its place by such a ruling; from
   *     any thread, before this completes. What the others took is to be given back
   */
  Future<Placed> admit(Admission admission, List<Found> elsewhere, IntConsumer spent);

  /**
   * As {@link #begin(Admission)}, with what the others know of the event: {@link Found.Known} has
   * its place, {@link Found.Conflict}, {@link Found.Reused} and {@link Found.Doubtful} are held,
   * and no turn begins. Of the limits that all nodes keep together nothing is taken here: {@link
   * Found.Free} has their ruling, or they are asked next.
   */
  Future<Turn> begin(Admission admission, Found elsewhere);

  /**
   * As {@link #settle(Turn.Go, Ending)} for a turn that a shard has granted. An answer is one of
   * the ends that the others are told of, unless {@link Holdings#settled} says that they know.
   *
   * @param fence of the grant
   */
  Future<Settled> settle(Turn.Go go, Ending ending, Shard shard, long fence);

  /** What became of something that another node has left. */
  enum Uptake {
    /** It is in this journal, synced, and waits to be granted. */
    TAKEN,
    /** This node has it, or knows that it has ended. */
    KNOWN,
    /** The disk has no room for anything now. */
    FULL,
    /** As much lies here of its integration as may. */
    OVER_QUOTA,
    /** It was not sealed by one of these nodes for this shard, or is of another, or too old. */
    UNREADABLE
  }

  /**
   * Takes in what another node has left, under the name and with the receipt that it had there. It
   * waits, as what is received does. Fails where it cannot be written.
   *
   * @param owners the numbers of those who may have left it: nobody else's is taken
   */
  Future<Uptake> inherit(Shard shard, RawBody left, Set<Integer> owners);

  /** A turn goes on that is over these soft limits, which all nodes keep together. */
  void passedOver(String integration, List<Limit> limits);

  /** The bid that belongs to an event of a delivery, and to this node. */
  Bid bid(Admission admission, int index);
}
