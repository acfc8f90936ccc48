package io.sallyport.store;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Placed;
import io.sallyport.seal.MasterKey;
import io.sallyport.store.redis.Certainty;
import io.sallyport.store.redis.RedisEstates;
import io.sallyport.store.redis.RedisIndex;
import io.sallyport.store.redis.RedisRoster;
import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.redis.wire.RedisLogin;
import io.sallyport.store.redis.wire.RedisMode;
import io.sallyport.store.redis.wire.RedisSettings;
import io.sallyport.store.redis.wire.RedisUrls;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.redis.wire.WireEvents;
import io.sallyport.store.shared.Estates;
import io.sallyport.store.shared.NodeName;
import io.sallyport.store.shared.Nodes;
import io.sallyport.webhook.EventId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, each with its own store, are moved to another real Redis, and back. */
class MovedRedisTest {
  private static final Duration CONFIRMATION = Duration.ofMillis(100);
  private static final Duration OPEN = Duration.ofSeconds(20);

  /** Longer than the lease of these nodes and what they add to it, and than an heir's round. */
  private static final Duration STEADY = Duration.ofSeconds(15);

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final Map<EventId, List<String>> delivered = new ConcurrentHashMap<>();
  private final Map<String, NodeUnderTest> nodes = new HashMap<>();
  private final Map<String, RedisWire> wires = new HashMap<>();
  private Duration patience = Duration.ofMinutes(2);
  private RedisRig first;
  private RedisRig second;
  private MasterKey master;

  @BeforeEach
  void start() throws IOException {
    first = RedisRig.standalone();
    second = RedisRig.standalone();
    master = MasterKey.inDirectory(folder, new SecureRandom());
    open(first, "a");
    open(first, "b");
    // The last to come has all agree anew, and what was left before would be left twice.
    for (String name : List.of("b", "a")) {
      nodes.get(name).node().want(List.of("shop"), OPEN).await();
    }
  }

  private NodeUnderTest open(RedisRig redis, String name) {
    RedisWire wire =
        RedisWire.open(vertx, settings(redis), new Random(), System::nanoTime, WireEvents.silent())
            .await();
    NodeUnderTest node =
        new NodeUnderTest(
            name,
            new NodeName(name).number(),
            folder.resolve(name),
            vertx,
            master,
            new RedisIndex(wire, Certainty.SINGLE, CONFIRMATION, System::nanoTime),
            new RedisRoster(wire, master.installation(), Certainty.SINGLE, CONFIRMATION),
            Optional.of(
                new RedisEstates(
                    wire, Certainty.SINGLE, CONFIRMATION, () -> Estates.NODE_BYTES_MAX)),
            (who, id) ->
                delivered.computeIfAbsent(id, unused -> new CopyOnWriteArrayList<>()).add(who),
            patience);
    node.node().want(List.of("shop"), OPEN);
    nodes.put(name, node);
    wires.put(name, wire);
    return node;
  }

  private static RedisSettings settings(RedisRig redis) {
    try {
      return RedisSettings.of(
          RedisUrls.parse(RedisMode.STANDALONE, redis.urls()), Optional.empty(), RedisLogin.none());
    } catch (RedisUrls.Unusable fault) {
      throw new AssertionError(fault);
    }
  }

  @AfterEach
  void stop() {
    end();
    first.close();
    second.close();
    vertx.close().await();
  }

  private void end() {
    nodes.values().forEach(NodeUnderTest::close);
    nodes.clear();
    wires.values().forEach(wire -> wire.close().await());
    wires.clear();
  }

  private static List<String> events(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i).toList();
  }

  private void come(NodeUnderTest node, List<String> ids) {
    for (String id : ids) {
      Placed placed =
          node.admit(
                  AnAdmission.to("shop")
                      .event(id, "body of " + id)
                      .at(InstantSource.system().instant()))
              .await();
      assertThat(placed).isInstanceOf(Placed.Kept.class);
    }
  }

  private static EventId id(String id) {
    return AnAdmission.to("shop").event(id, "body of " + id).id();
  }

  private boolean isSettled(NodeUnderTest node) {
    return node.store().holdings().waiting().count() == 0
        && node.store().holdings().unsettled(10).await().isEmpty();
  }

  private static boolean isInPart(NodeUnderTest node) {
    Nodes seen = node.node().nodes().await();
    return seen.open() > 16
        && seen.others().stream().allMatch(it -> node.node().isOpen(it.shard()));
  }

  /** For so long the first Redis has heard all who are there. */
  private boolean isSteady() {
    long since =
        Long.parseLong(String.valueOf(first.master().command("HGET", "sp:{-:0}nodes", "since")));
    long last =
        Long.parseLong(String.valueOf(first.master().command("HGET", "sp:{-:0}nodes", "last")));
    return last - since > STEADY.toMillis();
  }

  /** There it looks as it was left: all have signed, and what was left is not taken. */
  @Test
  void whatWasDoneElsewhereIsNotDoneOnceMore() {
    NodeUnderTest owner = nodes.get("a");
    owner.holdsBack.set(true);
    List<String> left = events("left", 20);
    come(owner, left);
    until(() -> owner.deposited.get() >= left.size());
    end();

    open(second, "b");
    NodeUnderTest elsewhere = open(second, "a");
    until(() -> delivered.size() == left.size());
    List<String> there = events("there", 20);
    come(elsewhere, there);
    until(() -> delivered.size() == left.size() + there.size() && isSettled(elsewhere));
    end();

    patience = Duration.ofSeconds(1);
    NodeUnderTest other = open(first, "b");
    until(() -> isInPart(other) && isSteady());
    come(other, there);
    come(other, left);
    until(() -> isSettled(other));
    assertThat(delivered.values()).allMatch(it -> it.equals(List.of("a")));
    assertThat(other.inherited).hasValue(0);
    NodeUnderTest back = open(first, "a");
    until(() -> back.node().nodes().await().others().isEmpty() && back.node().open().size() > 16);
    come(other, there);
    come(back, events("new", 5));

    until(() -> delivered.size() == left.size() + there.size() + 5);
    until(() -> isSettled(other) && isSettled(back));
    assertThat(delivered.values()).allMatch(it -> it.equals(List.of("a")));
    assertThat(delivered).containsKey(id("new4"));
    assertThat(back.elsewhere.get() + other.elsewhere.get()).isPositive();
  }
}
