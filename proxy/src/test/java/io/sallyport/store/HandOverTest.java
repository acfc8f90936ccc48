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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node dies with much that it has not delivered; the other has its own store, and one real Redis.
 */
class HandOverTest {
  private static final Duration CONFIRMATION = Duration.ofMillis(100);
  private static final Duration OPEN = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final Map<EventId, List<String>> delivered = new ConcurrentHashMap<>();
  private final Map<String, NodeUnderTest> nodes = new HashMap<>();
  private final Map<String, RedisWire> wires = new HashMap<>();
  private RedisRig redis;
  private MasterKey master;

  @BeforeEach
  void start() throws IOException {
    redis = RedisRig.standalone();
    master = MasterKey.inDirectory(folder, new SecureRandom());
    open("a");
    open("b");
    // The last to come has all agree anew, and what was left before would be left twice.
    for (String name : List.of("b", "a")) {
      nodes.get(name).node().want(List.of("shop"), OPEN).await();
    }
  }

  private NodeUnderTest open(String name) {
    RedisWire wire =
        RedisWire.open(vertx, settings(), new Random(), System::nanoTime, WireEvents.silent())
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
            Duration.ofMinutes(2));
    node.node().want(List.of("shop"), OPEN);
    nodes.put(name, node);
    wires.put(name, wire);
    return node;
  }

  private RedisSettings settings() {
    try {
      return RedisSettings.of(
          RedisUrls.parse(RedisMode.STANDALONE, redis.urls()), Optional.empty(), RedisLogin.none());
    } catch (RedisUrls.Unusable fault) {
      throw new AssertionError(fault);
    }
  }

  @AfterEach
  void stop() {
    nodes.values().forEach(NodeUnderTest::close);
    redis.close();
    vertx.close().await();
  }

  private void dies(String name) {
    nodes.remove(name).die();
    wires.remove(name).close().await();
  }

  private static List<String> events(int count) {
    return IntStream.range(0, count).mapToObj(i -> "e" + i).toList();
  }

  private EventId comes(NodeUnderTest node, String id) {
    Placed placed =
        node.admit(
                AnAdmission.to("shop")
                    .event(id, "body of " + id)
                    .at(InstantSource.system().instant()))
            .await();
    assertThat(placed).isInstanceOf(Placed.Kept.class);
    return ((Placed.Kept) placed).places().get(0).id();
  }

  @Test
  void whatADeadNodeLeavesIsFinishedByAnotherAndNotByItselfLater() {
    NodeUnderTest dying = nodes.get("a");
    NodeUnderTest heir = nodes.get("b");
    dying.holdsBack.set(true);
    List<String> events = events(40);
    Set<EventId> ids = events.stream().map(it -> comes(dying, it)).collect(Collectors.toSet());
    events.subList(0, 10).forEach(it -> comes(heir, it)); // copies, which are known there
    until(() -> dying.deposited.get() >= events.size()); // some twice, after a rebuild

    dies("a");

    until(() -> delivered.size() == events.size());
    assertThat(delivered.values()).allMatch(it -> it.equals(List.of("b")));
    assertThat(delivered).containsOnlyKeys(ids);
    assertThat(heir.inherited).hasValueGreaterThanOrEqualTo(events.size());

    NodeUnderTest back = open("a");
    until(
        () ->
            back.store().holdings().waiting().count() == 0
                && back.store().outbox().backlogs().await().isEmpty());
    comes(back, "e1");
    comes(heir, "e39");
    comes(back, "new");
    until(() -> delivered.size() == events.size() + 1);
    assertThat(delivered.values()).allMatch(it -> it.size() == 1);
  }

  /** Only what it had not finished: ends were told. */
  @Test
  void whatItHadDeliveredIsNotDeliveredAgain() {
    NodeUnderTest dying = nodes.get("a");
    List<String> events = events(20);
    events.forEach(it -> comes(dying, it));
    until(() -> delivered.size() == events.size());
    until(() -> dying.store().holdings().unsettled(10).await().isEmpty());
    dying.holdsBack.set(true);
    comes(dying, "last");
    until(() -> dying.deposited.get() >= 1);

    dies("a");

    until(() -> delivered.size() == events.size() + 1);
    assertThat(delivered.values()).allMatch(it -> it.size() == 1);
  }
}
