package io.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Placed;
import io.sallyport.seal.MasterKey;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.shared.Lease;
import io.sallyport.store.shared.NodeName;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Nodes of one installation by their names, each with a folder of its own, and who sends them. */
final class NodesUnderTest implements AutoCloseable {
  private static final Duration OPEN = Duration.ofSeconds(20);

  private final Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final MasterKey master;
  private final Map<EventId, List<String>> delivered = new ConcurrentHashMap<>();
  private final Map<String, NodeUnderTest> nodes = new HashMap<>();
  private final Map<String, RedisWire> wires = new HashMap<>();
  private Duration patience = Duration.ofMinutes(2);
  private Lease.Terms terms = NodeUnderTest.TERMS;

  /** None yet. */
  NodesUnderTest(Path folder) {
    this.folder = folder;
    try {
      this.master = MasterKey.inDirectory(folder, new SecureRandom());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that are opened from now on wait so long for one that has not said what it knows. */
  NodesUnderTest patience(Duration time) {
    patience = time;
    return this;
  }

  /** Those that are opened from now on are the node for so long. */
  NodesUnderTest terms(Lease.Terms ofEach) {
    terms = ofEach;
    return this;
  }

  /** Opens one that leaves what it cannot deliver to the others; in its folder it goes on. */
  NodeUnderTest open(RedisUnderTest redis, String name) {
    RedisWire wire = redis.wire(vertx);
    NodeUnderTest node =
        new NodeUnderTest(
            name,
            new NodeName(name).number(),
            folder.resolve(name),
            vertx,
            master,
            redis.index(wire),
            redis.roster(wire, master),
            Optional.of(redis.estates(wire)),
            (who, id) ->
                delivered.computeIfAbsent(id, unused -> new CopyOnWriteArrayList<>()).add(who),
            patience,
            terms);
    nodes.put(name, node);
    wires.put(name, wire);
    return node;
  }

  NodeUnderTest get(String name) {
    NodeUnderTest node = nodes.get(name);
    assertThat(node).as(name).isNotNull();
    return node;
  }

  /** Those that are there now. */
  Collection<NodeUnderTest> all() {
    return nodes.values();
  }

  /** By whom each event was delivered, as often as it was. */
  Map<EventId, List<String>> delivered() {
    return delivered;
  }

  /** Its processes are killed, and nothing of it reaches Redis any more. */
  void dies(String name) {
    get(name).die();
    nodes.remove(name);
    wires.remove(name).close().await();
  }

  /** All are stopped in order; they can be opened again. */
  void end() {
    nodes.values().forEach(NodeUnderTest::close);
    nodes.clear();
    wires.values().forEach(wire -> wire.close().await());
    wires.clear();
  }

  @Override
  public void close() {
    end();
    vertx.close().await();
  }

  /** Completes when all that belongs to its one integration can be granted there. */
  static Future<Void> serves(NodeUnderTest node) {
    return node.node().want(List.of("shop"), OPEN);
  }

  static AnAdmission event(String name) {
    return AnAdmission.to("shop").event(name, "body of " + name);
  }

  /** Sends it, and has it acknowledged. */
  static EventId comes(NodeUnderTest node, String name) {
    Placed placed = node.admit(event(name).at(InstantSource.system().instant())).await();
    assertThat(placed).isInstanceOf(Placed.Kept.class);
    return ((Placed.Kept) placed).places().get(0).id();
  }
}
