package io.sallyport.store.redis.wire;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Asks the topology anew: one question at a time, and not again at once. */
final class Lookout {
  private static final Duration APART = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Topology topology;
  private final Backoff backoff;
  private final LongSupplier nanos;
  private Optional<Future<Void>> running = Optional.empty();
  private long notBefore;

  /**
   * Has asked nothing yet.
   *
   * @param nanos monotonic
   */
  Lookout(Vertx vertx, Topology topology, RandomGenerator random, LongSupplier nanos) {
    this.vertx = vertx;
    this.topology = topology;
    this.backoff = new Backoff(APART, MOST, random);
    this.nanos = nanos;
    this.notBefore = nanos.getAsLong();
  }

  /** Completes when the question that is under way, or else a new one, has been answered. */
  Future<Void> look() {
    if (running.isPresent()) {
      return running.get();
    }
    long pause = TimeUnit.NANOSECONDS.toMillis(notBefore - nanos.getAsLong());
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
          notBefore = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
        });
    return look;
  }
}
