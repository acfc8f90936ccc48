package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node that is stopped says before it goes. */
class FarewellTest {
  private static final Duration STEP = Duration.ofMillis(1);

  private final SimWorld world = new SimWorld(5);
  private final SimRedis redis = new SimRedis(world, SimFlaw.NONE);
  private final SimNode node =
      new SimNode(
          "one", 1, world, redis, new SimUpstream(), SimFlaw.NONE, unused -> {}, SimNode::start);

  @BeforeEach
  void anEventThatHasJustEnded() {
    node.knows(Set.of("one"));
    node.start();
    world.run(Duration.ofSeconds(5));
    Admission admission = AnAdmission.to("shop").event("e1", "body").at(world.now());
    node.loop().run(() -> node.ledger().admit(admission));
    for (int i = 0; i < 60_000 && untold() == 0; i++) {
      world.run(STEP);
    }
    assertThat(untold()).isEqualTo(1);
  }

  private int untold() {
    return node.rows().unsettled(0, 10).size();
  }

  /** Else an heir delivers it once more. */
  @Test
  void whatHasEndedIsToldBeforeItGoes() {
    Future<Void> left = node.agreement().stop();
    world.run(OneOfMany.FAREWELL);

    assertThat(left.isComplete()).isTrue();
    assertThat(untold()).isZero();
  }

  @Test
  void itGoesAtOnceWhenAllIsTold() {
    world.run(Duration.ofSeconds(5));
    assertThat(untold()).isZero();

    Future<Void> left = node.agreement().stop();
    world.run(Duration.ofMillis(500));

    assertThat(left.isComplete()).isTrue();
  }

  @Test
  void itDoesNotWaitForLongWhereNobodyAnswers() {
    redis.up(false);

    Future<Void> left = node.agreement().stop();
    world.run(OneOfMany.FAREWELL.minus(STEP));
    assertThat(left.isComplete()).isFalse();
    world.run(Duration.ofMillis(200));

    assertThat(left.isComplete()).isTrue();
    assertThat(untold()).isEqualTo(1);
  }
}
