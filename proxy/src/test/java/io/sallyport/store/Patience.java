package io.sallyport.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Waits for what comes of itself, and never for ever. */
final class Patience {
  static final Duration MOST = Duration.ofSeconds(20);

  private final Vertx vertx;

  Patience(Vertx vertx) {
    this.vertx = vertx;
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(MOST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within " + MOST, e);
    }
  }

  /** Completes as soon as it is so. */
  Future<Void> until(String what, Supplier<Future<Boolean>> asked) {
    return found(what, () -> asked.get().map(is -> is ? Optional.of(true) : Optional.empty()))
        .mapEmpty();
  }

  /** Completes with the first answer that there is. */
  <T> Future<T> found(String what, Supplier<Future<Optional<T>>> asked) {
    Promise<T> promise = Promise.promise();
    ask(what, asked, System.nanoTime() + MOST.toNanos(), promise);
    return promise.future();
  }

  /** No chain of futures: a thousand of them end in each other. */
  private <T> void ask(
      String what, Supplier<Future<Optional<T>>> asked, long give, Promise<T> promise) {
    asked
        .get()
        .onFailure(promise::fail)
        .onSuccess(
            answer -> {
              if (answer.isPresent()) {
                promise.complete(answer.get());
              } else if (System.nanoTime() - give > 0) {
                promise.fail(new AssertionError("not " + what + " in time"));
              } else {
                vertx.setTimer(1, unused -> ask(what, asked, give, promise));
              }
            });
  }
}
