package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;

/**
 * A source that a template needs is absent, repeated or malformed in this request.
 *
 * <p>The sender did it, so it becomes a value ({@code Outcome.Refused}) at the one place where a
 * stage calls templates; it is an exception only to leave nested templates at once, and carries no
 * stack trace because a flood of bad requests must stay cheap.
 */
public final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Reason reason;
  private final boolean ofPlace;
  private final boolean ofField;

  /**
   * @param reason the reason code
   * @param detail one sentence for the operator that names the source, never its value
   */
  public Unreadable(Reason reason, String detail) {
    this(reason, detail, false, false);
  }

  private Unreadable(Reason reason, String detail, boolean ofPlace, boolean ofField) {
    super(detail, null, false, false);
    this.reason = reason;
    this.ofPlace = ofPlace;
    this.ofField = ofField;
  }

  /** The document is sound, but the place holds an object or array where one value is wanted. */
  static Unreadable noSingleValue(String detail) {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, detail, true, false);
  }

  /** A header field holds what none that takes part may hold. */
  public static Unreadable field(String detail) {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, detail, false, true);
  }

  /** Whether a header field is at fault, and not the body. */
  public boolean isOfField() {
    return ofField;
  }

  /** Whether only the place is at fault, and all else can be read. */
  public boolean isOfPlace() {
    return ofPlace;
  }

  public Reason reason() {
    return reason;
  }

  public String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
