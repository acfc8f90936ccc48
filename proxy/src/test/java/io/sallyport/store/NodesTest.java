package io.sallyport.store;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Forgetting;
import io.sallyport.admit.Placed;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.seal.MasterKey;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, each with its own store, on one real Redis; by default one finishes another's. */
class NodesTest {
  private static final int NODES = 3;

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final Map<EventId, List<String>> delivered = new ConcurrentHashMap<>();
  private final List<NodeUnderTest> nodes = new ArrayList<>();
  private RedisUnderTest redis;
  private MasterKey master;
  private Duration patience = Duration.ofMinutes(2);
  private boolean handsOver = true;

  @BeforeEach
  void start() throws IOException {
    redis = RedisUnderTest.standalone().brief();
    master = MasterKey.inDirectory(folder, new SecureRandom());
    for (int i = 0; i < NODES; i++) {
      nodes.add(open(i));
    }
  }

  private NodeUnderTest open(int number) {
    RedisWire wire = redis.wire(vertx);
    return new NodeUnderTest(
        "node-" + number,
        number + 1,
        folder.resolve("node-" + number),
        vertx,
        master,
        redis.index(wire),
        redis.roster(wire, master),
        handsOver ? Optional.of(redis.estates(wire)) : Optional.empty(),
        (node, id) ->
            delivered.computeIfAbsent(id, unused -> new CopyOnWriteArrayList<>()).add(node),
        patience);
  }

  private void openAnew() {
    nodes.forEach(NodeUnderTest::close);
    nodes.clear();
    for (int i = 0; i < NODES; i++) {
      nodes.add(open(i));
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(NodeUnderTest::close);
    redis.close();
    vertx.close().await();
  }

  private Future<Placed> comes(int node, String id) {
    Admission admission =
        AnAdmission.to("shop").event(id, "body of " + id).at(InstantSource.system().instant());
    return nodes.get(node).admit(admission);
  }

  private static EventId id(String id) {
    return AnAdmission.to("shop").event(id, "body of " + id).id();
  }

  private boolean isSettled() {
    return nodes.stream()
        .allMatch(
            node ->
                node.store().holdings().waiting().count() == 0
                    && node.store().outbox().backlogs().await().isEmpty());
  }

  /** Row 42: replay at another node, in the same second. */
  @Test
  void row42SixtyFourCopiesAtThreeNodesAreDeliveredOnce() {
    sixtyFourCopiesAreDeliveredOnce();
  }

  @Test
  void row42SixtyFourCopiesAtThreeNodesWithoutHandOverAreDeliveredOnce() {
    handsOver = false;
    openAnew();

    sixtyFourCopiesAreDeliveredOnce();
  }

  private void sixtyFourCopiesAreDeliveredOnce() {
    List<Future<Placed>> placed = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      placed.add(comes(i % NODES, "e1"));
    }

    assertThat(placed).allMatch(it -> it.await() instanceof Placed.Kept);
    until(() -> delivered.containsKey(id("e1")) && isSettled());
    assertThat(delivered.get(id("e1"))).hasSize(1);
  }

  @Test
  void whatOneNodeHasDeliveredIsADuplicateAtTheOthers() {
    assertThat(comes(0, "e1").await()).isInstanceOf(Placed.Kept.class);
    until(() -> delivered.containsKey(id("e1")) && isSettled());

    assertThat(comes(1, "e1").await()).isInstanceOf(Placed.Kept.class);
    assertThat(comes(2, "e1").await()).isInstanceOf(Placed.Kept.class);

    until(this::isSettled);
    assertThat(delivered.get(id("e1"))).containsExactly("node-0");
  }

  @Test
  void anEmptiedRedisLetsNoReplayPass() {
    List<String> events = events("before", 200);
    events.forEach(it -> comes(it.hashCode() & 1, it).await());
    until(() -> delivered.size() == events.size() && isSettled());

    redis.rig().master().command("FLUSHALL");
    events.forEach(it -> comes(2, it).await());
    List<String> more = events("after", 50);
    more.forEach(it -> comes(2, it).await());

    until(() -> delivered.size() == events.size() + more.size() && isSettled());
    assertThat(delivered.values()).allMatch(it -> it.size() == 1);
  }

  @Test
  void whatIsPromisedWhileRedisIsAwayIsDeliveredOnceWhenItIsBack() {
    comes(0, "first").await();
    until(() -> delivered.containsKey(id("first")) && isSettled());
    redis.rig().master().kill();
    List<String> events = events("away", 100);
    for (String event : events) {
      assertThat(comes(0, event).await()).isInstanceOf(Placed.Kept.class);
      assertThat(comes(1, event).await()).isInstanceOf(Placed.Kept.class);
    }
    assertThat(delivered).hasSize(1);

    redis.rig().master().restart();

    until(() -> delivered.size() == 1 + events.size() && isSettled());
    assertThat(delivered.values()).allMatch(it -> it.size() == 1);
  }

  @Test
  void aNodeThatIsOpenedAgainAsksForWhatItHasPromised() {
    comes(0, "first").await();
    until(() -> delivered.containsKey(id("first")) && isSettled());
    redis.rig().master().kill();
    List<String> events = events("left", 50);
    events.forEach(it -> comes(0, it).await());
    nodes.get(0).close();
    redis.rig().master().restart();
    nodes.set(0, open(0));

    until(() -> delivered.size() == 1 + events.size() && isSettled());
    events.forEach(it -> comes(1, it).await());
    until(this::isSettled);

    assertThat(delivered.values()).allMatch(it -> it.size() == 1);
  }

  /** A node that had nothing to do yet knows the others all the same, and waits for them. */
  @Test
  void anEmptiedRedisIsNotOpenedByOneNodeAlone() {
    until(() -> nodes.stream().allMatch(node -> node.members().size() == NODES));

    assertThat(nodes).allMatch(node -> node.members().contains("node-0"));
  }

  /** Kills the last one, and Redis loses everything; the others do not wait for it long. */
  private void loseOne() {
    patience = Duration.ofSeconds(1);
    openAnew();
    comes(2, "its").await();
    until(() -> delivered.containsKey(id("its")) && isSettled());
    nodes.remove(2).close();
    redis.rig().master().command("FLUSHALL");
  }

  @Test
  void whereANodeIsMissingWhatNobodyKnowsIsHeldAndWhatIsKnownIsADuplicate() {
    comes(0, "known").await();
    until(() -> delivered.containsKey(id("known")) && isSettled());
    loseOne();

    assertThat(comes(0, "its").await()).isInstanceOf(Placed.Kept.class);
    assertThat(comes(0, "new").await()).isInstanceOf(Placed.Kept.class);
    assertThat(comes(1, "known").await()).isInstanceOf(Placed.Kept.class);

    until(() -> held(0).size() == 2 && isSettled());
    assertThat(held(0)).containsExactlyInAnyOrder(id("its").value(), id("new").value());
    assertThat(delivered.keySet()).containsExactlyInAnyOrder(id("known"), id("its"));
    assertThat(delivered.values()).allMatch(it -> it.size() == 1);
  }

  @Test
  void whenTheMissingNodeIsBackNothingNewIsHeldAndItsEventsAreDuplicates() {
    loseOne();
    comes(0, "held").await();
    until(() -> held(0).size() == 1);

    nodes.add(open(2));
    until(() -> delivered(() -> comes(0, "new-" + System.nanoTime())));

    comes(1, "its").await();
    until(this::isSettled);
    assertThat(delivered.get(id("its"))).containsExactly("node-2");
    // What came before it had said what it knows is held, too.
    assertThat(held(0)).contains(id("held").value()).doesNotContain(id("its").value());
  }

  @Test
  void whenTheMissingNodeIsForgottenTheOthersGoOn() {
    loseOne();
    comes(0, "held").await();
    until(() -> held(0).size() == 1);

    until(() -> nodes.get(0).node().forget("node-2").await() == Forgetting.DONE);

    until(() -> delivered(() -> comes(0, "new-" + System.nanoTime())));
    until(() -> nodes.get(1).members().equals(Set.of("node-0", "node-1")));
    assertThat(delivered.values()).allMatch(it -> it.size() == 1);
    nodes.add(open(2));
    nodes.get(2).node().want(List.of("shop"), Duration.ofMinutes(1)).await(); // as the server does
    assertThat(nodes.get(0).members()).contains("node-2");
    comes(0, "its").await();
    until(this::isSettled);
    assertThat(delivered.get(id("its"))).containsExactly("node-2");
    assertThat(nodes.get(2).forgotten).hasValueGreaterThan(0);
  }

  /** Whether one of what comes now is delivered. */
  private boolean delivered(Supplier<Future<Placed>> comes) {
    int before = delivered.size();
    comes.get().await();
    until(this::isSettled);
    return delivered.size() > before;
  }

  private List<String> held(int node) {
    return nodes.get(node).store().held().open(100).await().stream()
        .map(HeldItem::eventId)
        .toList();
  }

  private static List<String> events(String name, int count) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(name + "-" + i);
    }
    return events;
  }
}
