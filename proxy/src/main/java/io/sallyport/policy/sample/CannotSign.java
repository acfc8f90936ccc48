package io.sallyport.policy.sample;

/** A request that cannot be made from what is given. The message says why, and never a secret. */
public final class CannotSign extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean isSendersAlone;

  public CannotSign(String message) {
    super(message);
    this.isSendersAlone = false;
  }

  public CannotSign(String message, Throwable cause) {
    super(message, cause);
    this.isSendersAlone = false;
  }

  private CannotSign(String message, boolean isSendersAlone) {
    super(message);
    this.isSendersAlone = isSendersAlone;
  }

  /** What signs is in nobody's hands but the sender's, so that no key of the operator's helps. */
  public static CannotSign becauseOnlyTheSenderCan(String message) {
    return new CannotSign(message, true);
  }

  /** Whether another key would help, one made for the purpose. */
  public boolean isSendersAlone() {
    return isSendersAlone;
  }

  /** The message; never null. */
  public String sentence() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
