package io.sallyport.store.redis.wire;

import java.util.List;
import java.util.Optional;

/**
 * Which Redis, and how to reach it.
 *
 * @param addresses the process; the Sentinels; or some members of the Cluster
 * @param masterName what the Sentinels call the set; only with Sentinels
 * @param database 0 with Cluster
 * @param tls without it connections are in the clear; Sentinels are called in the same way
 * @param login for the processes that hold keys
 * @param sentinelLogin for the Sentinels
 */
public record RedisSettings(
    RedisMode mode,
    List<RedisAddress> addresses,
    Optional<String> masterName,
    int database,
    Optional<RedisTls> tls,
    RedisLogin login,
    RedisLogin sentinelLogin,
    RedisBounds bounds) {

  public RedisSettings {
    addresses = List.copyOf(addresses);
    boolean one = addresses.size() == 1;
    if (addresses.isEmpty() || (mode == RedisMode.STANDALONE && !one)) {
      throw new IllegalArgumentException(
          "want one address, with Sentinel and Cluster at least one");
    }
    if ((mode == RedisMode.SENTINEL) != masterName.isPresent()) {
      throw new IllegalArgumentException("want a master's name with Sentinels, and only then");
    }
    if (database < 0 || (mode == RedisMode.CLUSTER && database != 0)) {
      throw new IllegalArgumentException("want database 0 with Cluster, and none below");
    }
  }

  /**
   * What the URLs say, with the defaults for the rest.
   *
   * @param masterName with Sentinels, and only then
   */
  public static RedisSettings of(RedisUrls urls, Optional<String> masterName, RedisLogin login) {
    return new RedisSettings(
        urls.mode(),
        urls.addresses(),
        masterName,
        urls.database(),
        urls.isTls() ? Optional.of(RedisTls.plain()) : Optional.empty(),
        login,
        RedisLogin.none(),
        RedisBounds.DEFAULT);
  }

  /** The same with other TLS. */
  public RedisSettings withTls(RedisTls other) {
    return new RedisSettings(
        mode, addresses, masterName, database, Optional.of(other), login, sentinelLogin, bounds);
  }

  /** The same with a login for the Sentinels. */
  public RedisSettings withSentinelLogin(RedisLogin other) {
    return new RedisSettings(mode, addresses, masterName, database, tls, login, other, bounds);
  }

  /** The same with other bounds. */
  public RedisSettings withBounds(RedisBounds other) {
    return new RedisSettings(
        mode, addresses, masterName, database, tls, login, sentinelLogin, other);
  }
}
