package io.sallyport.store;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Placed;
import io.sallyport.seal.MasterKey;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.shared.Lease;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row 103: one name, two processes with a store each, one real Redis. */
class NodeTwiceTest {
  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final Queue<String> delivered = new ConcurrentLinkedQueue<>();
  private final List<NodeUnderTest> nodes = new ArrayList<>();
  private RedisUnderTest redis;
  private MasterKey master;

  @BeforeEach
  void start() throws IOException {
    redis = RedisUnderTest.standalone().brief();
    master = MasterKey.inDirectory(folder, new SecureRandom());
  }

  @AfterEach
  void stop() {
    nodes.forEach(NodeUnderTest::close);
    redis.close();
    vertx.close().await();
  }

  private NodeUnderTest open(String name, int number) {
    RedisWire wire = redis.wire(vertx);
    NodeUnderTest node =
        new NodeUnderTest(
            name,
            number,
            folder.resolve("process-" + nodes.size()),
            vertx,
            master,
            redis.index(wire),
            redis.roster(wire, master),
            Optional.empty(),
            (who, id) -> delivered.add(who + " " + id.value()),
            Duration.ofMinutes(2));
    nodes.add(node);
    return node;
  }

  private static Placed comes(NodeUnderTest node, String id) {
    return node.admit(
            AnAdmission.to("shop").event(id, "body of " + id).at(InstantSource.system().instant()))
        .await();
  }

  @Test
  void theSecondIsRefusedAndGrantedNothing() {
    NodeUnderTest first = open("node-0", 1);
    assertThat(first.started().await()).isInstanceOf(Lease.Start.Entered.class);
    NodeUnderTest second = open("node-0", 1);
    comes(second, "e1");
    comes(first, "e2");

    assertThat(second.started().await()).isInstanceOf(Lease.Start.Refused.class);

    until(() -> delivered.size() == 1);
    assertThat(second.store().holdings().waiting().count()).isEqualTo(1);
    comes(first, "e3");
    until(() -> delivered.size() == 2);
    assertThat(first.lease().lost()).isEmpty();
    assertThat(second.lease().isCertain()).isFalse();
  }

  @Test
  void anotherNameOfItsNumberIsRefused() {
    NodeUnderTest first = open("node-0", 1);
    assertThat(first.started().await()).isInstanceOf(Lease.Start.Entered.class);

    NodeUnderTest other = open("node-1", 1);

    assertThat(other.started().await()).isInstanceOf(Lease.Start.Refused.class);
  }

  @Test
  void afterACleanStopTheNextOneIsTheNode() {
    NodeUnderTest first = open("node-0", 1);
    assertThat(first.started().await()).isInstanceOf(Lease.Start.Entered.class);
    comes(first, "e1");
    until(() -> delivered.size() == 1);
    first.close();
    nodes.clear();

    NodeUnderTest next = open("node-0", 1);

    assertThat(next.started().await()).isInstanceOf(Lease.Start.Entered.class);
    comes(next, "e2");
    until(() -> delivered.size() == 2);
  }

  @Test
  void nodesKnowHowManyAreAlive() {
    NodeUnderTest first = open("node-0", 1);
    NodeUnderTest second = open("node-1", 2);

    until(() -> first.lease().live() == 2 && second.lease().live() == 2);
    second.close();
    nodes.remove(second);

    until(() -> first.lease().live() == 1);
  }
}
