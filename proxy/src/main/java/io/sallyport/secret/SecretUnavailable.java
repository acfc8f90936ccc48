package io.sallyport.secret;

/**
 * A secret that a reference names cannot be had now. The message is half a sentence for the
 * operator that names the reference and never a value: "environment variable X is not set".
 */
public final class SecretUnavailable extends Exception {
  private static final long serialVersionUID = 1L;

  public SecretUnavailable(String message) {
    super(message);
  }

  public SecretUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
