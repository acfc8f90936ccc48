package io.sallyport.store.shared;

import io.sallyport.store.shared.Estates.Inheritance;
import io.sallyport.store.shared.Holdings.Ended;
import io.sallyport.store.shared.Holdings.Petition;
import io.vertx.core.Future;
import java.util.List;

/** How events go from one node to another. Belongs to its home. */
record HandOver(Estates estates, Depositor depositor) {
  /** Asks for what other nodes have left. */
  Future<Reply<List<Found>>> inherit(Shard shard, Epoch epoch, List<Inheritance> all) {
    return estates.inherit(shard, epoch, all);
  }

  /**
   * This node has written down what its petition came to. What goes on alone, and nobody must see
   * first, is left to others. Not before: an heir's claim could be taken for this node's grant.
   */
  void answered(Petition petition, List<Found> found) {
    for (int i = 0; i < found.size(); i++) {
      depositor.gone(petition.shards().get(i), petition.bids().get(i));
    }
    if (found.size() == 1
        && !petition.bids().get(0).held()
        && found.get(0) instanceof Found.Granted granted) {
      depositor.granted(petition.shards().get(0), petition.bids().get(0), granted.fence());
    }
  }

  /** The others know that these have ended. */
  void told(List<Ended> ended) {
    ended.forEach(it -> depositor.gone(it.shard(), it.bid()));
  }
}
