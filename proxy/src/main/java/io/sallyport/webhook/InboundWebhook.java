package io.sallyport.webhook;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One request to a webhook path, whole and unverified.
 *
 * @param integration the integration that the path belongs to
 * @param requestId ours, random, for logs and answers
 * @param method upper case, as received
 * @param target the request target in origin-form, exactly as received: raw path and query
 * @param headers the header fields as received
 * @param body the body exactly as received (after an opted-in content coding was removed)
 * @param source the caller's address after the trusted-proxies rule
 * @param receivedAt when the last byte of the body arrived
 * @param pathValues what the policy's {@code path} names in braces, each matching {@code
 *     [A-Za-z0-9_-]{1,64}}
 * @param clientCertificate the validated TLS client certificate, if one was presented
 */
public record InboundWebhook(
    String integration,
    String requestId,
    String method,
    String target,
    Headers headers,
    RawBody body,
    InetAddress source,
    Instant receivedAt,
    Map<String, String> pathValues,
    Optional<ClientCertificate> clientCertificate) {

  public InboundWebhook {
    pathValues = Map.copyOf(pathValues);
  }

  /** The raw path: the target up to the question mark. */
  public String path() {
    int mark = target.indexOf('?');
    return mark < 0 ? target : target.substring(0, mark);
  }

  /** The raw query behind the question mark; empty when there is none. */
  public String query() {
    int mark = target.indexOf('?');
    return mark < 0 ? "" : target.substring(mark + 1);
  }
}
