package io.sallyport.seal;

import io.sallyport.secret.Secret;
import java.util.Optional;

/** Secrets that platforms delivered themselves. {@link Bootstrap} keeps the real ones. */
@FunctionalInterface
public interface DeliveredSecrets {
  /**
   * The secret in use.
   *
   * @param tenant empty where the integration has one secret
   */
  Optional<Secret> secret(String integration, String tenant);
}
