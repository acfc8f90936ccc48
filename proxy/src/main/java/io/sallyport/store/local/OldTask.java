package io.sallyport.store.local;

import io.sallyport.verdict.Reason;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Something that ends, records or reads what was promised before.
 *
 * @param decide is given the task itself, too, to be told by
 * @param waitsForRoom not what people order: they ask again when nobody answers
 */
record OldTask(
    int bytesMost,
    Executor loop,
    Consumer<Throwable> refused,
    BiConsumer<Group, Task> decide,
    boolean waitsForRoom)
    implements Task {

  /** One that waits for room. */
  OldTask(
      int bytesMost, Executor loop, Consumer<Throwable> refused, BiConsumer<Group, Task> decide) {
    this(bytesMost, loop, refused, decide, true);
  }

  /** The store cannot answer. */
  static final class NotAnswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAnswered(Reason reason, String detail) {
      super(reason.code() + ": " + detail);
    }
  }

  @Override
  public void decide(Group group) {
    decide.accept(group, this);
  }

  @Override
  public void refuse(Reason reason, String detail) {
    loop.execute(() -> refused.accept(new NotAnswered(reason, detail)));
  }

  @Override
  public boolean isOfOld() {
    return true;
  }
}
