package io.sallyport.seal;

import io.sallyport.secret.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Secrets that platforms delivered themselves. {@link Bootstrap} keeps the real ones. */
@FunctionalInterface
public interface DeliveredSecrets {
  /**
   * The secret in use.
   *
   * @param tenant empty where the integration has one secret
   */
  Optional<Secret> secret(String integration, String tenant);

  /**
   * The tenant that a request's path names: its values in the order of their names, with slashes
   * between them; empty where the policy's path has none.
   */
  static String tenantOf(Map<String, String> pathValues) {
    return String.join("/", new TreeMap<>(pathValues).values());
  }
}
