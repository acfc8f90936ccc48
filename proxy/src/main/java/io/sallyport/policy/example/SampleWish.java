package io.sallyport.policy.example;

import io.sallyport.webhook.RawBody;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody wants signed. What is left open is taken from the first example of the policy, or
 * of its provider.
 *
 * @param body the example's by default
 * @param path a path of the policy, needed where that holds names
 * @param key the id of one of the policy's keys; the first that is valid by default
 * @param type the event's type
 * @param headers fields that win over all others
 */
public record SampleWish(
    Optional<RawBody> body,
    Optional<String> path,
    Optional<String> key,
    Optional<String> type,
    Map<String, String> headers) {

  /** Nothing in particular. */
  public static SampleWish open() {
    return new SampleWish(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  public SampleWish body(RawBody wanted) {
    return new SampleWish(Optional.of(wanted), path, key, type, headers);
  }

  public SampleWish path(Optional<String> wanted) {
    return new SampleWish(body, wanted, key, type, headers);
  }

  public SampleWish key(Optional<String> wanted) {
    return new SampleWish(body, path, wanted, type, headers);
  }

  public SampleWish type(Optional<String> wanted) {
    return new SampleWish(body, path, key, wanted, headers);
  }

  public SampleWish headers(Map<String, String> wanted) {
    return new SampleWish(body, path, key, type, wanted);
  }
}
