package io.sallyport.explain;

import io.sallyport.policy.Policy;
import io.sallyport.webhook.InboundWebhook;
import io.vertx.core.Future;
import java.util.List;

/**
 * Port: what would have let a request verify that did not. For explanations only; nothing is ever
 * accepted by it.
 */
@FunctionalInterface
public interface NearMisses {
  /**
   * Sentences without secrets, the likeliest first.
   *
   * @param url the registered URL under which the policy was asked
   */
  Future<List<String>> of(Policy policy, InboundWebhook inbound, String url);

  /** Does not look. */
  static NearMisses none() {
    return (policy, inbound, url) -> Future.succeededFuture(List.of());
  }
}
