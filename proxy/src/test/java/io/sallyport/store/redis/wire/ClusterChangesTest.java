package io.sallyport.store.redis.wire;

import static io.sallyport.store.redis.wire.WireFixture.ONE_REPLICA;
import static io.sallyport.store.redis.wire.WireFixture.PATIENT;
import static io.sallyport.store.redis.wire.WireFixture.SHORT;
import static io.sallyport.store.redis.wire.WireFixture.count;
import static io.sallyport.store.redis.wire.WireFixture.number;
import static io.sallyport.store.redis.wire.WireFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.redis.rig.SlotMove;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Slots that move, and masters that die. */
class ClusterChangesTest {
  /** The last attempt begins early enough to be answered on a busy machine. */
  private static final Duration LONGER = Duration.ofSeconds(2);

  private static final Script SUM =
      Script.of("sum", "return (redis.call('GET', KEYS[1]) or 0) + (redis.call('INCR', KEYS[2]))");

  @Test
  void followsASlotThatHasMoved() {
    try (RedisRig redis = RedisRig.cluster();
        WireFixture wire = WireFixture.to(redis, RedisMode.CLUSTER)) {
      int slot = Slot.of("a").number();
      wire.increment("a", ONE_REPLICA);
      RedisNode to =
          redis.masterOf(0).equals(redis.masterOf(slot))
              ? redis.masterOf(8_000)
              : redis.masterOf(0);
      redis.moveSlot(slot, to);

      Replies replies = wire.increment("a", ONE_REPLICA);

      assertThat(number(replies)).isEqualTo(2);
      assertThat(replies.replicas()).isEqualTo(1);
      assertThat(replies.server().orElseThrow().address().host()).isEqualTo(to.host());
    }
  }

  @Test
  void asksTheNextMasterForKeysThatAreThereAlready() {
    try (RedisRig redis = RedisRig.cluster();
        WireFixture wire = WireFixture.to(redis, RedisMode.CLUSTER)) {
      wire.increment("{a}:here");
      int slot = Slot.of("{a}").number();
      SlotMove move = redis.beginToMove(slot, redis.masterOf(0));

      Replies replies =
          wire.wire()
              .run(
                  Slot.of("{a}"),
                  List.of(count("{a}:here"), count("{a}:new")),
                  ONE_REPLICA,
                  PATIENT)
              .await();

      assertThat(replies.values().await().get(0).orElseThrow().toLong()).isEqualTo(2);
      assertThat(replies.values().await().get(1).orElseThrow().toLong()).isEqualTo(1);
      assertThat(replies.replicas()).isEqualTo(1);
      assertThat(redis.masterOf(slot).command("GET", "{a}:here")).isEqualTo("2");
      move.finish();
      assertThat(wire.read("{a}:new")).isEqualTo("1");
    }
  }

  @Test
  void waitsUntilKeysOnBothSidesAreTogetherAgain() {
    try (RedisRig redis = RedisRig.cluster();
        WireFixture wire = WireFixture.to(redis, RedisMode.CLUSTER)) {
      wire.increment("{a}:1");
      wire.increment("{a}:2");
      int slot = Slot.of("{a}").number();
      SlotMove move = redis.beginToMove(slot, redis.masterOf(0));
      move.moveKey("{a}:1");
      Call both = Call.of(SUM).key("{a}:1").key("{a}:2");

      Replies refused = wire.run(both, "{a}", LONGER);
      assertThat(trouble(refused)).isEqualTo(Trouble.TRYAGAIN);
      assertThat(refused.failure().orElseThrow().mayHaveRun()).isFalse();
      var patient = wire.wire().run(Slot.of("{a}"), List.of(both), Waits.none(), PATIENT);
      move.finish();

      assertThat(number(patient.await())).isEqualTo(3);
    }
  }

  @Test
  void goesToTheReplicaThatFollowsAKilledMaster() {
    try (RedisRig redis = RedisRig.cluster();
        WireFixture wire = WireFixture.to(redis, RedisMode.CLUSTER)) {
      int slot = Slot.of("a").number();
      RedisNode first = redis.masterOf(slot);
      wire.increment("a", ONE_REPLICA);
      first.kill();

      Replies meanwhile = wire.run(count("a"), "a", SHORT);
      assertThat(trouble(meanwhile)).isIn(Trouble.UNREACHABLE, Trouble.LOST, Trouble.CLUSTERDOWN);
      RedisNode second = redis.awaitOther(first, slot);
      Replies after = wire.increment("a", Waits.forReplicas(1, Duration.ofMillis(100)));

      assertThat(number(after)).isEqualTo(2);
      assertThat(after.server().orElseThrow().address().host()).isEqualTo(second.host());
      assertThat(after.replicas()).as("it has none left").isZero();
    }
  }

  @Test
  void aHandoverCostsNoCallAndNoneRunsTwice() {
    try (RedisRig redis = RedisRig.cluster();
        WireFixture wire = WireFixture.to(redis, RedisMode.CLUSTER)) {
      int slot = Slot.of("a").number();
      RedisNode first = redis.masterOf(slot);
      wire.increment("a", ONE_REPLICA);

      RedisNode second = redis.failOver(first);

      Replies after = wire.increment("a", ONE_REPLICA);
      assertThat(number(after)).isEqualTo(2);
      assertThat(after.server().orElseThrow().address().host()).isEqualTo(second.host());
    }
  }

  @Test
  void aClusterWithoutAMasterForSomeSlotsRunsNothing() {
    try (RedisRig redis = RedisRig.cluster();
        WireFixture wire = WireFixture.to(redis, RedisMode.CLUSTER)) {
      wire.increment("a");
      int slot = Slot.of("a").number();
      RedisNode lost = redis.masterOf(slot < 8_192 ? 16_383 : 0);
      redis.replicasOf(lost).forEach(RedisNode::kill);
      lost.kill();
      io.sallyport.fixture.Eventually.until(
          () -> redis.masterOf(slot).text("CLUSTER", "INFO").contains("cluster_state:fail"));

      Replies refused = wire.run(count("a"), "a", LONGER);

      assertThat(trouble(refused)).isEqualTo(Trouble.CLUSTERDOWN);
      assertThat(refused.failure().orElseThrow().mayHaveRun()).isFalse();
    }
  }

  @Test
  void aReplicaThatIsFrozenIsNotCountedForItsOwnMasterOnly() {
    try (RedisRig redis = RedisRig.plan().failoverAfter(Duration.ofSeconds(30)).cluster();
        WireFixture wire = WireFixture.to(redis, RedisMode.CLUSTER)) {
      RedisNode master = redis.masterOf(Slot.of("a").number());
      redis.replicasOf(master).forEach(RedisNode::freeze);
      Waits shortly = Waits.forReplicas(1, Duration.ofMillis(200));

      Replies uncertain = wire.increment("a", shortly);
      Replies certain = wire.increment("b", shortly);

      assertThat(redis.masterOf(Slot.of("b").number())).isNotEqualTo(master);
      assertThat(number(uncertain)).isEqualTo(1);
      assertThat(uncertain.replicas()).isZero();
      assertThat(certain.replicas()).isEqualTo(1);
    }
  }
}
