package io.sallyport.store.shared;

import io.sallyport.loop.Home;
import io.sallyport.observe.LinesAMinute;
import io.vertx.core.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what a shard answers back to whoever asked, and a fault of ours as no answer. */
final class Asking {
  private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

  /** What is asked every half second may fail as often. */
  private static final LinesAMinute FAULTS = new LinesAMinute(System::nanoTime);

  private Asking() {}

  /** Asks now, and tells in a turn of the home's own. */
  static <T> void of(Home home, Supplier<Future<Reply<T>>> question, Consumer<Reply<T>> told) {
    of(question).onSuccess(reply -> home.run(() -> told.accept(reply)));
  }

  /** Asks now; never fails. */
  static <T> Future<Reply<T>> of(Supplier<Future<Reply<T>>> question) {
    Future<Reply<T>> future;
    try {
      future = question.get();
    } catch (RuntimeException bug) {
      future = Future.failedFuture(bug);
    }
    return future.otherwise(
        bug -> {
          FAULTS.write(LOG.atError().setCause(bug), "a shard could not be asked");
          return new Reply.Away<>(bug.getClass().getSimpleName());
        });
  }

  /** Why there is no certain answer. */
  static String why(Reply<?> reply) {
    if (reply instanceof Reply.Uncertain<?> it) {
      return it.why();
    }
    if (reply instanceof Reply.Away<?> it) {
      return it.why();
    }
    return reply instanceof Reply.Suspect<?> it ? it.why() : "";
  }
}
