package io.sallyport.store.shared;

import java.time.Duration;
import java.util.Set;

/** Port: is told what happens between the nodes. From any thread; must return at once. */
public interface Told {
  /** So many events of a shard were granted to this node. */
  void granted(Shard shard, int events);

  /**
   * A delivery was decided upon, and may go on where it was granted.
   *
   * @param shard of its first event
   * @param time since it was promised; told only of what this node kept in mind meanwhile
   */
  default void decided(Shard shard, Duration time) {}

  /**
   * So many new events of a shard were let through, or refused, by this node's own part of limits
   * that all nodes keep together: they could not be asked in time.
   */
  default void limitedAlone(Shard shard, int events) {}

  /** An event that was promised here is another node's, conflicts, was reused, or is doubtful. */
  void closed(Shard shard, Found found);

  /** An end came too late: the event is another's. */
  void superseded(Shard shard);

  /** A shard is not what it was, and is not built upon any more. */
  void suspected(Shard shard, String why);

  /** A shard may be built upon. */
  void opened(Shard shard, long generation);

  /** So many events that were granted to this node were left to others, for when it dies. */
  default void deposited(int events) {}

  /** So many could not be, yet: until they are they wait for this node if it dies. */
  default void notDeposited(int events) {}

  /** An event that a dead node has left was granted to this one. */
  default void inherited() {}

  /** An event that a dead node has left stays there, since there is no room for it here now. */
  default void notInheritedForRoom(Shard shard) {}

  /**
   * Something in the estate of a dead node is not what a node of these leaves, and is not taken.
   */
  default void notInherited(Shard shard) {}

  /**
   * A shard may be built upon in part: these nodes have not signed, and were waited for long
   * enough.
   */
  void openedInPart(Shard shard, Set<String> missing);

  /** This node was forgotten by a person's word although it is there, and joins anew. */
  void forgotten();

  /**
   * This node has met the others elsewhere since it was here, and joins anew: what was granted and
   * delivered there is told.
   */
  default void cameFromElsewhere() {}

  /**
   * Nothing is known here of any generation, and these nodes, which this one knows, have not come:
   * the index is new, or has lost everything, or they are at another one.
   */
  default void nobodyKnown(Set<String> missing) {}

  /**
   * Who the other nodes are, or where they met, cannot be written down; until it can, nothing more
   * is granted.
   */
  void unlearnt(Throwable cause);

  /**
   * A shard was asked in vain.
   *
   * @param reply what came instead: certain where the shard was closed meanwhile
   */
  void unanswered(Shard shard, Reply<?> reply);
}
