package io.sallyport.store;

import static io.sallyport.fixture.Eventually.until;
import static io.sallyport.store.NodesUnderTest.comes;
import static io.sallyport.store.NodesUnderTest.event;
import static io.sallyport.store.NodesUnderTest.serves;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Nodes;
import io.sallyport.webhook.EventId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, each with its own store, are moved to another real Redis, and back. */
class MovedRedisTest {
  /** Longer than the lease of these nodes and what they add to it, and than an heir's round. */
  private static final Duration STEADY = Duration.ofSeconds(15);

  @TempDir Path folder;

  private RedisUnderTest first;
  private RedisUnderTest second;
  private NodesUnderTest nodes;
  private Map<EventId, List<String>> delivered;

  @BeforeEach
  void start() {
    first = RedisUnderTest.standalone().brief();
    second = RedisUnderTest.standalone().brief();
    nodes = new NodesUnderTest(folder);
    delivered = nodes.delivered();
    open(first, "a");
    open(first, "b");
    // The last to come has all agree anew, and what was left before would be left twice.
    for (String name : List.of("b", "a")) {
      serves(nodes.get(name)).await();
    }
  }

  private NodeUnderTest open(RedisUnderTest redis, String name) {
    NodeUnderTest node = nodes.open(redis, name);
    serves(node);
    return node;
  }

  @AfterEach
  void stop() {
    nodes.close();
    first.close();
    second.close();
  }

  private static List<String> events(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i).toList();
  }

  private static void come(NodeUnderTest node, List<String> names) {
    names.forEach(it -> comes(node, it));
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
        Long.parseLong(
            String.valueOf(first.rig().master().command("HGET", "sp:{-:0}nodes", "since")));
    long last =
        Long.parseLong(
            String.valueOf(first.rig().master().command("HGET", "sp:{-:0}nodes", "last")));
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
    nodes.end();

    open(second, "b");
    NodeUnderTest elsewhere = open(second, "a");
    until(() -> delivered.size() == left.size());
    List<String> there = events("there", 20);
    come(elsewhere, there);
    until(() -> delivered.size() == left.size() + there.size() && isSettled(elsewhere));
    nodes.end();

    nodes.patience(Duration.ofSeconds(1));
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
    assertThat(delivered).containsKey(event("new4").id());
    assertThat(back.elsewhere.get() + other.elsewhere.get()).isPositive();
  }
}
