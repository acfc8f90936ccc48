package io.sallyport.observe;

/**
 * Takes every decision: the log, the tail, tests. Called on event loops: must not block or throw.
 */
@FunctionalInterface
public interface DecisionSink {
  /** Takes one decision. */
  void decided(Decision decision);

  /** Both, in this order. */
  default DecisionSink and(DecisionSink other) {
    return decision -> {
      decided(decision);
      other.decided(decision);
    };
  }
}
