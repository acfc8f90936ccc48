package io.sallyport.policy.sample;

import io.sallyport.webhook.RawBody;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be signed: all that the scheme itself does not add.
 *
 * @param path the raw path
 * @param url the registered URL of that path, without query
 * @param query without its question mark; empty = none
 * @param pathValues what stands for the names in the policy's path
 * @param headers fields to begin with, in order; they win over what would be made up
 * @param type the event's type, written where the policy reads it; empty = as it is, or made up
 * @param renewsTime whether a time that stands in the body already is written anew
 */
public record SampleRequest(
    String method,
    String path,
    String url,
    String query,
    Map<String, String> pathValues,
    Map<String, String> headers,
    RawBody body,
    Optional<String> type,
    boolean renewsTime) {
  public SampleRequest {
    pathValues = Map.copyOf(pathValues);
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }
}
