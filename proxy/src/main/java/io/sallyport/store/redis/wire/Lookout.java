package io.sallyport.store.redis.wire;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Asks the topology anew: one question at a time, and not again at once. */
final class Lookout {
  private static final Duration APART = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Topology topology;
  private final Backoff backoff;
  private Optional<Future<Void>> running = Optional.empty();
  private long notBefore = System.nanoTime();

  Lookout(Vertx vertx, Topology topology, RandomGenerator random) {
    this.vertx = vertx;
    this.topology = topology;
    this.backoff = new Backoff(APART, MOST, random);
  }

  /** Completes when the question that is under way, or else a new one, has been answered. */
  Future<Void> look() {
    if (running.isPresent()) {
      return running.get();
    }
    long pause = TimeUnit.NANOSECONDS.toMillis(notBefore - System.nanoTime());
    Future<Void> look =
        (pause <= 0 ? Future.<Void>succeededFuture() : vertx.timer(pause).<Void>mapEmpty())
            .compose(go -> topology.learn());
    running = Optional.of(look);
    look.onComplete(
        done -> {
          running = Optional.empty();
          long millis = APART.toMillis();
          if (done.succeeded()) {
            backoff.succeeded();
          } else {
            millis = backoff.failedMillis();
          }
          notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        });
    return look;
  }
}
