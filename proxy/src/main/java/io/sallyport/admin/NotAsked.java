package io.sallyport.admin;

/** A node could not be asked, or has not said so that it can be believed; the message says why. */
final class NotAsked extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean mayHaveHeard;

  NotAsked(String why, boolean mayHaveHeard) {
    super(why, null, false, false);
    this.mayHaveHeard = mayHaveHeard;
  }

  String why() {
    return String.valueOf(getMessage());
  }

  /** Whether it may have done all the same what it was asked for. */
  boolean mayHaveHeard() {
    return mayHaveHeard;
  }
}
