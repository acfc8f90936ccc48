package io.sallyport.store.local;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Asks the committer between its decisions, and the disk on a worker. */
final class Asking {
  private final VertxInternal vertx;
  private final Desk desk;

  Asking(VertxInternal vertx, Desk desk) {
    this.vertx = vertx;
    this.desk = desk;
  }

  /** What is in force now. Fails when the store has. */
  <T> Future<T> of(Function<Group, T> question) {
    return writing(0, question);
  }

  /**
   * Decides and writes; completes when it is synced, and fails where nothing can be written.
   *
   * @param bytesMost what its records take at most
   */
  <T> Future<T> writing(int bytesMost, Function<Group, T> decision) {
    Promise<T> promise = Promise.promise();
    Executor loop = vertx.getOrCreateContext().nettyEventLoop();
    desk.submit(
        new OldTask(
            bytesMost,
            loop,
            promise::fail,
            (group, task) -> {
              T result = decision.apply(group);
              group.tellThen(task, loop, () -> promise.complete(result));
            },
            false));
    return promise.future();
  }

  /** On a worker. */
  <T> Future<T> blocking(Callable<T> task) {
    return vertx.executeBlocking(task, false);
  }
}
