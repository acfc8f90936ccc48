package io.sallyport.verify.key;

/** Key material that is not what it should be. The message never holds the material. */
public final class KeyFault extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and what is wanted, without a final full stop
   */
  public KeyFault(String message) {
    super(message);
  }

  KeyFault(String message, Throwable cause) {
    super(message, cause);
  }

  /** The message; never null. */
  public String sentence() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
