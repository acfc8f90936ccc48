package io.sallyport.deliver;

import io.sallyport.secret.SecretValue;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * One entry of {@code deliver}: where verified deliveries of a path go.
 *
 * @param path the path below the integration's own that this entry serves ({@code /events}); empty
 *     = the integration's path itself
 * @param to http or https URL; the host is configured, never taken from a request
 * @param wildcard whether {@code to} ended in {@code /*}: what follows the integration's path is
 *     appended (only where the signature covers the URL)
 * @param timeout from the first byte sent to the last byte of the answer's head
 * @param concurrencyMax requests under way to this destination; more wait up to {@code timeout} in
 *     a bounded queue, then 503
 * @param sign the secret of a Standard Webhooks signature toward the upstream, if wanted
 * @param query what of the sender's query goes on
 * @param relay whether the sender gets the upstream's body and headers; false = only its status
 *     decides
 * @param rule durable or pass-through, and what belongs to that
 * @param assertion whether the upstream gets {@code Sallyport-Assertion}
 */
public record Destination(
    Optional<String> path,
    URI to,
    boolean wildcard,
    Duration timeout,
    int concurrencyMax,
    Optional<SecretValue> sign,
    ForwardedQuery query,
    boolean relay,
    DeliveryRule rule,
    boolean assertion) {
  public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(10);
  public static final int CONCURRENCY_MAX_DEFAULT = 64;

  /** Whether it serves what follows the integration's own path. */
  public boolean takes(String rest) {
    String own = path.orElse("");
    return rest.equals(own) || (wildcard && rest.startsWith(own + "/"));
  }
}
