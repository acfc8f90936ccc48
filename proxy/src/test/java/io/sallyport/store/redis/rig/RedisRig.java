package io.sallyport.store.redis.rig;

import io.sallyport.fixture.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Real Redis processes for one test: {@code try (RedisRig redis = RedisRig.cluster()) {…}}. When a
 * door returns, every replica has its master's data and every process agrees on who is who.
 *
 * <p>For use from the test's thread. Closing it, and the end of the JVM, ends exactly the processes
 * that it has started.
 */
public final class RedisRig implements AutoCloseable {
  private static final int TILT_MINUTES = 4;

  /** What the Sentinels call the set. */
  public static final String MASTER_NAME = "sallyport";

  public static final int SLOTS = 16_384;

  private final Path folder;
  private final RigPlan plan;
  private final List<RedisNode> nodes = new ArrayList<>();
  private final List<RedisNode> sentinels = new ArrayList<>();
  private boolean isCluster;

  private RedisRig(RigPlan plan) {
    this.plan = plan;
    try {
      folder = Files.createTempDirectory("redis-rig-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static RigPlan plan() {
    return new RigPlan();
  }

  public static RedisRig standalone() {
    return plan().standalone();
  }

  public static RedisRig sentinel() {
    return plan().sentinel();
  }

  public static RedisRig cluster() {
    return plan().cluster();
  }

  static RedisRig standalone(RigPlan plan) {
    return new RedisRig(plan).opened(rig -> rig.launch(1, List.of()));
  }

  static RedisRig sentinel(RigPlan plan) {
    return new RedisRig(plan)
        .opened(
            rig -> {
              rig.launch(3, List.of());
              RedisNode master = rig.nodes.get(0);
              for (RedisNode replica : rig.nodes.subList(1, 3)) {
                replica.command("REPLICAOF", master.host(), Integer.toString(master.linkPort()));
              }
              rig.launchSentinels(master);
              rig.awaitReplicated();
              Eventually.until(() -> rig.sentinels.stream().allMatch(SentinelView::seesEverybody));
            });
  }

  static RedisRig cluster(RigPlan plan) {
    return new RedisRig(plan)
        .opened(
            rig -> {
              rig.isCluster = true;
              rig.launch(6, ClusterBirth.lines(plan));
              new ClusterBirth(rig.nodes, rig.isTls()).assemble();
              rig.awaitReplicated();
            });
  }

  private interface Opening {
    void run(RedisRig rig) throws IOException;
  }

  private RedisRig opened(Opening opening) {
    try {
      opening.run(this);
      return this;
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      StringBuilder logs = new StringBuilder();
      Stream.of(nodes, sentinels)
          .flatMap(List::stream)
          .forEach(node -> logs.append('\n').append(node).append(node.log()));
      close();
      throw new AssertionError("the rig did not start" + logs, e);
    }
  }

  private void launch(int count, List<String> more) throws IOException {
    for (int i = 0; i < count; i++) {
      RedisNode node = new RedisNode(folder.resolve("redis-" + i), false, isTls(), plan.password);
      List<String> lines = new ArrayList<>(more);
      lines.addAll(RigLines.ofKeys(plan, node, isCluster));
      node.configure(lines);
      nodes.add(node);
      node.launch();
    }
    nodes.forEach(RedisNode::awaitReady);
  }

  private void launchSentinels(RedisNode master) throws IOException {
    for (int i = 0; i < 3; i++) {
      RedisNode node =
          new RedisNode(folder.resolve("sentinel-" + i), true, isTls(), plan.sentinelPassword);
      node.configure(RigLines.ofSentinel(plan, node, master));
      sentinels.add(node);
      node.launch();
    }
    sentinels.forEach(RedisNode::awaitReady);
  }

  boolean isTls() {
    return plan.authority.isPresent();
  }

  /** The processes that hold keys; at the start the masters first. */
  public List<RedisNode> nodes() {
    return List.copyOf(nodes);
  }

  public List<RedisNode> sentinels() {
    return List.copyOf(sentinels);
  }

  /** What a client is told: the process, the Sentinels, or the members of the Cluster. */
  public List<String> urls() {
    return (sentinels.isEmpty() ? nodes : sentinels).stream().map(RedisNode::url).toList();
  }

  public RedisNode node(String host) {
    return nodes.stream().filter(node -> node.host().equals(host)).findFirst().orElseThrow();
  }

  /** The master of the set, as most Sentinels see it; the one process of a standalone. */
  public RedisNode master() {
    return sentinels.isEmpty() ? nodes.get(0) : node(SentinelView.masterHost(sentinels));
  }

  /** The master that most members of the Cluster give the slot to. */
  public RedisNode masterOf(int slot) {
    return node(ClusterView.of(nodes).owner(slot));
  }

  /** Its replicas by its own account, those that are in sync. */
  public List<RedisNode> replicasOf(RedisNode master) {
    List<RedisNode> found = new ArrayList<>();
    master
        .info("replication")
        .forEach(
            (name, value) -> {
              if (name.startsWith("slave") && value.contains("state=online")) {
                int from = value.indexOf("ip=") + 3;
                found.add(node(value.substring(from, value.indexOf(',', from))));
              }
            });
    return found;
  }

  /**
   * Waits until every process that is alive is a master, or a replica whose link is up; in a
   * Cluster also until all agree, and that all is well. {@code cluster_state:ok} alone is not
   * enough: a replica that has not yet heard from its master refuses to take its place.
   */
  public void awaitReplicated() {
    await("replicated", () -> nodes.stream().allMatch(this::isSettled));
  }

  private boolean isSettled(RedisNode node) {
    if (!node.isAlive()) {
      return true;
    }
    try {
      var replication = node.info("replication");
      boolean linked =
          "master".equals(replication.get("role"))
              ? mastersAreLinked(node, replication.getOrDefault("connected_slaves", "0"))
              : "up".equals(replication.get("master_link_status"));
      return linked && (!isCluster || ClusterView.isWhole(node));
    } catch (UncheckedIOException | RedisSaid notYet) {
      return false;
    }
  }

  private boolean mastersAreLinked(RedisNode master, String replicas) {
    if (nodes.size() == 1) {
      return true;
    }
    boolean everybody = nodes.stream().allMatch(RedisNode::isAlive);
    int wanted = everybody ? (isCluster ? 1 : 2) : 0;
    return Integer.parseInt(replicas) >= wanted
        && (wanted == 0 || replicasOf(master).size() >= wanted);
  }

  /** Asks a replica of this master to take its place, and waits until it has. */
  public RedisNode failOver(RedisNode master) {
    RedisNode heir = replicasOf(master).get(0);
    if (isCluster) {
      heir.command("CLUSTER", "FAILOVER");
      await("failed over", () -> "master".equals(heir.info("replication").get("role")));
    } else {
      sentinels.get(0).command("SENTINEL", "FAILOVER", MASTER_NAME);
      await("failed over", () -> !master().equals(master));
      // Sentinels leave the old master as it is for some eight seconds more.
      RedisNode promoted = master();
      await("told", () -> "master".equals(promoted.info("replication").get("role")));
      master.command("REPLICAOF", promoted.host(), Integer.toString(promoted.linkPort()));
    }
    awaitReplicated();
    return isCluster ? heir : master();
  }

  /**
   * Waits until somebody else than this one is the master of the slot; of the set without Cluster.
   */
  public RedisNode awaitOther(RedisNode than, int slot) {
    await("another master", () -> !(isCluster ? masterOf(slot) : master()).equals(than));
    return isCluster ? masterOf(slot) : master();
  }

  /**
   * The same of Sentinels that have stood still: they only look on for half a minute then (TILT),
   * and whoever was not voted for waits before it tries again.
   */
  public RedisNode awaitOtherAfterTilt(RedisNode than) {
    for (int minute = 1; minute < TILT_MINUTES; minute++) {
      try {
        return awaitOther(than, 0);
      } catch (AssertionError notYet) {
        // once more
      }
    }
    return awaitOther(than, 0);
  }

  private static void await(String what, BooleanSupplier holds) {
    try {
      Eventually.until(
          () -> {
            try {
              return holds.getAsBoolean();
            } catch (UncheckedIOException | RedisSaid | java.util.NoSuchElementException notYet) {
              return false;
            }
          });
    } catch (AssertionError e) {
      throw new AssertionError("not " + what + " in time", e);
    }
  }

  /** Gives a slot to another master, keys and all. */
  public void moveSlot(int slot, RedisNode to) {
    new SlotMove(nodes, slot, masterOf(slot), to).whole();
  }

  /** Begins to give a slot to another master: the old one has keys, the new one takes new ones. */
  public SlotMove beginToMove(int slot, RedisNode to) {
    SlotMove move = new SlotMove(nodes, slot, masterOf(slot), to);
    move.begin();
    return move;
  }

  /** Who may run scripts; empty for the default user. */
  public Optional<String> user() {
    return plan.user.isEmpty() ? Optional.empty() : Optional.of(plan.user);
  }

  @Override
  public void close() {
    sentinels.forEach(RedisNode::close);
    nodes.forEach(RedisNode::close);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
