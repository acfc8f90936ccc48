package io.sallyport.verify.key.remote;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** Where fetched documents are parsed and their keys admitted: not on the event loop's time. */
@FunctionalInterface
public interface Background {
  <T> Future<T> run(Callable<T> task);

  /** On the worker threads, not in order. */
  static Background on(Vertx vertx) {
    return new Background() {
      @Override
      public <T> Future<T> run(Callable<T> task) {
        return vertx.executeBlocking(task, false);
      }
    };
  }

  /** Here and now, for examples that are run from the command line. */
  static Background inline() {
    return new Background() {
      @Override
      public <T> Future<T> run(Callable<T> task) {
        try {
          return Future.succeededFuture(task.call());
        } catch (Exception e) {
          return Future.failedFuture(e);
        }
      }
    };
  }
}
