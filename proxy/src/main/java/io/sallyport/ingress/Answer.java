package io.sallyport.ingress;

import io.sallyport.pipeline.Fields;
import io.vertx.core.buffer.Buffer;

/**
 * What a sender gets, whole.
 *
 * @param status the status code
 * @param fields the fields but for those that frame the message, which the connection writes
 * @param body the body; must not be changed any more
 */
public record Answer(int status, Fields fields, Buffer body) {
  private static final Buffer NO_BODY = Buffer.buffer(0);

  /** An answer without a body. */
  public static Answer empty(int status, Fields fields) {
    return new Answer(status, fields, NO_BODY);
  }
}
