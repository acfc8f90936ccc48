package io.sallyport.secret;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which Vault, and how to sign in.
 *
 * @param address {@code https://vault.internal:8200}, or {@code http://} on the same host; a path
 *     goes in front of {@code /v1}
 * @param login how to sign in
 * @param namespace sent as {@code X-Vault-Namespace} (Enterprise, HCP)
 * @param authority a file with the certificates to trust, in PEM; without it the JDK's
 * @param mounts paths of KV engines with a slash inside; without one the mount is the first segment
 * @param refresh how often a secret is read again
 * @param timeout of one request, absolute
 */
public record VaultSettings(
    URI address,
    VaultLogin login,
    Optional<String> namespace,
    Optional<Path> authority,
    List<String> mounts,
    Duration refresh,
    Duration timeout) {

  public static final Duration REFRESH_DEFAULT = Duration.ofMinutes(1);
  public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(5);

  public VaultSettings {
    mounts = List.copyOf(mounts);
    boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
    if (!web || address.getHost() == null || address.getRawQuery() != null) {
      throw new IllegalArgumentException("want an address such as https://vault.internal:8200");
    }
    if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
      throw new IllegalArgumentException("want an address without user and fragment");
    }
  }

  /** The defaults for everything but the address and the login. */
  public static VaultSettings of(URI address, VaultLogin login) {
    return new VaultSettings(
        address,
        login,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        REFRESH_DEFAULT,
        TIMEOUT_DEFAULT);
  }

  /**
   * The API path of a secret in KV version 2: {@code secret/webhooks/github} is {@code
   * secret/data/webhooks/github}.
   */
  String apiPath(String path) {
    String mount =
        mounts.stream()
            .map(text -> text.endsWith("/") ? text : text + "/")
            .filter(path::startsWith)
            .max((a, b) -> Integer.compare(a.length(), b.length()))
            .orElse(path.substring(0, path.indexOf('/') + 1));
    return mount + "data/" + path.substring(mount.length());
  }
}
