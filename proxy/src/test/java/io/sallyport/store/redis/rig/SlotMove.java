package io.sallyport.store.redis.rig;

import java.util.ArrayList;
import java.util.List;

/** One slot on its way from one master to another. */
public final class SlotMove {
  private static final String PATIENCE_MILLIS = "2000";

  private final List<RedisNode> nodes;
  private final int slot;
  private final RedisNode from;
  private final RedisNode to;

  SlotMove(List<RedisNode> nodes, int slot, RedisNode from, RedisNode to) {
    this.nodes = nodes;
    this.slot = slot;
    this.from = from;
    this.to = to;
  }

  void begin() {
    to.command("CLUSTER", "SETSLOT", number(), "IMPORTING", id(from));
    from.command("CLUSTER", "SETSLOT", number(), "MIGRATING", id(to));
  }

  /** Takes one key over. */
  public void moveKey(String key) {
    List<String> words =
        new ArrayList<>(
            List.of("MIGRATE", to.host(), Integer.toString(to.port()), key, "0", PATIENCE_MILLIS));
    from.command(words.toArray(new String[0]));
  }

  /** Takes the rest of the keys over, and tells every master whose the slot is now. */
  public void finish() {
    List<?> keys = (List<?>) from.command("CLUSTER", "GETKEYSINSLOT", number(), "1000");
    if (keys != null) {
      keys.forEach(key -> moveKey(String.valueOf(key)));
    }
    to.command("CLUSTER", "SETSLOT", number(), "NODE", id(to));
    from.command("CLUSTER", "SETSLOT", number(), "NODE", id(to));
    for (RedisNode node : nodes) {
      if (node.isAlive() && "master".equals(node.info("replication").get("role"))) {
        node.command("CLUSTER", "SETSLOT", number(), "NODE", id(to));
      }
    }
  }

  void whole() {
    begin();
    finish();
  }

  private String number() {
    return Integer.toString(slot);
  }

  private static String id(RedisNode node) {
    return node.text("CLUSTER", "MYID");
  }
}
