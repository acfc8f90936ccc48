package io.sallyport.store.shared;

import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.util.List;

/**
 * Port: what nodes leave to each other, for when one of them dies: beside the claim of an event
 * lies its delivery, sealed, in the estate of whoever it was granted to. Part of the index, shard
 * by shard, and lost with it.
 *
 * <p>As with {@link SharedIndex}, no future fails for what a network or a server does, and every
 * call may be repeated.
 */
public interface Estates {
  /** Of one owner in one shard; what finds no room waits for its owner. */
  long BYTES_MAX = 8L << 20;

  /** Of one delivery; a longer one waits for its owner. */
  int DELIVERY_BYTES_MAX = 256 << 10;

  /** Of one owner in all shards. */
  long NODE_BYTES_MAX = 64L << 20;

  /**
   * How much may lie there now of this node's, in bytes, if more is to be left: it must not take
   * the room of what counts for more. 0 while nothing may be left. Any thread.
   */
  default long bytesMost() {
    return NODE_BYTES_MAX;
  }

  /**
   * Leaves what is granted to this node, and has not ended, to others. It is theirs no more when it
   * ends, or is granted to this node once more.
   *
   * @return one for each, in their order: {@link Change.Settlement#SUPERSEDED} where it is not
   *     granted under that fence, or the estate has no room
   */
  Future<Reply<List<Change.Settlement>>> deposit(Shard shard, Epoch epoch, List<Deposit> deposits);

  /**
   * One event.
   *
   * @param bid as it was granted
   * @param left the delivery, sealed
   */
  record Deposit(Bid bid, long fence, RawBody left) {}

  /**
   * What is told at once of what is left, at most, but for one that is longer: it shares its way
   * with what somebody waits for.
   */
  int BYTES_AT_ONCE = 512 << 10;

  /**
   * What the first of these nodes that has left anything has left, some of it at random, up to
   * {@link #BYTES_AT_ONCE}. Needs no confirmation by a replica.
   *
   * @param owners the numbers of their names, in an order that changes: what cannot be taken up of
   *     one stands before the others
   * @param most 1 to 64
   */
  Future<Reply<List<RawBody>>> left(Shard shard, Epoch epoch, List<Integer> owners, int most);

  /**
   * Moves claims from the nodes that have left them to the bidder, under new fences. He has the
   * events in his journal, and those nodes begin no attempt any more. What nobody knows any more is
   * granted where all nodes have said what they remember and no end of it can be forgotten.
   *
   * @return one for each, in their order: {@link Found.Granted}; whose it is; {@link Found.Running}
   *     where its owner has left it to nobody since a rebuild, and has some time yet to say what
   *     became of it; {@link Found.Doubtful} where a person must see it: nobody knows whether it
   *     has ended, or its owner has said nothing by then
   */
  Future<Reply<List<Found>>> inherit(Shard shard, Epoch epoch, List<Inheritance> all);

  /**
   * One event.
   *
   * @param from whose it was
   */
  record Inheritance(Bid bid, Lot from) {}

  /**
   * What tells something that was left from what is granted to its owner once more.
   *
   * @param fence of the grant under which it was left
   */
  record Lot(Origin origin, long fence) {}
}
