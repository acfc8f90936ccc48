package io.sallyport.handshake;

import io.sallyport.secret.Secret;
import io.sallyport.webhook.InboundWebhook;
import io.vertx.core.Future;

/**
 * Port: takes in a signing secret that the platform delivers itself, when an operator has opened
 * it.
 */
@FunctionalInterface
public interface SecretIntake {
  /**
   * Seals the secret for the request's integration.
   *
   * @return true once it is durably kept; false when the integration is not open for it
   */
  Future<Boolean> take(InboundWebhook inbound, Secret secret);
}
