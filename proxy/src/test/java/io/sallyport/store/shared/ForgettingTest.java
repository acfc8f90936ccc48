package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Forgetting;
import io.sallyport.store.shared.RollCall.Stage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three invented nodes on an invented Redis that has lost everything; one of them is gone. */
class ForgettingTest {
  private static final Set<String> NAMES = Set.of("node-0", "node-1", "node-2");
  private static final Duration A_WHILE = Duration.ofSeconds(20);

  private final List<String> story = new ArrayList<>();
  private final SimUpstream upstream = new SimUpstream();
  private final List<SimNode> nodes = new ArrayList<>();
  private SimWorld world;
  private SimRedis redis;

  @BeforeEach
  void start() {
    world = new SimWorld(11);
    redis = new SimRedis(world, SimFlaw.NONE);
    for (int i = 0; i < NAMES.size(); i++) {
      SimNode node =
          new SimNode(
              "node-" + i, i + 1, world, redis, upstream, SimFlaw.NONE, story::add, SimNode::start);
      node.knows(NAMES);
      node.start();
      nodes.add(node);
    }
    world.run(A_WHILE);
  }

  private static ClaimKey key(String id) {
    return ClaimKey.of(AnAdmission.to("shop").event(id, "body of " + id).id());
  }

  private void comes(int node, String id) {
    Admission admission = AnAdmission.to("shop").event(id, "body of " + id).at(world.now());
    nodes.get(node).loop().run(() -> nodes.get(node).ledger().admit(admission));
    world.run(A_WHILE);
  }

  private int delivered(String id) {
    return upstream.bidsOf(key(id));
  }

  private <T> T told(Future<T> future) {
    world.run(Duration.ofSeconds(1));
    assertThat(future.succeeded()).as("it was answered").isTrue();
    return future.result();
  }

  private Forgetting forget(int by, String name) {
    return told(nodes.get(by).agreement().forget(name));
  }

  private Nodes seenBy(int node) {
    return told(nodes.get(node).agreement().nodes());
  }

  /** The third is gone, with what it alone was granted, and Redis has lost everything. */
  private void lose() {
    comes(2, "its");
    assertThat(delivered("its")).isEqualTo(1);
    nodes.get(2).crash();
    redis.flush();
    comes(0, "first");
    world.run(A_WHILE);
  }

  @Test
  void itIsWaitedForAndThenWhatIsUnknownIsHeld() {
    lose();
    comes(1, "new");
    comes(1, "its");

    assertThat(delivered("new")).isZero();
    assertThat(delivered("its")).isEqualTo(1);
    assertThat(nodes.get(1).rows().held()).hasSize(2);
    Nodes seen = seenBy(0);
    assertThat(seen.others()).isNotEmpty();
    assertThat(seen.others())
        .allSatisfy(
            part -> {
              assertThat(part.stage()).isEqualTo(Stage.IN_PART);
              assertThat(part.missing()).containsExactly("node-2");
              assertThat(part.signed()).containsExactlyInAnyOrder("node-0", "node-1");
              assertThat(part.since()).isBefore(world.now());
            });
    assertThat(seen.nodes())
        .extracting(Nodes.Node::name, Nodes.Node::isMember, Nodes.Node::isAlive)
        .containsExactly(
            tuple("node-0", true, true), tuple("node-1", true, true), tuple("node-2", true, false));
  }

  @Test
  void onceItIsForgottenAllGoesOnAndTheOthersKnow() {
    lose();
    comes(1, "new");

    assertThat(forget(0, "node-2")).isEqualTo(Forgetting.DONE);
    world.run(A_WHILE);

    assertThat(redis.isWhole()).isTrue();
    assertThat(seenBy(0).others()).isEmpty();
    assertThat(seenBy(1).nodes().get(2).isMember()).isFalse();
    comes(1, "later");
    assertThat(delivered("later")).isEqualTo(1);
    nodes.get(1).loop().run(nodes.get(1)::releaseAll);
    world.run(A_WHILE);
    assertThat(delivered("new")).isEqualTo(1);
    assertThat(forget(1, "node-2")).as("again").isEqualTo(Forgetting.DONE);
  }

  @Test
  void anOlderListDoesNotBringItBack() {
    lose();
    nodes.get(1).crash();
    assertThat(forget(0, "node-2")).isEqualTo(Forgetting.DONE);
    world.run(A_WHILE);

    nodes.get(1).start();
    world.run(A_WHILE);
    redis.flush();
    comes(0, "later");
    world.run(A_WHILE);

    assertThat(delivered("later")).isEqualTo(1);
    assertThat(nodes.get(0).rows().fellows().members()).containsExactly("node-0", "node-1");
    assertThat(nodes.get(1).rows().fellows().members()).containsExactly("node-0", "node-1");
  }

  @Test
  void oneThatComesBackIsToldSoAndTellsWhatItHas() {
    lose();
    forget(0, "node-2");
    world.run(A_WHILE);

    nodes.get(2).start();
    world.run(A_WHILE);

    assertThat(story).contains("node-2 was forgotten, and joins anew");
    assertThat(nodes.get(0).rows().fellows().members())
        .containsExactlyElementsOf(NAMES.stream().sorted().toList());
    comes(0, "its");
    assertThat(delivered("its")).as("a replay").isEqualTo(1);
    comes(2, "later");
    assertThat(delivered("later")).isEqualTo(1);
    assertThat(redis.isWhole()).isTrue();
  }

  /** It was cut off, and not gone. */
  @Test
  void oneThatRunsJoinsAnewWithoutAStart() {
    nodes.get(2).net().cut(true);
    world.run(A_WHILE);
    assertThat(forget(0, "node-2")).isEqualTo(Forgetting.DONE);
    world.run(A_WHILE);

    nodes.get(2).net().cut(false);
    world.run(A_WHILE);

    assertThat(story).contains("node-2 was forgotten, and joins anew");
    assertThat(nodes.get(1).rows().fellows().has("node-2")).isTrue();
    comes(2, "later");
    comes(0, "later");
    assertThat(delivered("later")).isEqualTo(1);
  }

  @Test
  void whatWasDeliveredMeanwhileIsNotDeliveredByOneThatComesBack() {
    nodes.get(2).net().cut(true);
    Admission admission = AnAdmission.to("shop").event("e", "body of e").at(world.now());
    nodes.get(2).loop().run(() -> nodes.get(2).ledger().admit(admission));
    world.run(A_WHILE);
    forget(0, "node-2");
    comes(1, "e");
    assertThat(delivered("e")).isEqualTo(1);

    nodes.get(2).net().cut(false);
    world.run(A_WHILE);

    assertThat(delivered("e")).isEqualTo(1);
    assertThat(nodes.get(2).rows().open()).isZero();
  }

  @Test
  void whoeverIsThereIsNotForgotten() {
    assertThat(forget(0, "node-0")).isEqualTo(Forgetting.ITSELF);
    assertThat(forget(0, "node-1")).isEqualTo(Forgetting.ALIVE);
    assertThat(forget(0, "stranger")).isEqualTo(Forgetting.UNKNOWN);
    nodes.get(2).crash();
    assertThat(forget(0, "node-2")).as("a moment ago it was").isEqualTo(Forgetting.ALIVE);
    redis.up(false);
    world.run(A_WHILE);

    assertThat(forget(0, "node-2")).as("nobody can say").isEqualTo(Forgetting.UNSURE);
    redis.up(true);
    world.run(A_WHILE);
    assertThat(forget(0, "node-2")).isEqualTo(Forgetting.DONE);
    assertThat(nodes.get(0).rows().fellows().members()).containsExactly("node-0", "node-1");
  }

  @Test
  void rightAfterEverythingWasLostNobodyCanSayWhoIsAlive() {
    redis.flush();
    world.run(Duration.ofSeconds(4));

    assertThat(List.of(Forgetting.ALIVE, Forgetting.UNSURE)).contains(forget(0, "node-2"));
  }
}
