package io.sallyport.store.redis.wire;

import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.store.redis.rig.RedisRig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A wire to a rig, and the few scripts that the tests run over it. */
final class WireFixture implements AutoCloseable {
  static final Duration PATIENT = Duration.ofSeconds(20);
  static final Duration SHORT = Duration.ofMillis(300);
  static final Waits ONE_REPLICA = Waits.forReplicas(1, Duration.ofSeconds(2));

  /** Adds to a counter and returns it. */
  static final Script COUNT = Script.of("count", "return redis.call('INCRBY', KEYS[1], ARGV[1])");

  static final Script READ = Script.of("read", "return redis.call('GET', KEYS[1])");

  /** Never ends. */
  static final Script LOOP = Script.of("loop", "while true do end");

  private final Vertx vertx = Vertx.vertx();
  private final RedisWire wire;
  final Queue<String> events = new ConcurrentLinkedQueue<>();

  WireFixture(RedisSettings settings) {
    wire =
        RedisWire.open(
                vertx,
                settings,
                new Random(7),
                System::nanoTime,
                new WireEvents() {
                  @Override
                  public void connected(Identity identity) {
                    events.add("connected " + identity.address());
                  }

                  @Override
                  public void lost(RedisAddress address, String said) {
                    events.add("lost " + address + " " + said);
                  }

                  @Override
                  public void refused(RedisAddress address, Reply.Failed why) {
                    events.add("refused " + address + " " + why);
                  }
                })
            .await();
  }

  static WireFixture to(RedisRig rig, RedisMode mode) {
    return new WireFixture(settings(rig, mode, RedisLogin.none()));
  }

  static RedisSettings settings(RedisRig rig, RedisMode mode, RedisLogin login) {
    try {
      return RedisSettings.of(
          RedisUrls.parse(mode, rig.urls()),
          mode == RedisMode.SENTINEL ? Optional.of(RedisRig.MASTER_NAME) : Optional.empty(),
          login);
    } catch (RedisUrls.Unusable fault) {
      throw new AssertionError(fault);
    }
  }

  static RedisLogin login(String user, String password) {
    return new RedisLogin(
        user.isEmpty() ? Optional.empty() : Optional.of(user),
        Optional.of(SecretValue.fixed(Secret.ofText(password))));
  }

  /** Not the wire's. */
  Context anotherContext() {
    Promise<Context> promise = Promise.promise();
    vertx
        .deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                promise.complete(context);
                return Future.succeededFuture();
              }
            })
        .await();
    return promise.future().await();
  }

  RedisWire wire() {
    return wire;
  }

  static Call count(String key) {
    return Call.of(COUNT).key(key).arg(1);
  }

  /** One more on a counter, in plenty of time. */
  Replies increment(String key, Waits waits) {
    return wire.run(Slot.of(key), List.of(count(key)), waits, PATIENT).await();
  }

  Replies increment(String key) {
    return increment(key, Waits.none());
  }

  Replies run(Call call, String key, Duration within) {
    return wire.run(Slot.of(key), List.of(call), Waits.none(), within).await();
  }

  String read(String key) {
    return wire.run(Slot.of(key), List.of(Call.of(READ).key(key)), Waits.none(), PATIENT)
        .compose(Replies::only)
        .await()
        .map(Response::toString)
        .orElse("nil");
  }

  static long number(Replies replies) {
    return replies.only().await().orElseThrow().toLong();
  }

  static Trouble trouble(Replies replies) {
    return replies.failure().orElseThrow(() -> new AssertionError("it was answered")).trouble();
  }

  @Override
  public void close() {
    wire.close().await();
    vertx.close().await();
  }
}
