package io.sallyport.store.shared;

/**
 * Where a node has met the others last: what all met in then, as it was opened wholly or in part.
 *
 * @param generation 0 where it has met nobody yet, or that is not known
 * @param previous the one that was open wholly before it; 0 for none
 */
public record Met(long generation, long previous) {
  public static final Met NEVER = new Met(0, 0);

  /**
   * In place of what cannot be read: no index follows on it, so a node joins anew wherever it
   * begins, as one that may have been told anything elsewhere.
   */
  public static final Met UNREADABLE = new Met(Long.MAX_VALUE, 0);

  public Met {
    if (generation < 0 || previous < 0) {
      throw new IllegalArgumentException("generations are counted from 1");
    }
  }

  static Met in(RollCall call) {
    return new Met(call.generation(), call.previous());
  }

  /**
   * Whether this is the index where it was, as far as that can be told: the same generation, or a
   * later one that follows on it. Before a generation that was open in part, or whose opening a
   * failover has lost, it is the one before that. One before which there was none is an index that
   * has lost everything, or a new one: what this node has signed there, and did not note, was
   * before.
   *
   * @param node the name of this node
   */
  boolean isFollowedBy(RollCall call, String node) {
    if (generation == 0 || call.generation() == generation) {
      return true;
    }
    if (call.generation() < generation) {
      return false;
    }
    return call.previous() == 0
        ? !call.signed().contains(node)
        : call.previous() == generation || call.previous() == previous;
  }
}
