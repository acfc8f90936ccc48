package io.sallyport.egress;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;

/**
 * One request to be sent. It may carry credentials, so it prints as method and origin only.
 *
 * @param method {@code GET} or {@code POST}
 * @param address already checked by an {@link AddressRule}
 * @param reach where the host's name may lead
 * @param headers sent as they are
 * @param body empty for {@code GET}
 */
public record FetchRequest(
    String method,
    WebAddress address,
    Reach reach,
    Map<String, String> headers,
    Optional<Buffer> body) {

  public FetchRequest {
    headers = Map.copyOf(headers);
  }

  /** A plain GET. */
  public static FetchRequest get(WebAddress address, Reach reach) {
    return new FetchRequest("GET", address, reach, Map.of(), Optional.empty());
  }

  @Override
  public String toString() {
    return method + " " + address.origin();
  }
}
