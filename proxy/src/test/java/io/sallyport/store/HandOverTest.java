package io.sallyport.store;

import static io.sallyport.fixture.Eventually.until;
import static io.sallyport.store.NodesUnderTest.comes;
import static io.sallyport.store.NodesUnderTest.serves;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.webhook.EventId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  @TempDir Path folder;

  private RedisUnderTest redis;
  private NodesUnderTest nodes;
  private Map<EventId, List<String>> delivered;

  @BeforeEach
  void start() {
    redis = RedisUnderTest.standalone().brief();
    nodes = new NodesUnderTest(folder);
    delivered = nodes.delivered();
    open("a");
    open("b");
    // The last to come has all agree anew, and what was left before would be left twice.
    for (String name : List.of("b", "a")) {
      serves(nodes.get(name)).await();
    }
  }

  private NodeUnderTest open(String name) {
    NodeUnderTest node = nodes.open(redis, name);
    serves(node);
    return node;
  }

  @AfterEach
  void stop() {
    nodes.close();
    redis.close();
  }

  private static List<String> events(int count) {
    return IntStream.range(0, count).mapToObj(i -> "e" + i).toList();
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

    nodes.dies("a");

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

    nodes.dies("a");

    until(() -> delivered.size() == events.size() + 1);
    assertThat(delivered.values()).allMatch(it -> it.size() == 1);
  }
}
