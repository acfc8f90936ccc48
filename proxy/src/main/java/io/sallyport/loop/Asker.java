package io.sallyport.loop;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;

/** Whoever asks goes on where it asked from, whichever thread brings the answer. */
public final class Asker {
  private Asker() {}

  /**
   * What an answer is promised by. May be completed from any thread: what follows runs on the
   * context of whoever calls this, or where it is completed if that is on none.
   */
  public static <T> Promise<T> promise() {
    return Vertx.currentContext() instanceof ContextInternal context
        ? context.promise()
        : Promise.promise();
  }
}
