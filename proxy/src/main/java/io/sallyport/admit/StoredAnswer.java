package io.sallyport.admit;

import io.sallyport.webhook.RawBody;

/**
 * An upstream's answer, kept so that a sender who asks again gets the same one.
 *
 * @param status its status
 * @param type its content type; empty for none
 * @param body at most {@link #BODY_BYTES_MAX}; empty where it was larger, or is forgotten by now
 */
public record StoredAnswer(int status, String type, RawBody body) {
  public static final int BODY_BYTES_MAX = 4 << 10;
}
