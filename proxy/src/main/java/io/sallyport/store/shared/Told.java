package io.sallyport.store.shared;

/** Port: is told what happens between the nodes. From any thread; must return at once. */
public interface Told {
  /** So many events were granted to this node. */
  void granted(int events);

  /** An event that was promised here is another node's, conflicts, or was reused. */
  void closed(Found found);

  /** An end came too late: the event is another's. */
  void superseded();

  /** A shard is not what it was, and is not built upon any more. */
  void suspected(Shard shard, String why);

  /** A shard may be built upon. */
  void opened(Shard shard, long generation);

  /** A shard was asked in vain. */
  void unanswered(Shard shard, String why);
}
