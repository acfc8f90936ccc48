package io.sallyport.store;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Placed;
import io.sallyport.seal.MasterKey;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.shared.Lease;
import io.sallyport.store.shared.NodeName;
import io.sallyport.store.shared.Shard;
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
 * Nodes leave what they cannot deliver, Sentinels make another process the master, and nodes die:
 * one before, one after. What was left before counts for nothing then; who is there leaves it anew.
 */
class FailoverHandOverTest {
  private static final int EVENTS = 20;
  private static final Duration OPEN = Duration.ofSeconds(20);

  /** Longer than the failover takes: nobody has to ask anew for what it was granted. */
  private static final Lease.Terms TERMS =
      new Lease.Terms(Duration.ofSeconds(4), Duration.ofMillis(300), Duration.ofMillis(500));

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final Map<EventId, List<String>> delivered = new ConcurrentHashMap<>();
  private final Map<String, NodeUnderTest> nodes = new HashMap<>();
  private final Map<String, RedisWire> wires = new HashMap<>();
  private RedisUnderTest redis;
  private MasterKey master;

  @BeforeEach
  void start() throws IOException {
    redis = RedisUnderTest.sentinel().brief();
    master = MasterKey.inDirectory(folder, new SecureRandom());
    List.of("early", "late", "heir").forEach(this::open);
    until(() -> nodes.values().stream().allMatch(it -> it.members().size() == nodes.size()));
  }

  /** It takes nothing up before it delivers for an integration. */
  private NodeUnderTest open(String name) {
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
            Duration.ofSeconds(1),
            TERMS);
    nodes.put(name, node);
    wires.put(name, wire);
    return node;
  }

  @AfterEach
  void stop() {
    nodes.values().forEach(NodeUnderTest::close);
    wires.values().forEach(it -> it.close().await());
    redis.close();
    vertx.close().await();
  }

  private void dies(String name) {
    nodes.remove(name).die();
    wires.remove(name).close().await();
  }

  private EventId comes(String node, String id) {
    Placed placed = nodes.get(node).admit(event(id).at(InstantSource.system().instant())).await();
    assertThat(placed).isInstanceOf(Placed.Kept.class);
    return ((Placed.Kept) placed).places().get(0).id();
  }

  /**
   * All of one shard: what is left anew is read from the journal for as many shards as are open
   * again by then, and for the others half a minute later.
   */
  private static List<String> names(String node) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> node + "-" + i)
        .filter(name -> Shard.number(ClaimKey.of(event(name).id())) == 0)
        .limit(EVENTS)
        .toList();
  }

  private static AnAdmission event(String name) {
    return AnAdmission.to("shop").event(name, "body of " + name);
  }

  /** Granted there, not delivered, and left to the others. */
  private Set<EventId> left(String node) {
    nodes.get(node).holdsBack.set(true);
    Set<EventId> ids =
        names(node).stream().map(name -> comes(node, name)).collect(Collectors.toSet());
    until(() -> nodes.get(node).deposited.get() >= EVENTS);
    return ids;
  }

  private void failOver() {
    RedisNode before = redis.rig().master();
    RedisNode after = redis.rig().failOver(before);
    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void whatWasLeftBeforeAFailoverWaitsForItsNodeAndWhatIsLeftAfterIsFinishedByAnother() {
    Set<EventId> early = left("early");
    Set<EventId> late = left("late");
    int before = nodes.get("late").deposited.get();
    dies("early");

    failOver();
    comes("late", names("late").get(0)); // who asks nothing hears of no failover
    nodes.get("heir").node().want(List.of("shop"), OPEN).await();
    until(() -> nodes.get("late").deposited.get() >= before + EVENTS);
    Set<Shard> inPart = Set.copyOf(nodes.get("late").openedInPart);
    dies("late");

    until(() -> delivered.keySet().containsAll(late));
    assertThat(inPart).as("the first that died could not say what it knows").isNotEmpty();
    assertThat(delivered).containsOnlyKeys(late);
    NodeUnderTest back = open("early");
    back.node().want(List.of("shop"), OPEN).await();
    until(() -> delivered.keySet().containsAll(early));
    late.forEach(it -> assertThat(delivered.get(it)).containsExactly("heir"));
    early.forEach(it -> assertThat(delivered.get(it)).containsExactly("early"));
    assertThat(nodes.get("heir").inherited).hasValueGreaterThanOrEqualTo(EVENTS);

    open("late").node().want(List.of("shop"), OPEN).await();
    comes("late", names("late").get(0));
    comes("early", names("late").get(1));
    comes("heir", names("early").get(1));
    EventId last = comes("late", "last");
    until(() -> delivered.containsKey(last));
    assertThat(delivered).hasSize(2 * EVENTS + 1);
    assertThat(delivered.values()).allMatch(it -> it.size() == 1);
  }
}
