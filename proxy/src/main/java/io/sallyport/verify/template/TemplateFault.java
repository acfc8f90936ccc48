package io.sallyport.verify.template;

/** A template that does not compile: the operator wrote it, the loader shows it with its place. */
public final class TemplateFault extends Exception {
  private static final long serialVersionUID = 1L;
  private final int offset;

  /**
   * @param offset the character of the template's text where the fault is, from 0
   * @param message what is wrong and what is wanted, without a final full stop
   */
  public TemplateFault(int offset, String message) {
    super(message);
    this.offset = offset;
  }

  public int offset() {
    return offset;
  }
}
