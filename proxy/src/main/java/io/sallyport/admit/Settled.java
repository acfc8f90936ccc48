package io.sallyport.admit;

/** What settling a turn came to. */
public enum Settled {
  /** Synced, or dropped as asked. */
  RECORDED,
  /** The turn was not this one's any more. The answer is relayed all the same, and counted. */
  SUPERSEDED,
  /** It cannot be written. The answer must not be relayed: nobody would remember it. */
  UNAVAILABLE
}
