package io.sallyport.store.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Why the wire does not stand on the library's Cluster client (Vert.x 5.0.10). If one of these
 * fails after an upgrade, the reason has gone.
 */
class LibraryClusterClientTest {
  private final Vertx vertx = Vertx.vertx();
  private RedisRig redis;
  private Redis client;
  private RedisConnection connection;

  @BeforeEach
  void connect() {
    redis = RedisRig.plan().failoverAfter(Duration.ofSeconds(30)).cluster();
    client =
        Redis.createClient(
            vertx, new RedisOptions().setType(RedisClientType.CLUSTER).setEndpoints(redis.urls()));
    connection = client.connect().await();
  }

  @AfterEach
  void close() {
    client.close().await();
    vertx.close().await();
    redis.close();
  }

  @Test
  void asksAnyNodeHowManyReplicasHaveWhatOnlyOneNodeWrote() {
    redis.replicasOf(redis.masterOf(Slot.of("a").number())).forEach(RedisNode::freeze);
    List<Integer> confirmed = new ArrayList<>();

    for (int i = 0; i < 40; i++) {
      connection.send(Request.cmd(Command.INCR).arg("a")).await();
      connection
          .send(Request.cmd(Command.WAIT).arg(1).arg(20))
          .onSuccess(count -> confirmed.add(count.toInteger()))
          // A replica, which is also asked, refuses.
          .otherwiseEmpty()
          .await();
    }

    assertThat(confirmed).as("nobody can have it").contains(1);
  }

  @Test
  void losesTheRepliesOfABatchOfWhichOnePartFails() {
    Request good = Request.cmd(Command.INCR).arg("a");
    Request bad = Request.cmd(Command.LPUSH).arg("a").arg("x");

    assertThatThrownBy(() -> connection.batch(List.of(good, bad)).await())
        .hasMessageStartingWith("ERR [1] WRONGTYPE");
    assertThat(redis.masterOf(Slot.of("a").number()).command("GET", "a")).isEqualTo("1");
  }

  @Test
  void doesNotFollowABatchsSlotThatHasMoved() {
    int slot = Slot.of("a").number();
    connection.send(Request.cmd(Command.INCR).arg("a")).await();
    redis.moveSlot(slot, redis.masterOf(0));

    assertThatThrownBy(
            () ->
                connection
                    .batch(
                        List.of(
                            Request.cmd(Command.INCR).arg("a"),
                            Request.cmd(Command.WAIT).arg(1).arg(20)))
                    .await())
        .hasMessageStartingWith("ERR [0] MOVED " + slot);
  }
}
