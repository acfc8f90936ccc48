package io.sallyport.admit;

/** What became of the wish to forget a node. */
public enum Forgetting {
  /** Nobody waits for it any more, as soon as all have heard. */
  DONE,
  /** No such node is a member, or has ever been. */
  UNKNOWN,
  /** It is this very node. */
  ITSELF,
  /** It beats: another of these nodes has just heard of it. */
  ALIVE,
  /** Nobody can say whether it is alive: Redis does not answer, or has lost who was. */
  UNSURE
}
