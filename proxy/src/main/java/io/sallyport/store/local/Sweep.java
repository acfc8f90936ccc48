package io.sallyport.store.local;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;

/**
 * Lets all wait that was granted, a piece of the queue in each decision, so that it is asked for
 * once more. What is in somebody's hands follows when it has come out of them, and what moves
 * meanwhile at once: it may come to stand where the sweep has been.
 */
final class Sweep {
  static final int ROWS_AT_ONCE = 1_000;

  private final Desk desk;
  private final Asking asking;
  private final int rowsAtOnce;
  private final Promise<Void> whole = Promise.promise();

  /** One that has not begun. */
  Sweep(Desk desk, Asking asking, int rowsAtOnce) {
    this.desk = desk;
    this.asking = asking;
    this.rowsAtOnce = rowsAtOnce;
  }

  /** Completes when nothing is in the queue any more that stood there; fails when the store has. */
  Future<Void> start() {
    asking
        .of(
            group -> {
              desk.hands().sweepBegins();
              return group.state().names().all().size();
            })
        .onSuccess(names -> goOn(1, names, Optional.empty()))
        .onFailure(whole::fail);
    return whole.future();
  }

  /** No piece's future waits for the next one's: of thousands the stack would overflow. */
  private void goOn(int name, int names, Optional<OrderKey> from) {
    if (name > names) {
      end().onComplete(whole);
      return;
    }
    asking
        .of(group -> piece(group, name, from))
        .onSuccess(next -> goOn(next.isPresent() ? name : name + 1, names, next))
        .onFailure(cause -> end().onComplete(unused -> whole.fail(cause)));
  }

  private Optional<OrderKey> piece(Group group, int name, Optional<OrderKey> from) {
    return group.state().beginning().waits(name, from, rowsAtOnce, desk.hands()::turnsWhenReleased);
  }

  private Future<Void> end() {
    return asking
        .of(
            group -> {
              desk.hands().sweepEnds();
              return true;
            })
        .mapEmpty();
  }
}
