package io.sallyport.ingress;

import io.sallyport.webhook.Headers;
import java.util.Optional;

/**
 * The head of one request, after the strict gate.
 *
 * @param method a token, as received
 * @param target origin-form, exactly as received: raw path and query (RFC 9112 §3.2.1)
 * @param headers the fields as received
 * @param host the one Host field, or HTTP/2's authority; absent only in HTTP/1.0
 * @param bodyBytes the announced length of the body; 0 = none, {@link #BODY_BYTES_UNKNOWN} = it
 *     ends by its own framing
 * @param awaitsContinue whether the sender waits for {@code 100 Continue} before the body
 */
public record RequestHead(
    String method,
    String target,
    Headers headers,
    Optional<String> host,
    long bodyBytes,
    boolean awaitsContinue) {

  public static final long BODY_BYTES_UNKNOWN = -1;

  /** The raw path: the target up to the question mark. */
  public String path() {
    int mark = target.indexOf('?');
    return mark < 0 ? target : target.substring(0, mark);
  }

  public boolean hasBody() {
    return bodyBytes != 0;
  }
}
