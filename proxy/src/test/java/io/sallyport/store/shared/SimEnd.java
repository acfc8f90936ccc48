package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import java.util.List;

/** How far a history is from its end, and what need not come to one. */
final class SimEnd {
  private final List<SimNode> nodes;
  private final SimRedis redis;
  private final SimTrouble trouble;

  SimEnd(List<SimNode> nodes, SimRedis redis, SimTrouble trouble) {
    this.nodes = nodes;
    this.redis = redis;
    this.trouble = trouble;
  }

  boolean isOver() {
    return trouble.left().stream().allMatch(node -> node.isUp() && open(node) == 0)
        && forsaken() == 0;
  }

  /** What has not ended, and need not before it is known what a dead node remembers. */
  long open(SimNode node) {
    boolean inPart = trouble.gone().isPresent() && !isWhole();
    SimRows rows = node.rows();
    return rows.open() - (inPart ? rows.held().size() + rows.askedAgain() : 0);
  }

  /** Whether all have said what they remember, of all that nobody who is gone could have ended. */
  boolean isWhole() {
    return redis.isWhole()
        && (trouble.gone().isEmpty()
            || trouble.left().stream().allMatch(node -> redis.has(node.rows().heldIn())));
  }

  /** What a dead node has left and nobody takes; while it is missed, copies of that may be held. */
  long forsaken() {
    return isWhole()
        ? trouble
            .gone()
            .map(it -> redis.left(it.number()).stream().filter(this::hasAnHeir).count())
            .orElse(0L)
        : 0;
  }

  /** Nobody takes up what a person there would not have. */
  private boolean hasAnHeir(ClaimKey key) {
    return !trouble.left().stream().allMatch(it -> it.rows().isRefused(key));
  }

  /** Where a node is missing for ever, a person has these, or they wait for it, or it has them. */
  boolean isHeld(ClaimKey key) {
    return trouble.gone().isPresent()
        && nodes.stream()
            .map(SimNode::rows)
            .anyMatch(rows -> rows.isHeld(key) || (rows.isAskedAgain(key) && !isWhole()));
  }

  /**
   * Whether it need not arrive, since a person would not have it: that ends it for all where it was
   * granted to that node, and else where it was granted to nobody.
   */
  boolean isRefused(ClaimKey key) {
    List<SimRows> all = nodes.stream().map(SimNode::rows).toList();
    return all.stream().anyMatch(it -> it.isRefusedForAll(key))
        || (all.stream().anyMatch(it -> it.isRefused(key))
            && trouble.left().stream().noneMatch(it -> it.rows().owes(key)));
  }
}
