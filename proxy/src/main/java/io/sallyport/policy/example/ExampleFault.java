package io.sallyport.policy.example;

/** An example that cannot be run as it is written. */
public final class ExampleFault extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence: what is wrong and what is wanted
   */
  public ExampleFault(String message) {
    super(message);
  }

  /** The message; never null. */
  public String sentence() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
