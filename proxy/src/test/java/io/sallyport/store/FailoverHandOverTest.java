package io.sallyport.store;

import static io.sallyport.fixture.Eventually.until;
import static io.sallyport.store.NodesUnderTest.event;
import static io.sallyport.store.NodesUnderTest.serves;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.shared.Lease;
import io.sallyport.store.shared.Shard;
import io.sallyport.webhook.EventId;
import java.nio.file.Path;
import java.time.Duration;
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
 * Nodes leave what they cannot deliver, Sentinels make another process the master, and nodes die:
 * one before, one after. What was left before counts for nothing then; who is there leaves it anew.
 */
class FailoverHandOverTest {
  private static final int EVENTS = 20;

  /** Longer than the failover takes: nobody has to ask anew for what it was granted. */
  private static final Lease.Terms TERMS =
      new Lease.Terms(Duration.ofSeconds(4), Duration.ofMillis(300), Duration.ofMillis(500));

  @TempDir Path folder;

  private RedisUnderTest redis;
  private NodesUnderTest nodes;
  private Map<EventId, List<String>> delivered;

  @BeforeEach
  void start() {
    redis = RedisUnderTest.sentinel().brief();
    nodes = new NodesUnderTest(folder).patience(Duration.ofSeconds(1)).terms(TERMS);
    delivered = nodes.delivered();
    List.of("early", "late", "heir").forEach(this::open);
    until(() -> nodes.all().stream().allMatch(it -> it.members().size() == nodes.all().size()));
  }

  /** It takes nothing up before it delivers for an integration. */
  private NodeUnderTest open(String name) {
    return nodes.open(redis, name);
  }

  @AfterEach
  void stop() {
    nodes.close();
    redis.close();
  }

  private EventId comes(String node, String id) {
    return NodesUnderTest.comes(nodes.get(node), id);
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
    nodes.dies("early");

    failOver();
    comes("late", names("late").get(0)); // who asks nothing hears of no failover
    serves(nodes.get("heir")).await();
    until(() -> nodes.get("late").deposited.get() >= before + EVENTS);
    Set<Shard> inPart = Set.copyOf(nodes.get("late").openedInPart);
    nodes.dies("late");

    until(() -> delivered.keySet().containsAll(late));
    assertThat(inPart).as("the first that died could not say what it knows").isNotEmpty();
    assertThat(delivered).containsOnlyKeys(late);
    NodeUnderTest back = open("early");
    serves(back).await();
    until(() -> delivered.keySet().containsAll(early));
    late.forEach(it -> assertThat(delivered.get(it)).containsExactly("heir"));
    early.forEach(it -> assertThat(delivered.get(it)).containsExactly("early"));
    assertThat(nodes.get("heir").inherited).hasValueGreaterThanOrEqualTo(EVENTS);

    serves(open("late")).await();
    comes("late", names("late").get(0));
    comes("early", names("late").get(1));
    comes("heir", names("early").get(1));
    EventId last = comes("late", "last");
    until(() -> delivered.containsKey(last));
    assertThat(delivered).hasSize(2 * EVENTS + 1);
    assertThat(delivered.values()).allMatch(it -> it.size() == 1);
  }
}
