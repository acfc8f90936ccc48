package io.sallyport.store.redis;

import static io.sallyport.store.redis.Nodes.await;
import static io.sallyport.store.redis.Nodes.certain;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.redis.wire.RedisMode;
import io.sallyport.store.redis.wire.Slot;
import io.sallyport.store.shared.ABid;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.RollCall;
import io.sallyport.store.shared.Shard;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shard that is served by another history than the one it was opened on says so at once. */
class RedisHistoryTest {
  private static final Duration BRIEF = Duration.ofMillis(300);
  private static final ABid EVENT = ABid.on("e1").by(1, 100);
  private static final ABid COPY = ABid.on("e1").by(2, 700);
  private static final ABid OTHER = ABid.on("e2").by(1, 101);

  @Test
  void aMastersDeathUnderSentinelsIsFoundOutByTheFirstCall() {
    try (RedisFixture redis = RedisFixture.sentinel()) {
      Shard shard = redis.newShard();
      Nodes node = new Nodes(redis.index(), shard);
      Epoch epoch = node.open(Epoch.NONE);
      long fence = node.grant(epoch, EVENT);

      RedisNode first = redis.rig().master();
      first.kill();

      node.awaitSuspect(epoch, EVENT);
      assertRebuilt(node, new Epoch(epoch.generation(), fence));
    }
  }

  @Test
  void aMastersDeathInAClusterIsFoundOutByTheFirstCall() {
    try (RedisFixture redis = RedisFixture.cluster()) {
      Shard shard = redis.newShard();
      Nodes node = new Nodes(redis.another(BRIEF), shard);
      Epoch epoch = node.open(Epoch.NONE);
      long fence = node.grant(epoch, EVENT);

      RedisNode first = redis.master(shard);
      first.kill();

      node.awaitSuspect(epoch, EVENT);
      // Its only replica has its place now: nothing is certain before it is back.
      assertThat(await(redis.index().attend(shard, epoch, Nodes.NAMES)))
          .isInstanceOf(Reply.Uncertain.class);
      first.restart();
      redis.rig().awaitReplicated();
      assertRebuilt(node, new Epoch(epoch.generation(), fence));
    }
  }

  /** Nothing is certain until everybody has signed; what survived is its owner's then. */
  private static void assertRebuilt(Nodes node, Epoch known) {
    RollCall call = node.attend(known);
    assertThat(call.open()).isFalse();
    assertThat(call.generation()).isGreaterThan(known.generation());
    assertThat(call.surviving()).isEqualTo(known.fence());
    node.assertSuspect(known, EVENT);
    node.assertSuspect(new Epoch(call.generation(), 0), EVENT);
    assertThat(node.sign(call, "a", known.fence()).open()).isFalse();
    node.assertSuspect(new Epoch(call.generation(), 0), EVENT);

    RollCall opened = node.sign(call, "b", 0);

    assertThat(opened.open()).isTrue();
    node.assertSuspect(known, EVENT);
    Epoch next = new Epoch(opened.generation(), opened.fence());
    assertThat(node.grant(next, EVENT)).isEqualTo(known.fence());
    assertThat(certain(node.accept(next, COPY)).get(0)).isInstanceOf(Found.Known.class);
    assertThat(node.grant(next, OTHER)).isGreaterThan(known.fence());
  }

  @Test
  void aMasterThatWasAReplicaMeanwhileIsAnotherHistory() {
    try (RedisFixture redis = RedisFixture.cluster()) {
      Shard shard = redis.newShard();
      Nodes node = new Nodes(redis.index(), shard);
      Epoch epoch = node.open(Epoch.NONE);
      node.grant(epoch, EVENT);
      RedisNode first = redis.master(shard);

      RedisNode second = redis.rig().failOver(first);
      // Nobody votes twice in so short a time.
      first.command("CLUSTER", "FAILOVER", "TAKEOVER");
      redis.rig().awaitReplicated();
      assertThat(redis.master(shard)).isEqualTo(first).isNotEqualTo(second);

      // Over the connections of the first time.
      node.assertDoubted(epoch, EVENT);
      node.awaitSuspect(epoch, EVENT);
    }
  }

  @Test
  void aRestartWithAllThatWasThereIsAnotherHistory() {
    RedisRig rig = RedisRig.plan().persistent().with("appendfsync always").standalone();
    try (RedisFixture redis = new RedisFixture(RedisMode.STANDALONE, rig, Certainty.SINGLE)) {
      Nodes node = new Nodes(redis.index(), redis.newShard());
      Epoch epoch = node.open(Epoch.NONE);
      long fence = node.grant(epoch, EVENT);

      rig.master().restart();

      node.awaitSuspect(epoch, EVENT);
      assertRebuilt(node, new Epoch(epoch.generation(), fence));
    }
  }

  @Test
  void anEmptyRestartIsFoundOut() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Nodes node = new Nodes(redis.index(), redis.newShard());
      Epoch epoch = node.open(Epoch.NONE);
      node.grant(epoch, EVENT);

      redis.rig().master().restart();

      node.awaitSuspect(epoch, EVENT);
      assertThat(node.attend(epoch).surviving()).isZero();
    }
  }

  @Test
  void aProcessThatFollowsAnotherAnswersNothing() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Nodes node = new Nodes(redis.index(), redis.newShard());
      Epoch epoch = node.open(Epoch.NONE);
      node.grant(epoch, EVENT);

      redis.rig().master().command("REPLICAOF", "127.0.0.1", "1");

      node.assertDoubted(epoch, EVENT);
    }
  }

  @Test
  void aSlotThatWasMovedIsAnotherHistory() {
    try (RedisFixture redis = RedisFixture.cluster()) {
      Shard shard = redis.newShard();
      Nodes node = new Nodes(redis.index(), shard);
      Epoch epoch = node.open(Epoch.NONE);
      long fence = node.grant(epoch, EVENT);
      int slot = Slot.of("sp:" + shard.tag()).number();
      RedisNode from = redis.master(shard);
      RedisNode to =
          List.of(0, 8_000, 16_383).stream()
              .map(redis.rig()::masterOf)
              .filter(it -> !it.equals(from))
              .findFirst()
              .orElseThrow();

      redis.rig().moveSlot(slot, to);

      node.awaitSuspect(epoch, EVENT);
      assertRebuilt(node, new Epoch(epoch.generation(), fence));
    }
  }

  @Test
  void nothingIsDecidedOnWhileSomeKeysOfASlotAreHereAndSomeAreThere() {
    try (RedisFixture redis = RedisFixture.cluster()) {
      Shard shard = redis.newShard();
      Nodes node = new Nodes(redis.index(), shard);
      Epoch epoch = node.open(Epoch.NONE);
      node.grant(epoch, EVENT);
      int slot = Slot.of("sp:" + shard.tag()).number();
      RedisNode to =
          List.of(0, 8_000, 16_383).stream()
              .map(redis.rig()::masterOf)
              .filter(it -> !it.equals(redis.master(shard)))
              .findFirst()
              .orElseThrow();

      var move = redis.rig().beginToMove(slot, to);
      String claim =
          new String(new ShardKeys(shard).claim(EVENT.bid().key()), StandardCharsets.ISO_8859_1);
      move.moveKey(claim);

      // The claim is there and the shard's own hash is here: a copy must not be granted.
      node.assertDoubted(epoch, COPY);
      move.finish();
      node.awaitSuspect(epoch, COPY);
    }
  }
}
