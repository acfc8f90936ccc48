package io.sallyport.egress;

/** Nothing usable came back. The message is one sentence for the operator, without the address. */
public final class FetchFailed extends Exception {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Fault {
    /** The name has no address, or the resolver failed. */
    UNRESOLVED,
    /** The name leads where it must not. */
    FORBIDDEN_ADDRESS,
    /** No connection. */
    UNREACHABLE,
    /** The other side did not prove its name. */
    TLS,
    /** Not done within the absolute limit. */
    TIMEOUT,
    /** More bytes than allowed. */
    TOO_LARGE,
    /** Any 3xx; it is never followed. */
    REDIRECT,
    /** The answer broke off, or is not HTTP as we want it. */
    PROTOCOL,
    /** As many fetches as allowed are under way. */
    BUSY
  }

  private final Fault fault;

  public FetchFailed(Fault fault, String sentence) {
    super(sentence, null, false, false);
    this.fault = fault;
  }

  public FetchFailed(Fault fault, String sentence, Throwable cause) {
    super(sentence, cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
