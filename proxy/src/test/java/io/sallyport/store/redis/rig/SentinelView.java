package io.sallyport.store.redis.rig;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** What Sentinels say of the set. */
final class SentinelView {
  private SentinelView() {}

  /** Whether it knows two replicas and the two other Sentinels. */
  static boolean seesEverybody(RedisNode sentinel) {
    try {
      Map<String, String> master = master(sentinel);
      return "2".equals(master.get("num-slaves")) && "2".equals(master.get("num-other-sentinels"));
    } catch (UncheckedIOException | RedisSaid notYet) {
      return false;
    }
  }

  /** The host that most of those who answer name. */
  static String masterHost(List<RedisNode> sentinels) {
    List<String> named = new ArrayList<>();
    for (RedisNode sentinel : sentinels) {
      host(sentinel).ifPresent(named::add);
    }
    return named.stream()
        .max(Comparator.comparingInt(host -> Collections.frequency(named, host)))
        .filter(host -> Collections.frequency(named, host) > sentinels.size() / 2)
        .orElseThrow(() -> new NoSuchElementException("the Sentinels do not agree"));
  }

  private static Optional<String> host(RedisNode sentinel) {
    try {
      return Optional.ofNullable(master(sentinel).get("ip"));
    } catch (UncheckedIOException | RedisSaid silent) {
      return Optional.empty();
    }
  }

  private static Map<String, String> master(RedisNode sentinel) {
    Map<String, String> fields = new HashMap<>();
    if (sentinel.command("SENTINEL", "MASTER", RedisRig.MASTER_NAME) instanceof List<?> list) {
      for (int i = 0; i + 1 < list.size(); i += 2) {
        fields.put(String.valueOf(list.get(i)), String.valueOf(list.get(i + 1)));
      }
    }
    return fields;
  }
}
