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
  private final Fault fault;

  /** What is at fault. */
  private enum Fault {
    REQUEST,
    PLACE,
    FIELD,
    COUNT
  }

  /**
   * @param reason the reason code
   * @param detail one sentence for the operator that names the source, never its value
   */
  public Unreadable(Reason reason, String detail) {
    this(reason, detail, Fault.REQUEST);
  }

  private Unreadable(Reason reason, String detail, Fault fault) {
    super(detail, null, false, false);
    this.reason = reason;
    this.fault = fault;
  }

  /** The document is sound, but the place holds an object or array where one value is wanted. */
  static Unreadable noSingleValue(String detail) {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, detail, Fault.PLACE);
  }

  /** A header field holds what none that takes part may hold. */
  public static Unreadable field(String detail) {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, detail, Fault.FIELD);
  }

  /** The body is sound, but has more events than are looked at one by one. */
  static Unreadable tooManyItems(String detail) {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, detail, Fault.COUNT);
  }

  /** Whether a header field is at fault, and not the body. */
  public boolean isOfField() {
    return fault == Fault.FIELD;
  }

  /** Whether only the place is at fault, and all else can be read. */
  public boolean isOfPlace() {
    return fault == Fault.PLACE;
  }

  /** Whether there are only too many events to look at each. */
  boolean isOfCount() {
    return fault == Fault.COUNT;
  }

  public Reason reason() {
    return reason;
  }

  public String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
