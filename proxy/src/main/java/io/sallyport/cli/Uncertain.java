package io.sallyport.cli;

import io.sallyport.admin.Everywhere;

/**
 * An order may have been heard, and nobody has said what came of it: it may be done, and done later
 * still; exit code 5.
 */
public final class Uncertain extends Unreachable {
  private static final long serialVersionUID = 1L;

  private final boolean isAnswered;

  Uncertain(String why, boolean isAnswered) {
    super(
        why.contains(Everywhere.WHETHER_DONE_IS_NOT_KNOWN)
            ? why
            : why + ": " + Everywhere.WHETHER_DONE_IS_NOT_KNOWN);
    this.isAnswered = isAnswered;
  }

  /** Whether the server itself has said so; else it may not answer the next order either. */
  public boolean isAnswered() {
    return isAnswered;
  }
}
