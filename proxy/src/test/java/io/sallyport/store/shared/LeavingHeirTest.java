package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.ClaimKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node has died with something that it left; the other is about to be stopped. */
class LeavingHeirTest {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final SimWorld world = new SimWorld(5);
  private final SimRedis redis = new SimRedis(world, SimFlaw.NONE);
  private final SimUpstream upstream = new SimUpstream();
  private final SimNode dying = node("dying");
  private final SimNode heir = node("heir");
  private ClaimKey left;

  private SimNode node(String name) {
    int number = new NodeName(name).number();
    return new SimNode(
        name, number, world, redis, upstream, SimFlaw.NONE, unused -> {}, SimNode::start);
  }

  @BeforeEach
  void anEventThatIsLeft() {
    for (SimNode node : new SimNode[] {dying, heir}) {
      node.knows(Set.of("dying", "heir"));
      node.start();
    }
    world.run(A_MINUTE);
    upstream.down(true);
    left = comes(dying, "e1");
    world.run(Duration.ofSeconds(5));
    dying.crash();
  }

  private ClaimKey comes(SimNode node, String event) {
    Admission admission = AnAdmission.to("shop").event(event, "body").at(world.now());
    node.loop().run(() -> node.ledger().admit(admission));
    return admission.events().get(0).key();
  }

  @Test
  void whoStaysTakesItUp() {
    // A look whose answer is lost is made again half a minute later, at most.
    world.run(A_MINUTE.multipliedBy(2));

    assertThat(heir.rows().knows(left)).isTrue();
    assertThat(upstream.inherited()).isEqualTo(1);
  }

  /** It could not finish it: its attempts are over as soon as its drain is. */
  @Test
  void whoLeavesDoesNotAndGoesOnWithItsOwn() {
    heir.agreement().parting().takesUpNoMore();

    world.run(A_MINUTE);
    upstream.down(false);
    ClaimKey own = comes(heir, "e2");
    world.run(A_MINUTE);

    assertThat(heir.rows().knows(left)).isFalse();
    assertThat(upstream.bidsOf(own)).isEqualTo(1);
    assertThat(upstream.inherited()).isZero();
  }

  /** What it would take up now it could not leave to others in time. */
  @Test
  void whoDrainsDoesNotUntilItIsTakenBack() {
    heir.agreement().parting().takesUp(false);
    world.run(A_MINUTE);
    assertThat(heir.rows().knows(left)).isFalse();

    heir.agreement().parting().takesUp(true);
    world.run(A_MINUTE);

    assertThat(heir.rows().knows(left)).isTrue();
    assertThat(upstream.inherited()).isEqualTo(1);
  }

  private static Nodes nodes(SimNode node, SimWorld world) {
    Future<Nodes> told = node.agreement().nodes();
    world.run(Duration.ofMillis(1));
    return told.result();
  }

  /** Else two that are taken out at once would both count on the other. */
  @Test
  void theOthersCountOnItWhileItTakesUpAndNoLonger() {
    dying.start();
    world.run(A_MINUTE);
    assertThat(nodes(dying, world).heirs()).isEqualTo(1);
    assertThat(nodes(heir, world).isCountedOnNoMore()).isFalse();

    heir.agreement().parting().takesUp(false);
    world.run(Duration.ofSeconds(1));
    assertThat(nodes(heir, world).isCountedOnNoMore()).isTrue();
    world.run(Lease.Terms.DEFAULT.beat());
    assertThat(nodes(dying, world).heirs()).isZero();

    heir.agreement().parting().takesUp(true);
    world.run(Lease.Terms.DEFAULT.beat().multipliedBy(2));
    assertThat(nodes(dying, world).heirs()).isEqualTo(1);
    heir.agreement().parting().takesUpNoMore();
    world.run(Lease.Terms.DEFAULT.beat().multipliedBy(2));
    assertThat(nodes(dying, world).heirs()).isZero();
  }

  @Test
  void whoIsStoppedWhileItDrainsIsNotAwakenedByThat() {
    heir.agreement().parting().takesUp(false);
    heir.agreement().parting().takesUpNoMore();
    heir.agreement().parting().takesUp(true);

    world.run(A_MINUTE);

    assertThat(heir.rows().knows(left)).isFalse();
  }

  @Test
  void whoWasToLeaveBeforeItBeganDoesNotEither() {
    heir.crash();
    heir.start();
    heir.agreement().parting().takesUpNoMore();

    world.run(A_MINUTE.multipliedBy(2));

    assertThat(heir.rows().knows(left)).isFalse();
  }
}
