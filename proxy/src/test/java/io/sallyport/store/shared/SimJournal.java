package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;

/** What a simulated node writes down. */
sealed interface SimJournal {
  record Learnt(Fellows fellows) implements SimJournal {}

  record Kept(long sequence, Shard shard, Bid bid) implements SimJournal {}

  /** A person must see it first. */
  record Held(long sequence, Shard shard, Bid bid) implements SimJournal {}

  /** What waited is held, in another place. */
  record Doubted(long sequence, Bid now) implements SimJournal {}

  /** By a person. */
  record Released(long sequence) implements SimJournal {}

  /** By a person: what was held is rejected, and what waits is given up. */
  record Refused(long sequence) implements SimJournal {}

  /** Another node has left it. */
  record Inherited(long sequence, Shard shard, Bid bid, Estates.Lot from) implements SimJournal {}

  /** Pass-through: the upstream has answered. */
  record Relayed(long sequence, Shard shard, Bid bid, long fence) implements SimJournal {}

  /** What has ended and was told long before the history begins. */
  record EndedLongAgo(long sequence, Shard shard, Bid bid, long fence) implements SimJournal {}

  record Answered(long sequence, Found found) implements SimJournal {}

  record Delivered(long sequence) implements SimJournal {}

  /** It was tried in vain as often as it may be. */
  record Died(long sequence) implements SimJournal {}

  /** A person has it tried again. */
  record Revived(long sequence) implements SimJournal {}

  /** Others know of it as it stood then, under that fence. */
  record Told(ClaimKey key, Standing standing, long fence) implements SimJournal {}

  record Asserted(ClaimKey key, Assertion.Answer answer) implements SimJournal {}
}
