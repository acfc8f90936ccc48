package io.sallyport.policy.compile;

import io.sallyport.secret.SecretValue;
import io.sallyport.yaml.Place;
import java.util.List;

/**
 * A shared secret that a policy uses.
 *
 * @param sharedWith integrations that knowingly use the same
 */
public record UsedKey(Place at, String path, SecretValue value, List<String> sharedWith) {
  public UsedKey {
    sharedWith = List.copyOf(sharedWith);
  }
}
