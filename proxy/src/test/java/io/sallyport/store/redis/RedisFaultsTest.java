package io.sallyport.store.redis;

import static io.sallyport.store.redis.Nodes.await;
import static io.sallyport.store.redis.Nodes.certain;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.fixture.Eventually;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.shared.ABid;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Change;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Estates;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.SharedIndex;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Row 102: what the index says while Redis fails: nothing untrue, and never that it is certain. */
class RedisFaultsTest {
  private static final Duration BRIEF = Duration.ofMillis(300);
  private static final ABid EVENT = ABid.on("e1").by(1, 100);
  private static final ABid COPY = ABid.on("e1").by(2, 700);
  private static final ABid OTHER = ABid.on("e2").by(1, 101);

  @Test
  void ofManyWhoAskAtOnceOneIsGranted() {
    try (RedisFixture redis = RedisFixture.cluster()) {
      Shard shard = redis.newShard();
      Epoch epoch = new Nodes(redis.index(), shard).open(Epoch.NONE);
      List<SharedIndex> nodes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        nodes.add(redis.another(RedisFixture.CONFIRMATION));
      }

      Map<Integer, List<Future<Reply<List<Found>>>>> asked = new HashMap<>();
      for (int i = 0; i < 64; i++) {
        int node = i % 3;
        asked
            .computeIfAbsent(node, it -> new ArrayList<>())
            .add(nodes.get(node).accept(shard, epoch, List.of(EVENT.by(node + 1, 5).bid())));
      }

      Set<Integer> winners = new HashSet<>();
      Set<Long> fences = new HashSet<>();
      asked.forEach(
          (node, replies) ->
              replies.forEach(
                  reply -> {
                    Found found = certain(await(reply)).get(0);
                    if (found instanceof Found.Granted granted) {
                      winners.add(node);
                      fences.add(granted.fence());
                    } else {
                      assertThat(found).isInstanceOf(Found.Known.class);
                    }
                  }));
      assertThat(winners).hasSize(1);
      assertThat(fences).hasSize(1);
    }
  }

  @Test
  void whatNoReplicaHasIsUncertainAndGrantedUnderTheSameFenceLater() {
    try (RedisFixture redis = RedisFixture.sentinel()) {
      Shard shard = redis.newShard();
      Nodes node = new Nodes(redis.another(BRIEF), shard);
      Epoch epoch = node.open(Epoch.NONE);
      long before = node.grant(epoch, OTHER);
      List<RedisNode> replicas = redis.rig().replicasOf(redis.rig().master());
      replicas.forEach(RedisNode::freeze);

      assertThat(node.accept(epoch, EVENT)).isInstanceOf(Reply.Uncertain.class);
      assertThat(node.accept(epoch, EVENT)).isInstanceOf(Reply.Uncertain.class);
      // The same over connections that have never written anything.
      Nodes anew = new Nodes(redis.another(BRIEF), shard);
      assertThat(anew.accept(epoch, EVENT)).isInstanceOf(Reply.Uncertain.class);
      assertThat(anew.accept(epoch, COPY)).isInstanceOf(Reply.Uncertain.class);
      assertThat(certain(node.look(epoch, COPY)).get(0)).isInstanceOf(Found.Known.class);
      replicas.forEach(RedisNode::thaw);

      assertThat(Nodes.eventually(() -> redis.index().accept(shard, epoch, bids(EVENT))))
          .containsExactly(new Found.Granted(before + 1));
    }
  }

  /** Why a replica must confirm: the same with and without. */
  @Test
  void whatNoReplicaHadIsGrantedTwiceWhereOneProcessWasBelieved() {
    try (RedisFixture redis = RedisFixture.sentinel()) {
      Shard shard = redis.newShard();
      Nodes careful = new Nodes(redis.another(BRIEF), shard);
      Nodes credulous = new Nodes(redis.another(Certainty.SINGLE, BRIEF, Scripts.ours()), shard);
      Epoch epoch = careful.open(Epoch.NONE);
      careful.grant(epoch, ABid.on("e0"));
      credulous.grant(epoch, ABid.on("e0"));
      RedisNode master = redis.rig().master();
      lockReplicasOut(redis.rig(), master);

      Reply<List<Found>> toTheCareful = careful.accept(epoch, EVENT);
      long first = credulous.grant(epoch, OTHER);
      master.kill();
      careful.awaitSuspect(epoch, ABid.on("e0"));
      Epoch next = careful.open(epoch);

      assertThat(toTheCareful).isInstanceOf(Reply.Uncertain.class);
      assertThat(careful.grant(next, COPY)).isPositive();
      assertThat(first).isPositive();
      assertThat(credulous.grant(next, OTHER.by(2, 701))).isPositive();
    }
  }

  /** They may not connect again; who is connected stays so. */
  private static void lockReplicasOut(RedisRig rig, RedisNode master) {
    List<RedisNode> replicas = rig.replicasOf(master);
    master.configSet("requirepass", "locked");
    master.changedPassword("locked");
    master.command("CLIENT", "KILL", "TYPE", "replica");
    Eventually.until(
        () ->
            replicas.stream()
                .allMatch(it -> "down".equals(it.info("replication").get("master_link_status"))));
  }

  @Test
  void oneProcessConfirmsByItself() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Nodes node = new Nodes(redis.index(), redis.newShard());

      assertThat(node.grant(node.open(Epoch.NONE), EVENT)).isPositive();
    }
  }

  @Test
  void whereThereIsNoMemoryNothingIsGrantedInPart() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Shard shard = redis.newShard();
      Nodes node = new Nodes(redis.index(), shard);
      Epoch epoch = node.open(Epoch.NONE);
      node.grant(epoch, EVENT);
      redis.rig().master().configSet("maxmemory", "1");

      assertThat(node.accept(epoch, OTHER.signedAs("bytes"))).isInstanceOf(Reply.Away.class);
      assertThat(node.accept(epoch, COPY)).isInstanceOf(Reply.Away.class);
      redis.rig().master().configSet("maxmemory", "0");

      assertThat(certain(node.look(epoch, OTHER))).containsExactly(new Found.Free());
      assertThat(node.grant(epoch, OTHER)).isPositive();
    }
  }

  /** Neither by what is left, nor behind what is withdrawn in the same call. */
  @Test
  void whereThereIsNoMemoryEstatesDoNotGetPastThat() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Shard shard = redis.newShard();
      Nodes node = new Nodes(redis.index(), shard);
      Estates estates = redis.estates();
      Epoch epoch = node.open(Epoch.NONE);
      long fence = node.grant(epoch, EVENT);
      List<Estates.Deposit> left =
          List.of(new Estates.Deposit(EVENT.bid(), fence, RawBody.ofText("sealed")));
      redis.rig().master().configSet("maxmemory", "1");

      assertThat(await(estates.deposit(shard, epoch, left))).isInstanceOf(Reply.Away.class);
      redis.rig().master().configSet("maxmemory", "0");
      assertThat(certain(await(estates.deposit(shard, epoch, left))))
          .containsExactly(Change.Settlement.SETTLED);
      redis.rig().master().configSet("maxmemory", "1");

      Epoch seen = new Epoch(epoch.generation(), fence);
      assertThat(
              await(
                  redis.index().accept(shard, seen, List.of(EVENT.askedAnew().bid(), OTHER.bid()))))
          .isInstanceOf(Reply.Away.class);
      redis.rig().master().configSet("maxmemory", "0");
      assertThat(certain(node.look(epoch, OTHER))).containsExactly(new Found.Free());
    }
  }

  /** What has ended expires: that is how memory comes back. */
  @Test
  void whereThereIsNoMemoryEndsAreToldAllTheSame() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Shard shard = redis.newShard();
      Nodes node = new Nodes(redis.index(), shard);
      Epoch epoch = node.open(Epoch.NONE);
      long first = node.grant(epoch, EVENT);
      Bid second = OTHER.signedAs("bytes").bid();
      assertThat(certain(await(redis.index().begin(shard, epoch, second, Duration.ofHours(1)))))
          .isEqualTo(new Found.Granted(first + 1));
      redis.rig().master().configSet("maxmemory", "1");

      assertThat(
              certain(
                  await(
                      redis
                          .index()
                          .settle(
                              shard, epoch, List.of(EVENT.becomes(Standing.DONE, first, 200))))))
          .containsExactly(Change.Settlement.SETTLED);
      assertThat(certain(await(redis.index().drop(shard, epoch, second, first + 1))))
          .isEqualTo(Change.Settlement.SETTLED);
      redis.rig().master().configSet("maxmemory", "0");

      assertThat(redis.rig().master().info("keyspace").get("db0")).contains("expires=1");
      assertThat(certain(node.look(epoch, OTHER.signedAs("bytes"))))
          .containsExactly(new Found.Free());
    }
  }

  @Test
  void whatIsNotAnsweredIsAway() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Shard shard = redis.newShard();
      Nodes node = new Nodes(redis.index(), shard);
      Epoch epoch = node.open(Epoch.NONE);
      redis.rig().master().kill();

      assertThat(node.accept(epoch, EVENT)).isInstanceOf(Reply.Away.class);
      assertThat(await(redis.index().attend(shard, epoch, Nodes.NAMES)))
          .isInstanceOf(Reply.Away.class);
      assertThat(await(redis.index().summoned())).isInstanceOf(Reply.Away.class);
    }
  }

  /** A sender waits for it: its answer must not take as long as a Redis that hangs. */
  @Test
  void whoLooksWaitsNoLongerThanASenderMay() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Shard shard = redis.newShard();
      Epoch epoch = new Nodes(redis.index(), shard).open(Epoch.NONE);
      SharedIndex brief = redis.lookingFor(BRIEF);
      Eventually.until(() -> await(brief.look(shard, epoch, bids(EVENT))) instanceof Reply.Certain);
      redis.rig().master().freeze();

      long asked = System.nanoTime();
      Reply<List<Found>> reply = await(brief.look(shard, epoch, bids(EVENT)));

      // The fixture's connections would wait for 10 s.
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
      assertThat(reply).isInstanceOf(Reply.Away.class);
      redis.rig().master().thaw();
    }
  }

  @Test
  void answersComeOnTheLoopOfWhoeverAsked() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      Shard shard = redis.newShard();
      Epoch epoch = new Nodes(redis.index(), shard).open(Epoch.NONE);
      Promise<Boolean> same = Promise.promise();

      var context = redis.vertx().getOrCreateContext();
      context.runOnContext(
          go -> {
            Thread asked = Thread.currentThread();
            redis
                .index()
                .accept(shard, epoch, bids(EVENT))
                .onComplete(done -> same.complete(Thread.currentThread() == asked));
          });

      assertThat(await(same.future())).isTrue();
    }
  }

  private static List<Bid> bids(ABid bid) {
    return List.of(bid.bid());
  }
}
