package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Failed;
import java.util.HashMap;
import java.util.Map;

/**
 * How a Redis process introduces itself ({@code INFO}).
 *
 * @param runId changes with every start
 * @param replicationId names one history of writes; changes with every start of a master and every
 *     promotion
 * @param offset how far that history goes, in bytes
 * @param replicas how many are connected
 * @param memoryMaxBytes {@code maxmemory}; 0 = unlimited
 * @param evictionPolicy {@code maxmemory-policy}
 * @param version such as {@code 7.0.15}
 * @param isLoading whether it still reads its data from disk
 */
public record Identity(
    RedisAddress address,
    String runId,
    String replicationId,
    long offset,
    boolean isMaster,
    int replicas,
    long memoryMaxBytes,
    long memoryUsedBytes,
    String evictionPolicy,
    String version,
    boolean isLoading) {

  /** Reads what {@code INFO} said. */
  static Identity read(RedisAddress address, String info) throws RedisFailure {
    Map<String, String> fields = new HashMap<>();
    info.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
              }
            });
    try {
      return new Identity(
          address,
          text(fields, "run_id"),
          text(fields, "master_replid"),
          number(fields, "master_repl_offset"),
          text(fields, "role").equals("master"),
          (int) number(fields, "connected_slaves"),
          number(fields, "maxmemory"),
          number(fields, "used_memory"),
          text(fields, "maxmemory_policy"),
          text(fields, "redis_version"),
          !fields.getOrDefault("loading", "0").equals("0"));
    } catch (IllegalArgumentException e) {
      throw new RedisFailure(
          new Failed(Trouble.FAILED, address + " does not introduce itself: " + Failed.text(e)), e);
    }
  }

  private static String text(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("INFO has no " + name);
    }
    return value;
  }

  private static long number(Map<String, String> fields, String name) {
    return Long.parseLong(text(fields, name));
  }
}
