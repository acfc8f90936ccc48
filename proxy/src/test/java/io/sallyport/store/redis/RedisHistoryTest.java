package io.sallyport.store.redis;

import static io.sallyport.store.redis.Nodes.await;
import static io.sallyport.store.redis.Nodes.certain;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.Eventually;
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

/** Row 102: a shard that another history serves than the one it was opened on says so at once. */
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
      awaitUpBefore(redis);
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
      awaitUpBefore(redis);
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

  /** All have been up for longer than the generation that begins then, by whole seconds. */
  private static void awaitUpBefore(RedisFixture redis) {
    redis
        .rig()
        .nodes()
        .forEach(
            it ->
                Eventually.until(
                    () -> Long.parseLong(it.info("server").get("uptime_in_seconds")) > 2));
  }

  /** Nothing is certain until everybody has signed; what survived is its owner's then. */
  private static void assertRebuilt(Nodes node, Epoch known) {
    assertRebuilt(node, known, known.fence());
  }

  private static void assertRebuilt(Nodes node, Epoch known, long surviving) {
    RollCall call = node.attend(known);
    assertThat(call.open()).isFalse();
    assertThat(call.generation()).isGreaterThan(known.generation());
    assertThat(call.surviving()).isEqualTo(surviving);
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

  /** It may be of long ago: what has ended since, and not just now, must be told, too. */
  @Test
  void aRestartWithASnapshotAloneIsToldAll() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Nodes node = new Nodes(redis.index(), redis.newShard());
      Epoch epoch = node.open(Epoch.NONE);
      long fence = node.grant(epoch, EVENT);
      redis.rig().master().command("SAVE");

      redis.rig().master().restart();

      node.awaitSuspect(epoch, EVENT);
      assertRebuilt(node, new Epoch(epoch.generation(), fence), 0);
    }
  }

  /** It notes the history that its replicas followed, as one of them does that has its place. */
  @Test
  void soIsARestartWithASnapshotBeforeAReplicaHasThePlace() {
    assertThat(attendAMasterThatIsBackWithItsSnapshot(Scripts.ours()).surviving()).isZero();
  }

  /** The control: what had ended since the snapshot, and not just now, would not be told. */
  @Test
  void whereItIsNotAskedForHowLongItHasBeenUpItIsNot() {
    PlantedFlaw flaw = new PlantedFlaw("attend", "and is_as_old_as_the_generation()", "");

    RollCall call = attendAMasterThatIsBackWithItsSnapshot(flaw.scripts());

    assertThat(call.surviving()).isEqualTo(call.fence());
  }

  private static RollCall attendAMasterThatIsBackWithItsSnapshot(Scripts scripts) {
    RedisRig rig = RedisRig.plan().failoverAfter(Duration.ofMinutes(10)).sentinel();
    try (RedisFixture redis = new RedisFixture(RedisMode.SENTINEL, rig, Certainty.REPLICATED)) {
      Shard shard = redis.newShard();
      Nodes node =
          new Nodes(redis.another(Certainty.REPLICATED, RedisFixture.CONFIRMATION, scripts), shard);
      Epoch epoch = node.open(Epoch.NONE);
      long fence = node.grant(epoch, EVENT);
      RedisNode master = rig.master();
      String before = master.info("replication").get("master_replid");
      master.command("SAVE");

      master.restart();
      rig.awaitReplicated();
      assertThat(master.info("replication")).containsEntry("role", "master");
      assertThat(master.info("replication")).containsEntry("master_replid2", before);

      node.awaitSuspect(epoch, EVENT);
      RollCall call = node.attend(new Epoch(epoch.generation(), fence));
      assertThat(call.fence()).isEqualTo(fence);
      return call;
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

      redis.rig().moveSlot(slot, anotherMaster(redis, shard));

      node.awaitSuspect(epoch, EVENT);
      assertRebuilt(node, new Epoch(epoch.generation(), fence), 0);
    }
  }

  private static RedisNode anotherMaster(RedisFixture redis, Shard than) {
    return List.of(0, 8_000, 16_383).stream()
        .map(redis.rig()::masterOf)
        .filter(it -> !it.equals(redis.master(than)))
        .findFirst()
        .orElseThrow();
  }

  /** Keys that were moved came in any order: of those that it lacks some are below its fence. */
  @Test
  void theHeirOfAMasterThatASlotWasMovedToIsToldAll() {
    assertThat(attendAtAnHeirThatLacksAMovedClaim(Scripts.ours()).surviving()).isZero();
  }

  /** The control: the event that it lacks would not be told, and a copy of it granted. */
  @Test
  void whereItIsNotAskedFromWhichHistoryAnotherFollowsItIsNot() {
    PlantedFlaw flaw = new PlantedFlaw("attend", "or not lacks_the_end_alone()", "");

    RollCall call = attendAtAnHeirThatLacksAMovedClaim(flaw.scripts());

    assertThat(call.surviving()).isEqualTo(call.fence());
  }

  private static RollCall attendAtAnHeirThatLacksAMovedClaim(Scripts scripts) {
    try (RedisFixture redis = RedisFixture.cluster()) {
      Shard shard = redis.newShard();
      Nodes node =
          new Nodes(redis.another(Certainty.REPLICATED, RedisFixture.CONFIRMATION, scripts), shard);
      Epoch epoch = node.open(Epoch.NONE);
      node.grant(epoch, EVENT);
      long fence = node.grant(epoch, OTHER);
      RedisNode to = anotherMaster(redis, shard);
      RedisNode heir = redis.rig().replicasOf(to).get(0);
      ShardKeys keys = new ShardKeys(shard);
      String hash = new String(keys.shard(), StandardCharsets.ISO_8859_1);
      String claim = new String(keys.claim(EVENT.bid().key()), StandardCharsets.ISO_8859_1);

      var move = redis.rig().beginToMove(keys.slot().number(), to);
      move.moveKey(hash);
      Eventually.until(() -> keysOf(heir).contains("keys=1,"));
      cutOff(heir);
      move.finish();
      assertThat(to.command("EXISTS", claim)).isEqualTo(1L);
      Eventually.until(() -> knowsOwner(heir, keys.slot().number(), to));
      to.kill();
      heir.command("CLUSTER", "FAILOVER", "TAKEOVER");
      to.restart();
      redis.rig().awaitReplicated();
      assertThat(heir.command("EXISTS", hash)).isEqualTo(1L);
      assertThat(heir.command("EXISTS", claim)).isEqualTo(0L);

      node.awaitSuspect(epoch, OTHER);
      RollCall call = node.attend(new Epoch(epoch.generation(), fence));
      assertThat(call.fence()).isEqualTo(fence);
      return call;
    }
  }

  private static String keysOf(RedisNode node) {
    return node.info("keyspace").getOrDefault("db0", "");
  }

  /** From its master; what comes by the bus it still hears. */
  private static void cutOff(RedisNode replica) {
    replica.configSet("masterauth", "there is none");
    replica.command("CLIENT", "KILL", "TYPE", "master");
    Eventually.until(() -> "down".equals(replica.info("replication").get("master_link_status")));
  }

  private static boolean knowsOwner(RedisNode node, int slot, RedisNode owner) {
    return node.command("CLUSTER", "SLOTS") instanceof List<?> ranges
        && ranges.stream()
            .map(List.class::cast)
            .anyMatch(
                range ->
                    (Long) range.get(0) <= slot
                        && slot <= (Long) range.get(1)
                        && String.valueOf(range.get(2)).contains(owner.host()));
  }

  @Test
  void nothingIsDecidedOnWhileSomeKeysOfASlotAreHereAndSomeAreThere() {
    try (RedisFixture redis = RedisFixture.cluster()) {
      Shard shard = redis.newShard();
      Nodes node = new Nodes(redis.index(), shard);
      Epoch epoch = node.open(Epoch.NONE);
      node.grant(epoch, EVENT);
      int slot = Slot.of("sp:" + shard.tag()).number();

      var move = redis.rig().beginToMove(slot, anotherMaster(redis, shard));
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
