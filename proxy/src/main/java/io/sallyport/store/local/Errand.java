package io.sallyport.store.local;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Something that is wanted again and again, of which one at a time is with the committer: while the
 * journal is full it waits there undecided, and must not pile up.
 */
final class Errand {
  private final Consumer<Task> queue;
  private final AtomicBoolean out = new AtomicBoolean();

  /**
   * Not wanted yet.
   *
   * @param queue takes what is to be decided by the committer
   */
  Errand(Consumer<Task> queue) {
    this.queue = queue;
  }

  /** Whether one is submitted, and neither decided nor refused. */
  boolean isOut() {
    return out.get();
  }

  /** Without effect while one is out. */
  void submit(int bytesMost, Consumer<Group> decide) {
    if (out.compareAndSet(false, true)) {
      queue.accept(
          new OldTask(
              bytesMost,
              Runnable::run,
              refused -> out.set(false),
              (group, task) -> {
                out.set(false);
                decide.accept(group);
              }));
    }
  }
}
