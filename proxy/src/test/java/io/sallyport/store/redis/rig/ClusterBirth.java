package io.sallyport.store.redis.rig;

import io.sallyport.fixture.Eventually;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes one Cluster of six processes by hand, in a second or two: {@code redis-cli --cluster
 * create} waits longer.
 */
final class ClusterBirth {
  private static final int MASTERS = 3;

  private final List<RedisNode> nodes;
  private final boolean isTls;

  ClusterBirth(List<RedisNode> nodes, boolean isTls) {
    this.nodes = nodes;
    this.isTls = isTls;
  }

  static List<String> lines(RigPlan plan) {
    return List.of(
        "cluster-enabled yes",
        "cluster-config-file nodes.conf",
        "cluster-node-timeout " + plan.failoverAfter.toMillis());
  }

  void assemble() {
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    for (int i = 0; i < MASTERS; i++) {
      int first = RedisRig.SLOTS * i / MASTERS;
      int last = RedisRig.SLOTS * (i + 1) / MASTERS - 1;
      // Slot by slot, since 6.2 knows no ranges.
      nodes
          .get(i)
          .command(
              Stream.concat(
                      Stream.of("CLUSTER", "ADDSLOTS"),
                      IntStream.rangeClosed(first, last).mapToObj(Integer::toString))
                  .toArray(String[]::new));
    }
    // Everybody meets everybody: rumours take their time.
    for (int i = 0; i < nodes.size(); i++) {
      for (RedisNode other : nodes.subList(i + 1, nodes.size())) {
        meet(nodes.get(i), other);
      }
    }
    for (int i = MASTERS; i < nodes.size(); i++) {
      RedisNode replica = nodes.get(i);
      String master = nodes.get(i - MASTERS).text("CLUSTER", "MYID");
      Eventually.until(() -> follows(replica, master));
    }
  }

  private void meet(RedisNode node, RedisNode other) {
    int port = isTls ? other.tlsPort() : other.port();
    node.command("CLUSTER", "MEET", other.host(), Integer.toString(port), bus(other, port));
  }

  private static String bus(RedisNode other, int port) {
    return RedisNode.isOfSeven()
        ? String.valueOf(((List<?>) other.command("CONFIG", "GET", "cluster-port")).get(1))
        : Integer.toString(port + 10_000);
  }

  private static boolean follows(RedisNode replica, String master) {
    try {
      replica.command("CLUSTER", "REPLICATE", master);
      return true;
    } catch (RedisSaid | UncheckedIOException notYet) {
      return false; // it has not heard of that master, or does not know yet that it is one
    }
  }
}
