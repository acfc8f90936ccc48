package io.sallyport.store.shared;

/** Which of two claims on an event stands, where nodes assert both. */
record ModelPrecedence(ModelTrust trust, SimFlaw flaw) {
  /** Whether what is found there yields to what is asserted. */
  boolean yields(ModelClaim found, ModelClaim asserted) {
    boolean isFirm = rank(found) > 0 && !asserted.goesBeforeTurn(found);
    if (trust.isOpen() && isFirm && !isInherited(found, asserted)) {
      return false;
    }
    return rank(found) == rank(asserted)
        ? goesBefore(asserted, found)
        : rank(asserted) > rank(found);
  }

  private boolean isInherited(ModelClaim found, ModelClaim asserted) {
    return !trust.isWhole()
        && !found.standing().isEnded()
        && asserted.first().equals(found.first())
        && asserted.fence() > found.fence();
  }

  /** What another node has inherited has the same receipt, and a later fence. */
  private static boolean goesBefore(ModelClaim asserted, ModelClaim found) {
    return asserted.first().isBefore(found.first())
        || (asserted.first().equals(found.first()) && asserted.fence() > found.fence());
  }

  /** What has ended is not delivered again, and what was granted goes before what was not. */
  private int rank(ModelClaim claim) {
    boolean hasEnded = flaw == SimFlaw.FINAL ? claim.standing().isEnded() : claim.hasEndedForAll();
    return hasEnded ? 2 : claim.fence() > 0 ? 1 : 0;
  }
}
