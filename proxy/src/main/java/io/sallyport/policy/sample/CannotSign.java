package io.sallyport.policy.sample;

/** A request that cannot be made from what is given. The message says why, and never a secret. */
public final class CannotSign extends Exception {
  private static final long serialVersionUID = 1L;

  public CannotSign(String message) {
    super(message);
  }

  public CannotSign(String message, Throwable cause) {
    super(message, cause);
  }

  /** The message; never null. */
  public String sentence() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
