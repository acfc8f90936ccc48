package io.sallyport.store.shared;

import io.sallyport.loop.Asker;
import io.sallyport.loop.Home;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/** Waits for what need not be waited for. */
final class InTime {
  private InTime() {}

  /**
   * Completes when the future has, whatever came of it, or after so long; never fails. Either way
   * what follows runs on the context of whoever waits.
   */
  static Future<Void> of(Home home, Duration most, Future<?> future) {
    Promise<Void> done = Asker.promise();
    Runnable off = home.after(most, done::tryComplete);
    future.onComplete(
        unused -> {
          off.run();
          done.tryComplete();
        });
    return done.future();
  }
}
