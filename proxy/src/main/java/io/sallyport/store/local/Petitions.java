package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Estates.Lot;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Origin;
import io.sallyport.store.shared.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What this node asks the others, by what it knows. For the committer's thread. */
final class Petitions {
  private final LedgerState state;
  private final int node;

  /**
   * Of what is known there.
   *
   * @param node the number of this node's name
   */
  Petitions(LedgerState state, int node) {
    this.state = state;
    this.node = node;
  }

  /**
   * What waits in a row of the list; empty where its claim is forgotten.
   *
   * @param key that stands there
   */
  Optional<Petition> petition(OrderKey row, ClaimKey key) {
    Optional<Consignment> consignment =
        state.consignment(row.sequence()).filter(Consignment::waits);
    List<ClaimKey> keys = consignment.map(Consignment::events).orElseGet(() -> List.of(key));
    List<Bid> bids = new ArrayList<>(keys.size());
    List<Shard> shards = new ArrayList<>(keys.size());
    boolean wasGranted = false;
    for (ClaimKey event : keys) {
      Optional<Claim> claim = state.known(event);
      if (claim.isEmpty()) {
        return Optional.empty();
      }
      bids.add(bid(event, claim.get(), consignment.isEmpty(), isVouched(consignment, claim.get())));
      shards.add(shard(claim.get()));
      wasGranted |= claim.get().share().isGranted();
    }
    Optional<Lot> from =
        keys.size() == 1
            ? state.known(keys.get(0)).flatMap(it -> it.share().from())
            : Optional.empty();
    return Optional.of(new Petition(row.sequence(), bids, shards, from, wasGranted));
  }

  /** As it was made, or would be. */
  Bid bid(ClaimKey key, Claim claim) {
    return bid(key, claim, claim.standing() == Standing.HELD, false);
  }

  /** What is told of it before it was granted: that it was released, or tried. */
  private static boolean isVouched(Optional<Consignment> consignment, Claim claim) {
    return !claim.share().isGranted()
        && claim.share().keeper() != Share.Keeper.LEFT
        && consignment.filter(Consignment::isVouched).isPresent();
  }

  private Bid bid(ClaimKey key, Claim claim, boolean held, boolean vouched) {
    return new Bid(
        claim.id(key),
        claim.share().signed(),
        claim.content(),
        claim.label(),
        new Origin(node, claim.born(), claim.item()),
        claim.first(),
        claim.memory(),
        held,
        vouched);
  }

  Shard shard(Claim claim) {
    return new Shard(state.names().name(claim.name()), claim.share().shard());
  }

  /** Whether a bid is for this very event, and not for another that came under its name. */
  boolean isOf(Bid bid, Claim claim) {
    Origin origin = bid.origin();
    return origin.node() == node
        && origin.sequence() == claim.born()
        && origin.item() == claim.item();
  }
}
