package io.sallyport.store.shared;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks what it would cost much to leave unanswered: for one piece that no replica has confirmed in
 * time a node would read all that it remembers once more, and of very many shards some are refused
 * when all are asked at once. So {@value #AT_ONCE} questions are under way at a time, and each is
 * repeated, {@value #TRIES} times in all. Between two tries it is under way no more: where one of
 * several servers does not answer, the questions to the others are asked meanwhile, before it comes
 * again. Belongs to its home.
 */
final class Insistence {
  /** Fewer than the way to an index takes, beside what else is asked. */
  static final int AT_ONCE = 128;

  static final int TRIES = 8;

  private final Outside outside;
  private final Deque<Runnable> next = new ArrayDeque<>(); // one a shard at most: its owner waits
  private int underWay;

  Insistence(Outside outside) {
    this.outside = outside;
  }

  /**
   * Asks, after those who came before; not while another process may answer for this node.
   *
   * @param told the first certain answer, that it is suspect, or the last that came instead
   */
  <T> void ask(Supplier<Future<Reply<T>>> question, Consumer<Reply<T>> told) {
    next.add(() -> tries(new Pause(outside.random()), TRIES, question, told));
    begin();
  }

  private void begin() {
    while (underWay < AT_ONCE && !next.isEmpty()) {
      underWay++;
      next.remove().run();
    }
  }

  private <T> void tries(
      Pause pause, int left, Supplier<Future<Reply<T>>> question, Consumer<Reply<T>> told) {
    Asking.of(
        outside.home(),
        () -> outside.lease().isCertain() ? question.get() : unsure(),
        reply -> {
          underWay--;
          begin();
          boolean isSaid = reply instanceof Reply.Certain || reply instanceof Reply.Suspect;
          if (isSaid || left == 1) {
            told.accept(reply);
          } else {
            outside
                .home()
                .after(
                    pause.next(),
                    () -> {
                      next.add(() -> tries(pause, left - 1, question, told));
                      begin();
                    });
          }
        });
  }

  private static <T> Future<Reply<T>> unsure() {
    return Future.succeededFuture(new Reply.Away<>("it is not certain to be the node"));
  }
}
