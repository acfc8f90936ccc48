package io.sallyport.admin;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Lets so many pieces of work go on at once. Some more wait, in the order in which they came; what
 * comes then is turned away at once. Safe from any thread.
 */
final class Turns {
  private final int most;
  private final int waitingMost;
  private final Queue<Promise<Void>> waiting = new ArrayDeque<>();
  private int taken;

  Turns(int most, int waitingMost) {
    this.most = most;
    this.waitingMost = waitingMost;
  }

  /** There is no turn, and no room to wait for one. */
  static final class Busy extends Exception {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("too much waits already", null, false, false);
    }
  }

  /**
   * Begins the work when its turn comes, which lasts until the work has ended, however it ends.
   *
   * @return what came of it, on whatever thread; fails with {@link Busy} where it was not begun
   */
  <T> Future<T> take(Supplier<Future<T>> work) {
    return turn().compose(unused -> begun(work).onComplete(ended -> next()));
  }

  /** What is thrown ends the turn, too. */
  private static <T> Future<T> begun(Supplier<Future<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private synchronized Future<Void> turn() {
    if (taken < most) {
      taken++;
      return Future.succeededFuture();
    }
    if (waiting.size() == waitingMost) {
      return Future.failedFuture(new Busy());
    }
    Promise<Void> turn = Promise.promise();
    waiting.add(turn);
    return turn.future();
  }

  private void next() {
    promised().ifPresent(Promise::complete); // begins the next one: not within the lock
  }

  private synchronized Optional<Promise<Void>> promised() {
    Optional<Promise<Void>> next = Optional.ofNullable(waiting.poll());
    if (next.isEmpty()) {
      taken--;
    }
    return next;
  }
}
