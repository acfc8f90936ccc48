package io.sallyport.policy.sample;

/** A recorded request that is none; the operator wrote it. */
public final class RequestFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  /**
   * @param line of the recording, from 1
   * @param message what is wrong and what is wanted
   */
  public RequestFault(int line, String message) {
    super(message);
    this.line = line;
  }

  public int line() {
    return line;
  }

  /** The message; never null. */
  public String sentence() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
