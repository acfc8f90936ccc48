package io.sallyport.policy.sample;

import io.sallyport.webhook.RawBody;
import java.util.Map;

/**
 * What is to be signed: all that the scheme itself does not add.
 *
 * @param path the raw path
 * @param url the registered URL of that path, without query
 * @param query without its question mark; empty = none
 * @param headers fields to begin with; they win over what would be made up
 */
public record SampleRequest(
    String method,
    String path,
    String url,
    String query,
    Map<String, String> headers,
    RawBody body) {
  public SampleRequest {
    headers = Map.copyOf(headers);
  }
}
