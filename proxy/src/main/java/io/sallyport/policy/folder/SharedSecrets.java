package io.sallyport.policy.folder;

import io.sallyport.policy.compile.UsedKey;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problem.Severity;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds secrets that two policies use: whoever leaks the one forges the other. Only digests are
 * compared.
 */
final class SharedSecrets {
  private SharedSecrets() {}

  private record Use(String integration, UsedKey key) {}

  /** A warning for each use that does not say {@code shared-with}, by integration. */
  static Map<String, List<Problem>> warnings(Map<String, List<UsedKey>> keys) {
    Map<String, List<Use>> byDigest = new LinkedHashMap<>();
    keys.forEach(
        (integration, used) ->
            used.forEach(
                key ->
                    byDigest
                        .computeIfAbsent(digest(key), digest -> new ArrayList<>())
                        .add(new Use(integration, key))));
    Map<String, List<Problem>> warnings = new LinkedHashMap<>();
    byDigest.values().forEach(uses -> compare(uses, warnings));
    return warnings;
  }

  private static void compare(List<Use> uses, Map<String, List<Problem>> warnings) {
    for (Use use : uses) {
      uses.stream()
          .filter(other -> !other.integration().equals(use.integration()))
          .filter(other -> !knows(use, other) && !knows(other, use))
          .findFirst()
          .ifPresent(
              other ->
                  warnings
                      .computeIfAbsent(use.integration(), name -> new ArrayList<>())
                      .add(warning(use, other)));
    }
  }

  private static boolean knows(Use use, Use other) {
    return use.key().sharedWith().contains(other.integration());
  }

  private static Problem warning(Use use, Use other) {
    return new Problem(
        Severity.WARNING,
        use.key().at(),
        use.key().path(),
        "the same secret as "
            + other.integration()
            + " uses: whoever knows it can forge both; say shared-with: "
            + other.integration()
            + " where that is meant");
  }

  private static String digest(UsedKey key) {
    try {
      byte[] bytes = key.value().current().unsafeBytes();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}
