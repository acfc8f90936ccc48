package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.store.shared.RollCall.Stage;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What three invented nodes tell people of each other while something is wrong. */
class NodesSeenTest {
  private static final Set<String> NAMES = Set.of("node-0", "node-1", "node-2");
  private static final Duration A_WHILE = Duration.ofSeconds(20);

  private final List<SimNode> nodes = new ArrayList<>();
  private SimWorld world;
  private SimRedis redis;

  @BeforeEach
  void start() {
    world = new SimWorld(5);
    redis = new SimRedis(world, SimFlaw.NONE);
    for (int i = 0; i < NAMES.size(); i++) {
      SimNode node =
          new SimNode(
              "node-" + i,
              i + 1,
              world,
              redis,
              new SimUpstream(),
              SimFlaw.NONE,
              unused -> {},
              SimNode::start);
      node.knows(NAMES);
      node.start();
      nodes.add(node);
    }
    world.run(A_WHILE);
  }

  private void comes(int node, String id) {
    Admission admission = AnAdmission.to("shop").event(id, "body of " + id).at(world.now());
    nodes.get(node).loop().run(() -> nodes.get(node).ledger().admit(admission));
    world.run(A_WHILE);
  }

  private Nodes seenBy(int node) {
    Future<Nodes> told = nodes.get(node).agreement().nodes();
    world.run(Duration.ZERO);
    assertThat(told.succeeded()).isTrue();
    return told.result();
  }

  /** The others go on in part without it; it takes a while until it has told what it remembers. */
  @Test
  void whoeverComesBackBuildsOnNothingBeforeItHasSigned() {
    for (int i = 0; i < 20; i++) {
      comes(2, "its " + i);
    }
    nodes.get(2).crash();
    redis.flush();
    comes(0, "first");
    assertThat(seenBy(0).others())
        .isNotEmpty()
        .allMatch(it -> it.stage() == Stage.IN_PART && it.missing().contains("node-2"));

    nodes.get(2).start();
    int others = 0;
    for (int i = 0; i < 2_000; i++) {
      world.run(Duration.ofMillis(1));
      Nodes seen = seenBy(2);
      others = Math.max(others, seen.others().size());
      Set<Shard> open = nodes.get(2).agreement().open();
      assertThat(seen.open()).isEqualTo(open.size());
      assertThat(seen.others())
          .allMatch(it -> (it.stage() == Stage.CLOSED) != open.contains(it.shard()));
    }

    assertThat(others).as("shards seen while they were rebuilt").isPositive();
    world.run(A_WHILE);
    assertThat(seenBy(2).others()).isEmpty();
  }

  @Test
  void whatIsSuspectedWhileRedisIsAwayIsClosedSinceThen() {
    comes(0, "first");
    Shard shard = Trust.MEETING;
    assertThat(seenBy(0).others()).isEmpty();
    redis.up(false);
    world.run(A_WHILE);
    Instant then = world.now();

    nodes.get(0).agreement().doubt(Set.of(shard), "evicted");
    world.run(Duration.ofMinutes(1));

    assertThat(seenBy(0).others())
        .extracting(Nodes.Part::shard, Nodes.Part::stage, Nodes.Part::since)
        .contains(tuple(shard, Stage.CLOSED, then));
    assertThat(seenBy(0).others()).allMatch(it -> it.stage() == Stage.CLOSED);
    assertThat(seenBy(0).others())
        .as("nobody has said who has signed since")
        .allMatch(it -> it.signed().isEmpty() && it.asserted() == 0);
    redis.up(true);
    world.run(A_WHILE);
    assertThat(seenBy(0).others()).isEmpty();
  }

  /** Who may be missing is none of it: whoever is started, nothing goes on. */
  @Test
  void whyAShardLetsNobodyRebuildItIsTold() {
    comes(0, "first");
    redis.evicts(true);
    nodes.get(0).agreement().doubt(Set.of(Trust.MEETING), "evicted");
    world.run(A_WHILE);
    Instant then = seenBy(0).others().get(0).since();
    world.run(A_WHILE);

    assertThat(seenBy(0).others())
        .filteredOn(it -> it.shard().equals(Trust.MEETING))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.why()).isPresent();
              assertThat(it.since()).isEqualTo(then);
              assertThat(it.missing()).isEmpty();
            });
    redis.evicts(false);
    world.run(A_WHILE);
    assertThat(seenBy(0).others()).isEmpty();
  }

  @Test
  void whatWasNeverKnownIsNew() {
    redis.flush();
    nodes.get(2).crash();
    world.run(A_WHILE);

    assertThat(seenBy(0).others())
        .filteredOn(it -> it.shard().equals(Trust.MEETING))
        .singleElement()
        .satisfies(it -> assertThat(it.isNew()).isTrue());
  }

  @Test
  void nobodyIsCalledAliveOnceNobodyIsHeardOf() {
    assertThat(seenBy(0).nodes()).allMatch(Nodes.Node::isAlive);

    redis.up(false);
    world.run(Lease.Terms.DEFAULT.lease().plusSeconds(1));

    assertThat(seenBy(0).nodes()).hasSize(3).noneMatch(Nodes.Node::isAlive);
    redis.up(true);
    world.run(A_WHILE);
    assertThat(seenBy(0).nodes()).allMatch(Nodes.Node::isAlive);
  }
}
