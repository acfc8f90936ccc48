package io.sallyport.store.redis.wire;

import static io.sallyport.store.redis.wire.WireFixture.ONE_REPLICA;
import static io.sallyport.store.redis.wire.WireFixture.PATIENT;
import static io.sallyport.store.redis.wire.WireFixture.count;
import static io.sallyport.store.redis.wire.WireFixture.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds however Redis is run: one subclass a mode. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WireContract {
  private final RedisMode mode;
  private final int replicas;
  private RedisRig redis;
  private WireFixture wire;

  WireContract(RedisMode mode, int replicas) {
    this.mode = mode;
    this.replicas = replicas;
  }

  @BeforeAll
  void start() {
    redis =
        switch (mode) {
          case STANDALONE -> RedisRig.standalone();
          case SENTINEL -> RedisRig.sentinel();
          case CLUSTER -> RedisRig.cluster();
        };
    wire = WireFixture.to(redis, mode);
  }

  @AfterAll
  void stop() {
    wire.close();
    redis.close();
  }

  private Waits waits() {
    return replicas == 0 ? Waits.none() : ONE_REPLICA;
  }

  private RedisNode master(String key) {
    return mode == RedisMode.CLUSTER ? redis.masterOf(Slot.of(key).number()) : redis.master();
  }

  @Test
  void runsScriptsInManySlotsAndSaysHowManyReplicasHaveThem() {
    List<Future<Replies>> runs = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String key = "{many:" + i + "}";
      runs.add(wire.wire().run(Slot.of(key), List.of(count(key)), waits(), PATIENT));
    }
    Future.all(runs).await();

    for (Future<Replies> run : runs) {
      assertThat(number(run.result())).isEqualTo(1);
      assertThat(run.result().replicas()).isBetween(Math.min(1, replicas), replicas);
    }
    for (int i = 0; i < 400; i += 40) {
      assertThat(master("{many:" + i + "}").command("GET", "{many:" + i + "}")).isEqualTo("1");
    }
  }

  @Test
  void runsSeveralScriptsInOneRun() {
    String key = "{several}";
    Call put = Call.of(Script.of("put", "return redis.call('SET', KEYS[1], ARGV[1])"));
    Call list = Call.of(Script.of("list", "return {KEYS[1], ARGV[1], 7, false}"));
    byte[] binary = {0, '\r', '\n', (byte) 0xff};

    Replies replies =
        wire.wire()
            .run(
                Slot.of(key),
                List.of(
                    put.key(key).arg("x"),
                    list.key(key).arg(binary),
                    Call.of(WireFixture.READ).key("{several}:absent")),
                waits(),
                PATIENT)
            .await();

    List<Optional<Response>> values = replies.values().await();
    assertThat(values.get(0).orElseThrow().toString()).isEqualTo("OK");
    Response listed = values.get(1).orElseThrow();
    assertThat(listed.get(0).toString()).isEqualTo(key);
    assertThat(listed.get(1).toBytes()).isEqualTo(binary);
    assertThat(listed.get(2).toLong()).isEqualTo(7);
    assertThat(listed.get(3)).isNull();
    assertThat(values.get(2)).isEmpty();
    assertThat(replies.replicas()).isBetween(Math.min(1, replicas), replicas);
  }

  @Test
  void tellsRedisAScriptThatItHasForgotten() {
    String key = "{forgotten}";
    wire.increment(key);
    master(key).command("SCRIPT", "FLUSH");

    Replies replies = wire.increment(key, waits());

    assertThat(number(replies)).isEqualTo(2);
    assertThat(replies.replicas()).isBetween(Math.min(1, replicas), replicas);
  }

  @Test
  void oneScriptsErrorCostsNoOtherItsReply() {
    String key = "{wrong}";
    Call broken =
        Call.of(Script.of("broken", "redis.call('SET', KEYS[1], 'x') return redis.call('NO')"));

    Replies replies =
        wire.wire()
            .run(
                Slot.of(key),
                List.of(count("{wrong}:1"), broken.key(key), count("{wrong}:2")),
                waits(),
                PATIENT)
            .await();

    assertThat(replies.all().get(0)).isInstanceOf(Reply.Answered.class);
    assertThat(replies.all().get(2)).isInstanceOf(Reply.Answered.class);
    Reply.Failed failed = (Reply.Failed) replies.all().get(1);
    assertThat(failed.trouble()).isEqualTo(Trouble.FAILED);
    assertThat(failed.mayHaveRun()).isTrue();
    assertThat(master(key).command("GET", key)).isEqualTo("x");
    assertThatThrownBy(() -> replies.values().await()).isInstanceOf(RedisFailure.class);
  }

  @Test
  void knowsEachMaster() {
    List<Probe> probes = wire.wire().probe().await();

    assertThat(probes).hasSize(mode == RedisMode.CLUSTER ? 3 : 1);
    for (Probe probe : probes) {
      Identity identity = probe.identity().orElseThrow();
      RedisNode node = redis.node(identity.address().host());
      assertThat(identity.runId()).isEqualTo(node.info("server").get("run_id"));
      assertThat(identity.replicationId()).isEqualTo(node.info("replication").get("master_replid"));
      assertThat(identity.isMaster()).isTrue();
      assertThat(identity.isLoading()).isFalse();
      assertThat(identity.replicas()).isEqualTo(replicas);
      assertThat(identity.evictionPolicy()).isEqualTo("noeviction");
      assertThat(identity.memoryMaxBytes()).isZero();
      assertThat(identity.memoryUsedBytes()).isPositive();
      assertThat(identity.version()).isEqualTo(node.info("server").get("redis_version"));
    }
  }

  @Test
  void carriesLargeArgumentsAndManyCallsOfOneRun() {
    String key = "{large}";
    byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    Script length = Script.of("length", "return #ARGV[1]");
    List<Call> calls =
        Stream.concat(
                Stream.of(Call.of(length).key(key).arg(megabyte)),
                Stream.generate(() -> count(key)).limit(RedisWire.CALLS_MAX - 1))
            .toList();

    Replies replies = wire.wire().run(Slot.of(key), calls, waits(), PATIENT).await();

    List<Optional<Response>> values = replies.values().await();
    assertThat(values.get(0).orElseThrow().toLong()).isEqualTo(1 << 20);
    assertThat(master(key).command("GET", key))
        .isEqualTo(Integer.toString(RedisWire.CALLS_MAX - 1));
  }

  @Test
  void saysThatTooFewReplicasHaveWhatWasWritten() {
    Replies replies =
        wire.increment("{few}", Waits.forReplicas(replicas + 1, Duration.ofMillis(50)));

    assertThat(number(replies)).isEqualTo(1);
    assertThat(replies.replicas()).isEqualTo(replicas);
  }

  @Test
  void refusesKeysOfOtherSlots() {
    assertThatThrownBy(
            () -> wire.wire().run(Slot.of("a"), List.of(count("b")), Waits.none(), PATIENT))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
