package io.sallyport.store.redis.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.fixture.TestAuthority;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the tests with Redis rest on. */
class RedisRigTest {

  @Test
  void aProcessAloneForgetsEverythingWhenItIsKilled() {
    try (RedisRig redis = RedisRig.standalone()) {
      RedisNode node = redis.master();
      node.command("SET", "a", "1");
      long before = node.pid();

      node.restart();

      assertThat(node.command("GET", "a")).isNull();
      assertThat(node.pid()).isNotEqualTo(before);
      assertThat(node.info("memory")).containsEntry("maxmemory_policy", "noeviction");
    }
  }

  @Test
  void aPersistentProcessKnowsWhatItWasTold() {
    try (RedisRig redis = RedisRig.plan().persistent().with("appendfsync always").standalone()) {
      redis.master().command("SET", "a", "1");

      redis.master().restart();

      assertThat(redis.master().command("GET", "a")).isEqualTo("1");
    }
  }

  @Test
  void aFrozenProcessAnswersOnlyWhenItIsThawed() {
    try (RedisRig redis = RedisRig.standalone()) {
      redis.master().freeze();
      assertThatThrownBy(() -> redis.master().command("PING"))
          .isInstanceOf(UncheckedIOException.class);

      redis.master().thaw();

      assertThat(redis.master().command("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void sentinelsPutAReplicaInTheKilledMastersPlace() {
    try (RedisRig redis = RedisRig.sentinel()) {
      RedisNode first = redis.master();
      first.command("SET", "a", "1");
      assertThat(redis.replicasOf(first)).hasSize(2);

      first.kill();
      RedisNode second = redis.awaitOther(first, 0);

      assertThat(second.command("GET", "a")).isEqualTo("1");
    }
  }

  @Test
  void sentinelsChangeTheMasterWhenTheyAreAsked() {
    try (RedisRig redis = RedisRig.sentinel()) {
      RedisNode first = redis.master();

      RedisNode second = redis.failOver(first);

      assertThat(second).isNotEqualTo(first);
      assertThat(first.info("replication")).containsEntry("role", "slave");
    }
  }

  @Test
  void aClustersReplicaTakesTheKilledMastersPlace() {
    try (RedisRig redis = RedisRig.cluster()) {
      RedisNode first = redis.masterOf(0);
      assertThat(redis.replicasOf(first)).hasSize(1);
      assertThat(List.of(redis.masterOf(0), redis.masterOf(8_000), redis.masterOf(16_383)))
          .doesNotHaveDuplicates();

      first.kill();
      RedisNode second = redis.awaitOther(first, 0);

      assertThat(second.info("replication")).containsEntry("role", "master");
    }
  }

  @Test
  void aSlotMovesWithItsKeys() {
    try (RedisRig redis = RedisRig.cluster()) {
      int slot = 15_495; // of the key "a", by CLUSTER KEYSLOT
      RedisNode first = redis.masterOf(slot);
      RedisNode second = redis.masterOf(0);
      first.command("SET", "a", "1");

      redis.moveSlot(slot, second);

      assertThat(second.command("GET", "a")).isEqualTo("1");
      assertThatThrownBy(() -> first.command("GET", "a"))
          .isInstanceOf(RedisSaid.class)
          .hasMessage("MOVED " + slot + " " + second.address());
    }
  }

  @Test
  void aPasswordAndTlsHoldInEveryShape() {
    TestAuthority authority = TestAuthority.root("Rig");
    try (RedisRig cluster =
            RedisRig.plan().withPassword("long-enough").withTls(authority).cluster();
        RedisRig sentinel =
            RedisRig.plan().withPassword("long-enough").withTls(authority).sentinel()) {

      assertThat(cluster.urls()).hasSize(6).allMatch(url -> url.startsWith("rediss://127.0.1."));
      assertThat(sentinel.urls()).hasSize(3).allMatch(url -> url.startsWith("rediss://127.0.1."));
    }
  }

  @Test
  void whatIsClosedIsGone() {
    RedisRig redis = RedisRig.sentinel();
    List<Long> pids =
        java.util.stream.Stream.of(redis.nodes(), redis.sentinels())
            .flatMap(List::stream)
            .map(RedisNode::pid)
            .toList();
    redis.nodes().get(1).freeze();

    redis.close();

    assertThat(pids).hasSize(6).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
  }
}
