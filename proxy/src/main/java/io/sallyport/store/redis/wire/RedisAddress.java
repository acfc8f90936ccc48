package io.sallyport.store.redis.wire;

/**
 * Where a Redis process listens.
 *
 * @param host a name or address; IPv6 without brackets
 * @param port 1 to 65535
 */
public record RedisAddress(String host, int port) {
  public static final int PORT_DEFAULT = 6379;
  private static final int PORT_MAX = 65_535;

  public RedisAddress {
    if (host.isEmpty() || port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("want a host and a port from 1 to " + PORT_MAX);
    }
  }

  /** As URLs write it. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
