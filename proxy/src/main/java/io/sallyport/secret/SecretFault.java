package io.sallyport.secret;

/** A secret reference that cannot be read as one; the operator wrote it. */
public final class SecretFault extends Exception {
  private static final long serialVersionUID = 1L;
  private final int offset;

  /**
   * @param offset the character of the text where the fault is, from 0
   * @param message what is wrong and what is wanted, without a final full stop; never a secret
   */
  public SecretFault(int offset, String message) {
    super(message);
    this.offset = offset;
  }

  public int offset() {
    return offset;
  }
}
