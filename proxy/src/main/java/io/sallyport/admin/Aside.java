package io.sallyport.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;

/**
 * Threads for what people want of all nodes. To read, sort and write megabytes of JSON on an event
 * loop would let events wait; on the common workers, what those read of the disk.
 */
interface Aside {
  /** Two, so that one long list does not keep a short one waiting. */
  int THREADS = 2;

  /** Runs it there; its failure is the future's. */
  <T> Future<T> run(Callable<T> work);

  /** On threads that end with the Vert.x. */
  static Aside of(Vertx vertx) {
    WorkerExecutor threads = vertx.createSharedWorkerExecutor("sallyport-fellows", THREADS);
    return new Aside() {
      @Override
      public <T> Future<T> run(Callable<T> work) {
        return threads.executeBlocking(work, false);
      }
    };
  }
}
