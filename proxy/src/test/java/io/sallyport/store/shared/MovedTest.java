package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.ClaimKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Three invented nodes are moved to another invented Redis, and back. */
class MovedTest {
  private static final Set<String> NAMES = Set.of("node-0", "node-1", "node-2");
  private static final Duration A_WHILE = Duration.ofSeconds(20);

  /** Until others take up what a dead one has left. */
  private static final Duration LONG = Duration.ofMinutes(2);

  private final List<String> story = new ArrayList<>();
  private final SimUpstream upstream = new SimUpstream();
  private final List<SimNode> nodes = new ArrayList<>();
  private SimWorld world;
  private SimRedis here;
  private SimRedis there;

  private void start(long seed) {
    world = new SimWorld(seed);
    here = new SimRedis(world, SimFlaw.NONE);
    there = new SimRedis(world, SimFlaw.NONE);
    for (int i = 0; i < NAMES.size(); i++) {
      SimNode node =
          new SimNode(
              "node-" + i,
              new NodeName("node-" + i).number(),
              world,
              here,
              upstream,
              SimFlaw.NONE,
              story::add,
              SimNode::start);
      node.knows(NAMES);
      node.start();
      nodes.add(node);
    }
    world.run(A_WHILE);
  }

  private static ClaimKey key(String id) {
    return ClaimKey.of(AnAdmission.to("shop").event(id, "body of " + id).id());
  }

  private static List<String> events(String name) {
    return IntStream.range(0, 12).mapToObj(i -> name + i).toList();
  }

  private void come(int node, List<String> ids) {
    for (String id : ids) {
      Admission admission = AnAdmission.to("shop").event(id, "body of " + id).at(world.now());
      nodes.get(node).loop().run(() -> nodes.get(node).ledger().admit(admission));
    }
    world.run(A_WHILE);
  }

  private void end() {
    nodes.forEach(SimNode::crash);
  }

  private void begin(SimRedis redis, Integer... which) {
    for (int i : which) {
      nodes.get(i).moves(redis);
      nodes.get(i).start();
    }
    world.run(A_WHILE);
  }

  private void assertWentOnce(List<String> ids) {
    assertThat(ids)
        .as(String.join("\n", story))
        .allSatisfy(id -> assertThat(upstream.bidsOf(key(id))).isEqualTo(1));
    assertThat(upstream.inherited()).as("taken up from one who had sent it").isZero();
  }

  /**
   * What the first has left lies on the first Redis still, and what it had on the other nowhere.
   */
  @RepeatedTest(20)
  void whatWasDoneElsewhereIsNotDoneOnceMore(RepetitionInfo time) {
    start(time.getCurrentRepetition());
    upstream.down(true);
    come(0, events("left"));
    end();
    begin(there, 0, 1, 2);
    upstream.down(false);
    world.run(A_WHILE);
    come(0, events("there"));
    assertWentOnce(events("left"));
    assertWentOnce(events("there"));
    end();

    begin(here, 1, 2);
    world.run(LONG);
    come(1, events("there"));
    come(2, events("left"));
    begin(here, 0);
    world.run(LONG);
    come(2, events("there"));
    come(1, events("new"));
    nodes.forEach(node -> node.loop().run(node::releaseAll));
    nodes.forEach(node -> node.loop().run(node::reviveAll));
    world.run(LONG);

    assertWentOnce(events("left"));
    assertWentOnce(events("there"));
    assertWentOnce(events("new"));
    assertThat(here.isWhole()).isTrue();
    assertThat(nodes).allMatch(node -> node.rows().open() == 0);
  }

  /** All that goes wrong meanwhile makes a later generation of the place where they meet. */
  @RepeatedTest(20)
  void isNoticedAfterAFailover(RepetitionInfo time) {
    start(time.getCurrentRepetition());
    end();
    begin(there, 0, 1, 2);
    come(0, events("there"));
    end();
    here.failOver();

    begin(here, 1, 2);
    begin(here, 0);
    world.run(LONG);
    come(2, events("there"));
    nodes.forEach(node -> node.loop().run(node::releaseAll));
    nodes.forEach(node -> node.loop().run(node::reviveAll));
    world.run(LONG);

    assertWentOnce(events("there"));
    assertThat(story).contains("node-0 comes from elsewhere, and joins anew");
  }

  @Test
  void oneThatIsMovedAloneFindsNobody() {
    start(1);
    nodes.get(0).crash();

    begin(there, 0);
    world.run(LONG);
    come(0, events("there"));

    assertThat(story).contains("node-0 finds nobody here who knows [node-1, node-2]");
    assertThat(upstream.requests()).isZero();
    nodes.get(0).crash();
    begin(here, 0);
    world.run(A_WHILE);
    nodes.get(0).loop().run(nodes.get(0)::releaseAll);
    world.run(A_WHILE);
    come(1, events("there"));
    assertWentOnce(events("there"));
  }

  /** A start, a failover, or a Redis that was emptied is no other one. */
  @RepeatedTest(20)
  void whoeverStaysJoinsOnce(RepetitionInfo time) {
    start(time.getCurrentRepetition());
    for (int i = 0; i < 4; i++) {
      SimNode node = nodes.get(i % NAMES.size());
      node.crash();
      if (i % 2 == 0) {
        here.failOver();
      } else {
        here.flush();
      }
      world.run(i < 2 ? A_WHILE : Duration.ZERO);
      node.start();
      world.run(A_WHILE);
    }

    assertThat(story).noneMatch(line -> line.contains("comes from elsewhere"));
    assertThat(nodes.get(0).rows().fellows()).isEqualTo(Fellows.of(NAMES));
  }
}
