package io.sallyport.store.redis.wire;

import static io.sallyport.store.redis.wire.WireFixture.ONE_REPLICA;
import static io.sallyport.store.redis.wire.WireFixture.PATIENT;
import static io.sallyport.store.redis.wire.WireFixture.SHORT;
import static io.sallyport.store.redis.wire.WireFixture.count;
import static io.sallyport.store.redis.wire.WireFixture.number;
import static io.sallyport.store.redis.wire.WireFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.fixture.Eventually;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import org.junit.jupiter.api.Test;

/** Another master under Sentinels. */
class SentinelFailoverTest {

  @Test
  void goesToTheMasterThatFollowsAKilledOne() {
    try (RedisRig redis = RedisRig.sentinel();
        WireFixture wire = WireFixture.to(redis, RedisMode.SENTINEL)) {
      RedisNode first = redis.master();
      Replies before = wire.increment("a", ONE_REPLICA);
      first.kill();

      Replies meanwhile = wire.run(count("a"), "a", SHORT);
      assertThat(trouble(meanwhile)).isIn(Trouble.UNREACHABLE, Trouble.LOST);
      RedisNode second = redis.awaitOther(first, 0);
      Replies after = wire.increment("b");

      assertThat(number(after)).isEqualTo(1);
      Identity server = after.server().orElseThrow();
      assertThat(server.address().host()).isEqualTo(second.host());
      assertThat(server.replicationId())
          .isNotEqualTo(before.server().orElseThrow().replicationId());
    }
  }

  @Test
  void aDemotedMasterSaysSoAndIsLeftForTheNewOne() {
    try (RedisRig redis = RedisRig.sentinel();
        WireFixture wire = WireFixture.to(redis, RedisMode.SENTINEL)) {
      RedisNode first = redis.master();
      wire.increment("a", ONE_REPLICA);
      RedisNode heir = redis.replicasOf(first).get(0);

      // As a Sentinel that has lost the others' trust would: the connection lives on.
      first.command("REPLICAOF", heir.host(), Integer.toString(heir.port()));
      Replies refused = wire.run(count("a"), "a", PATIENT);

      assertThat(trouble(refused)).isEqualTo(Trouble.READONLY);
      assertThat(refused.failure().orElseThrow().mayHaveRun()).isFalse();
      first.command("REPLICAOF", "NO", "ONE");
      assertThat(number(wire.increment("a"))).isEqualTo(2);
    }
  }

  @Test
  void goesToTheMasterThatTheSentinelsHaveChosen() {
    try (RedisRig redis = RedisRig.sentinel();
        WireFixture wire = WireFixture.to(redis, RedisMode.SENTINEL)) {
      RedisNode first = redis.master();
      wire.increment("a", ONE_REPLICA);

      RedisNode second = redis.failOver(first);

      Eventually.until(
          () -> {
            Replies replies = wire.increment("b", ONE_REPLICA);
            return replies.areAnswered()
                && replies.server().orElseThrow().address().host().equals(second.host())
                && replies.replicas() >= 1;
          });
    }
  }

  @Test
  void oneSilentSentinelDoesNotHoldUpTheSearch() {
    try (RedisRig redis = RedisRig.sentinel()) {
      redis.sentinels().get(0).freeze();
      redis.sentinels().get(1).kill();
      try (WireFixture wire = WireFixture.to(redis, RedisMode.SENTINEL)) {

        assertThat(number(wire.increment("a"))).isEqualTo(1);
      }
    }
  }

  @Test
  void withoutASentinelThatKnowsTheSetNothingIsRun() {
    try (RedisRig redis = RedisRig.sentinel()) {
      RedisSettings settings = WireFixture.settings(redis, RedisMode.SENTINEL, RedisLogin.none());
      RedisSettings other =
          new RedisSettings(
              settings.mode(),
              settings.addresses(),
              java.util.Optional.of("nobody"),
              0,
              settings.tls(),
              settings.login(),
              settings.sentinelLogin(),
              settings.bounds());
      try (WireFixture wire = new WireFixture(other)) {

        Replies refused = wire.run(count("a"), "a", SHORT);

        assertThat(trouble(refused)).isEqualTo(Trouble.UNREACHABLE);
        assertThat(refused.failure().orElseThrow().said())
            .contains("No such master with that name");
        assertThatThrownBy(() -> wire.wire().probe().await())
            .isInstanceOf(RedisFailure.class)
            .hasMessageContaining("No such master with that name");
      }
    }
  }

  @Test
  void replicasThatAreGoneAreNotCounted() {
    try (RedisRig redis = RedisRig.sentinel();
        WireFixture wire = WireFixture.to(redis, RedisMode.SENTINEL)) {
      redis.replicasOf(redis.master()).forEach(RedisNode::freeze);

      Replies replies = wire.increment("a", Waits.forReplicas(1, java.time.Duration.ofMillis(200)));

      assertThat(number(replies)).isEqualTo(1);
      assertThat(replies.replicas()).isZero();
    }
  }
}
