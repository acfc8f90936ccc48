package io.sallyport.store.shared;

/** A defence that is missing: the histories must tell. */
enum SimFlaw {
  NONE,
  /** Nobody waits for a replica. */
  UNCONFIRMED,
  /** What a node has granted and delivered it does not assert. */
  FORGETFUL,
  /** What is known to be another's is not asserted for it. */
  SELFISH,
  /** It is not looked at which server, or which history of it, answers. */
  TRUSTING,
  /** Nobody looks whether anything was evicted. */
  CREDULOUS,
  /** After an eviction only what is above the surviving fence is told again. */
  THRIFTY,
  /** After a move, too, only what is above the surviving fence is told again. */
  CONFIDENT,
  /** A node is not waited for when a shard is opened again. */
  IMPATIENT,
  /** Where a node is missing, what nobody knows is taken for new. */
  FORSAKING,
  /** What a person would not have of copies that nobody was granted ends the event for all. */
  FINAL,
  /** The same, where it is heard of at another node. */
  HEARSAY,
  /** Nobody bids again for what was granted before a crash, and what waits is taken for granted. */
  HASTY,
  /** What was granted is tried although others may take the node for dead. */
  CARELESS,
  /** A node that was taken for dead does not ask for what it has once more. */
  SURE,
  /** It is not looked at whose a claim is when it is inherited. */
  GREEDY,
  /** An heir takes what nobody knows any more to be its owner's still. */
  SANGUINE,
  /** What was granted before a lapse keeps its fence when it is granted once more. */
  OLD_FENCES,
  /** What was in hand before a lapse is tried under the grant that it had then. */
  OLD_TERMS,
  /** An heir's round goes on although the dead have come back. */
  STALE,
  /** What Redis has lost of what a node has left is not left there once more. */
  UNRENEWED,
  /** What was tried in vain goes on under its old grant when a person has it tried again. */
  BOLD,
  /** An end that is told after its turn has lapsed does not go before the next turn. */
  TARDY
}
