package io.sallyport.store.redis.wire;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks several at once who should all know. The first answer may be an old one, so the others get a
 * little time more; but nobody waits long for those who are gone.
 */
final class Canvass {
  private static final Duration GRACE = Duration.ofMillis(100);

  private final Vertx vertx;

  Canvass(Vertx vertx) {
    this.vertx = vertx;
  }

  /** What was answered, at least one; fails as the last one did when all have. */
  <T> Future<List<T>> gather(List<Future<T>> asked) {
    Promise<List<T>> promise = Promise.promise();
    List<T> answers = new ArrayList<>();
    int[] missing = {asked.size()};
    for (Future<T> one : asked) {
      one.onComplete(
          answer -> {
            missing[0]--;
            if (answer.succeeded()) {
              answers.add(answer.result());
            }
            if (missing[0] == 0 && answers.isEmpty()) {
              promise.tryFail(answer.cause());
            } else if (missing[0] == 0) {
              promise.tryComplete(List.copyOf(answers));
            } else if (answers.size() == 1 && answer.succeeded()) {
              vertx.setTimer(GRACE.toMillis(), id -> promise.tryComplete(List.copyOf(answers)));
            }
          });
    }
    return promise.future();
  }
}
