package io.sallyport.egress;

import java.util.Optional;

/** A whole answer, with a status from 200 to 299 or from 400 to 599. */
public final class FetchAnswer {
  private final int status;
  private final Optional<String> cacheControl;
  private final byte[] body;

  /**
   * @param cacheControl the {@code Cache-Control} field, its values joined by commas
   * @param body belongs to the answer from then on
   */
  public FetchAnswer(int status, Optional<String> cacheControl, byte[] body) {
    this.status = status;
    this.cacheControl = cacheControl;
    this.body = body;
  }

  public int status() {
    return status;
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  public Optional<String> cacheControl() {
    return cacheControl;
  }

  /** The array itself; read only. */
  public byte[] body() {
    return body;
  }

  @Override
  public String toString() {
    return "FetchAnswer[" + status + ", " + body.length + " bytes]";
  }
}
