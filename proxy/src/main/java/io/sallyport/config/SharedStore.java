package io.sallyport.config;

import io.sallyport.egress.NodeAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The Redis by which several nodes agree, and how this one takes part.
 *
 * @param endpoints as Redis clients write them: {@code redis://user:password@host:port/database}; a
 *     password is a reference, or itself
 * @param mode {@code standalone}, {@code sentinel} or {@code cluster}
 * @param master what the Sentinels call the set; with {@code sentinel}, and only then
 * @param sentinelUser as whom to sign in to the Sentinels
 * @param sentinelPassword a reference
 * @param tls files for {@code rediss://}
 * @param claims how many one integration may have; absent: what half of all {@code maxmemory} has
 *     room for
 * @param certainty {@code single}, or {@code replicated}: what is granted must have reached a
 *     replica
 * @param node what this node is called; absent: what it was called when its data was made
 * @param advertise where the other nodes reach this one's admin listener; absent: they cannot
 * @param awayBytes of deliveries may wait while Redis cannot be asked
 * @param awayAge of the oldest of them
 * @param handOver whether other nodes finish what a dead one leaves
 */
public record SharedStore(
    List<String> endpoints,
    String mode,
    Optional<String> master,
    Optional<String> sentinelUser,
    Optional<String> sentinelPassword,
    Optional<Tls> tls,
    Optional<Integer> claims,
    String certainty,
    Optional<String> node,
    Optional<NodeAddress> advertise,
    long awayBytes,
    Duration awayAge,
    boolean handOver) {

  public static final long AWAY_BYTES_DEFAULT = 2L << 30;
  public static final Duration AWAY_AGE_DEFAULT = Duration.ofHours(6);

  public static final String HAND_OVER = "redis";
  public static final String NO_HAND_OVER = "none";
  public static final String STANDALONE = "standalone";
  public static final String SENTINEL = "sentinel";
  public static final String CLUSTER = "cluster";
  public static final String SINGLE = "single";
  public static final String REPLICATED = "replicated";

  public SharedStore {
    endpoints = List.copyOf(endpoints);
  }

  /**
   * How connections are encrypted.
   *
   * @param ca PEM of the authorities to trust; without it the JDK's
   * @param certificate PEM chain to show, leaf first
   * @param key its key, PEM, PKCS#8
   */
  public record Tls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {}

  /** Without the endpoints: a password may stand in them. */
  @Override
  public String toString() {
    return "SharedStore[" + mode + ", " + endpoints.size() + " endpoints]";
  }
}
