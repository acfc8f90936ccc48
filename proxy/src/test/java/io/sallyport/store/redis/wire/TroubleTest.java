package io.sallyport.store.redis.wire;

import static io.sallyport.store.redis.wire.WireFixture.LOOP;
import static io.sallyport.store.redis.wire.WireFixture.PATIENT;
import static io.sallyport.store.redis.wire.WireFixture.SHORT;
import static io.sallyport.store.redis.wire.WireFixture.count;
import static io.sallyport.store.redis.wire.WireFixture.number;
import static io.sallyport.store.redis.wire.WireFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.Eventually;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes wrong with one process, and what is known of the script then. */
class TroubleTest {
  private static final Duration SILENCE = Duration.ofMillis(700);

  private static WireFixture to(RedisRig redis, RedisBounds bounds) {
    return new WireFixture(
        WireFixture.settings(redis, RedisMode.STANDALONE, RedisLogin.none()).withBounds(bounds));
  }

  private static RedisBounds pending(int max) {
    return new RedisBounds(
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        SILENCE,
        max,
        1_000_000,
        2,
        Duration.ofMillis(20),
        Duration.ofMillis(200));
  }

  @Test
  void memoryThatIsFullRunsNothing() {
    try (RedisRig redis = RedisRig.standalone();
        WireFixture wire = WireFixture.to(redis, RedisMode.STANDALONE)) {
      wire.increment("a");
      redis.master().configSet("maxmemory", "1");

      Replies refused = wire.increment("a");

      assertThat(trouble(refused)).isEqualTo(Trouble.OOM);
      assertThat(refused.failure().orElseThrow().mayHaveRun()).isFalse();
      redis.master().configSet("maxmemory", "0");
      assertThat(number(wire.increment("a"))).isEqualTo(2);
    }
  }

  @Test
  void aScriptThatRunsTooLongKeepsOthersOut() {
    try (RedisRig redis = RedisRig.plan().with("busy-reply-threshold 50").standalone();
        WireFixture wire = WireFixture.to(redis, RedisMode.STANDALONE)) {
      wire.increment("a");
      Future<Replies> looping =
          wire.wire().run(Slot.of("x"), List.of(Call.of(LOOP)), Waits.none(), PATIENT);
      Eventually.until(() -> isBusy(redis.master()));

      Replies refused = wire.run(count("a"), "a", SHORT);

      assertThat(trouble(refused)).isEqualTo(Trouble.BUSY);
      assertThat(refused.failure().orElseThrow().mayHaveRun()).isFalse();
      redis.master().command("SCRIPT", "KILL");
      assertThat(trouble(looping.await())).isEqualTo(Trouble.FAILED);
      assertThat(number(wire.increment("a"))).isEqualTo(2);
    }
  }

  private static boolean isBusy(RedisNode node) {
    try {
      node.command("PING");
      return false;
    } catch (RuntimeException said) {
      return String.valueOf(said.getMessage()).startsWith("BUSY");
    }
  }

  @Test
  void aProcessThatReadsItsDataRunsNothing() {
    try (RedisRig redis =
            RedisRig.plan()
                .with("key-load-delay 1000")
                .with("loading-process-events-interval-bytes 1024")
                .standalone();
        WireFixture wire = WireFixture.to(redis, RedisMode.STANDALONE)) {
      redis.master().command("DEBUG", "POPULATE", "20000");
      redis.master().command("SAVE");
      redis.master().kill();
      redis.master().launch();

      Replies refused = wire.increment("a");

      assertThat(trouble(refused)).isEqualTo(Trouble.LOADING);
      assertThat(refused.failure().orElseThrow().mayHaveRun()).isFalse();
      assertThat(wire.wire().probe().await().get(0).identity())
          .hasValueSatisfying(identity -> assertThat(identity.isLoading()).isTrue());
      redis.master().configSet("key-load-delay", "0");
      redis.master().awaitReady();
      assertThat(number(wire.increment("a"))).isEqualTo(1);
    }
  }

  @Test
  void aMasterWithoutTheReplicasItNeedsRunsNothing() {
    try (RedisRig redis = RedisRig.plan().with("min-replicas-to-write 1").standalone();
        WireFixture wire = WireFixture.to(redis, RedisMode.STANDALONE)) {

      Replies refused = wire.increment("a");

      assertThat(trouble(refused)).isEqualTo(Trouble.NOREPLICAS);
      assertThat(redis.master().command("GET", "a")).isNull();
    }
  }

  @Test
  void aFrozenProcessMayStillRunWhatItHasBeenSent() {
    try (RedisRig redis = RedisRig.standalone();
        WireFixture wire = to(redis, pending(100))) {
      wire.increment("a");
      redis.master().freeze();

      Replies late = wire.run(count("a"), "a", SHORT);

      assertThat(trouble(late)).isEqualTo(Trouble.TIMEOUT);
      assertThat(late.failure().orElseThrow().mayHaveRun()).isTrue();
      redis.master().thaw();
      Eventually.until(() -> "2".equals(redis.master().command("GET", "a")));
      assertThat(number(wire.increment("a"))).isEqualTo(3);
    }
  }

  @Test
  void aConnectionThatStaysSilentIsGivenUpAndNothingMoreIsSentOverIt() {
    try (RedisRig redis = RedisRig.standalone();
        WireFixture wire = to(redis, pending(100))) {
      wire.increment("a");
      redis.master().freeze();
      wire.run(count("a"), "a", SHORT);
      Eventually.until(() -> wire.events.stream().anyMatch(event -> event.startsWith("lost")));

      Replies unsent = wire.run(count("a"), "a", SHORT);

      assertThat(trouble(unsent)).isEqualTo(Trouble.UNREACHABLE);
      assertThat(unsent.failure().orElseThrow().mayHaveRun()).isFalse();
      redis.master().thaw();
      assertThat(number(wire.increment("a"))).isEqualTo(3);
    }
  }

  @Test
  void whatIsUnderWayWhenTheProcessDiesMayHaveRun() {
    try (RedisRig redis = RedisRig.standalone();
        WireFixture wire = WireFixture.to(redis, RedisMode.STANDALONE)) {
      wire.increment("a");
      Future<Replies> looping =
          wire.wire().run(Slot.of("x"), List.of(Call.of(LOOP)), Waits.none(), PATIENT);
      Eventually.until(() -> isSilent(redis.master()));

      redis.master().kill();

      assertThat(trouble(looping.await())).isEqualTo(Trouble.LOST);
      assertThat(looping.result().failure().orElseThrow().mayHaveRun()).isTrue();
    }
  }

  private static boolean isSilent(RedisNode node) {
    try {
      node.command("PING");
      return false;
    } catch (RuntimeException said) {
      return true;
    }
  }

  @Test
  void whatNobodyTakesHasSurelyNotRunAndTheNextGoesThroughOnceSomebodyDoes() {
    try (RedisRig redis = RedisRig.standalone();
        WireFixture wire = WireFixture.to(redis, RedisMode.STANDALONE)) {
      wire.increment("a");
      redis.master().kill();

      Replies unsent = wire.run(count("a"), "a", SHORT);
      assertThat(trouble(unsent)).isIn(Trouble.UNREACHABLE, Trouble.LOST);
      Replies still = wire.run(count("a"), "a", SHORT);
      assertThat(trouble(still)).isEqualTo(Trouble.UNREACHABLE);
      assertThat(still.failure().orElseThrow().said()).contains(redis.master().address());
      Future<Replies> patient =
          wire.wire().run(Slot.of("a"), List.of(count("a")), Waits.none(), PATIENT);
      redis.master().restart();

      assertThat(number(patient.await())).isEqualTo(1);
    }
  }

  @Test
  void moreThanMayBePendingFailsAtOnce() {
    try (RedisRig redis = RedisRig.standalone();
        WireFixture wire = to(redis, pending(10))) {
      wire.increment("a");
      redis.master().freeze();
      List<Future<Replies>> runs = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        runs.add(wire.wire().run(Slot.of("a"), List.of(count("a")), Waits.none(), PATIENT));
      }

      Eventually.until(() -> runs.stream().filter(Future::isComplete).count() == 15);
      assertThat(runs.stream().filter(Future::isComplete).map(run -> trouble(run.result())))
          .containsOnly(Trouble.FULL);
      redis.master().thaw();
      Future.all(runs).await();
    }
  }

  @Test
  void moreBytesThanMayBePendingFailAtOnce() {
    try (RedisRig redis = RedisRig.standalone();
        WireFixture wire = to(redis, pending(10))) {
      Call large = count("a").arg(new byte[1_000_001]);

      Replies refused = wire.run(large, "a", PATIENT);

      assertThat(trouble(refused)).isEqualTo(Trouble.FULL);
      assertThat(redis.master().command("GET", "a")).isNull();
    }
  }

  @Test
  void whatIsPendingWhenTheWireIsClosedEndsAtOnce() {
    try (RedisRig redis = RedisRig.standalone();
        WireFixture wire = WireFixture.to(redis, RedisMode.STANDALONE)) {
      wire.increment("a");
      redis.master().kill();
      Future<Replies> pending =
          wire.wire().run(Slot.of("a"), List.of(count("a")), Waits.none(), PATIENT);

      wire.wire().close().await();

      assertThat(trouble(pending.await())).isIn(Trouble.CLOSED, Trouble.LOST);
      assertThat(trouble(wire.increment("a"))).isEqualTo(Trouble.CLOSED);
    }
  }

  @Test
  void whatACallerThrowsCostsNobodyElseTheReply() {
    try (RedisRig redis = RedisRig.standalone();
        WireFixture wire = WireFixture.to(redis, RedisMode.STANDALONE)) {
      wire.increment("a");
      List<Future<Replies>> others = new ArrayList<>();
      // A future that has ended already throws at the one who listens: all shall listen in time.
      redis.master().freeze();
      for (int i = 0; i < 25; i++) {
        // One listener, for what the first of several throws the library keeps to itself.
        wire.wire()
            .run(Slot.of("a"), List.of(count("a")), Waits.none(), PATIENT)
            .onSuccess(
                replies -> {
                  throw new IllegalStateException("on purpose");
                });
        others.add(wire.wire().run(Slot.of("a"), List.of(count("a")), Waits.none(), PATIENT));
      }

      redis.master().thaw();
      Future.all(others).await();

      assertThat(others).allSatisfy(run -> assertThat(run.result().areAnswered()).isTrue());
      assertThat(number(wire.increment("a"))).isEqualTo(52);
    }
  }

  @Test
  void repliesComeBackOnTheCallersContext() {
    try (RedisRig redis = RedisRig.standalone();
        WireFixture wire = WireFixture.to(redis, RedisMode.STANDALONE)) {
      Context caller = wire.anotherContext();
      Promise<Boolean> promise = Promise.promise();

      caller.runOnContext(
          go ->
              wire.wire()
                  .run(Slot.of("a"), List.of(count("a")), Waits.none(), PATIENT)
                  .onComplete(replies -> promise.complete(Vertx.currentContext() == caller)));

      assertThat(promise.future().await()).isTrue();
    }
  }

  @Test
  void aReplicaIsNotTakenForItsMaster() {
    try (RedisRig redis = RedisRig.sentinel()) {
      RedisNode replica = redis.replicasOf(redis.master()).get(0);
      RedisSettings settings =
          new RedisSettings(
              RedisMode.STANDALONE,
              List.of(new RedisAddress(replica.host(), replica.port())),
              java.util.Optional.empty(),
              0,
              java.util.Optional.empty(),
              RedisLogin.none(),
              RedisLogin.none(),
              RedisBounds.DEFAULT);
      try (WireFixture wire = new WireFixture(settings)) {

        Replies refused = wire.run(count("a"), "a", Duration.ofSeconds(1));

        assertThat(trouble(refused)).isEqualTo(Trouble.READONLY);
        assertThat(refused.failure().orElseThrow().said()).endsWith("is a replica");
      }
    }
  }
}
