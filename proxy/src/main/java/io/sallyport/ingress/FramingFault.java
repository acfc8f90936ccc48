package io.sallyport.ingress;

import io.sallyport.verdict.Reason;

/**
 * The bytes on the connection are not a request that the gate accepts. Nothing that follows on the
 * connection can be trusted to start where it seems to: it is answered and closed.
 *
 * <p>Carries no stack trace: a flood of malformed requests must stay cheap.
 */
public final class FramingFault extends Exception {
  private static final long serialVersionUID = 1L;
  private final Reason reason;

  /**
   * Names the fault.
   *
   * @param reason the reason code
   * @param detail one sentence for the operator, without the sender's bytes
   */
  public FramingFault(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  public String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  /** The usual one: 400. */
  public static FramingFault malformed(String detail) {
    return new FramingFault(Reason.REQUEST_MALFORMED, detail);
  }
}
