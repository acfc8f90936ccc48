package io.sallyport.store.shared;

import io.sallyport.store.shared.Holdings.Petition;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * What waits in the store and is not in memory: read in the order of its receipt, a page at a time,
 * where there is room. Belongs to its home.
 */
final class Unread {
  private static final int PAGE = 512;
  private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

  /** No petition has it. */
  static final long NONE = Long.MAX_VALUE;

  private final Outside outside;
  private final IntPredicate hasRoom;
  private final Consumer<Petition> taker;

  /** Whether there is more in the store than in memory; at the start there may be. */
  private boolean behind = true;

  /** From here on something stands there that was not there when it was read. */
  private long missed = NONE;

  private boolean reading;
  private long cursor;

  /**
   * Has read nothing yet.
   *
   * @param hasRoom for so many more
   * @param taker is given what is read, some of it more than once
   */
  Unread(Outside outside, IntPredicate hasRoom, Consumer<Petition> taker) {
    this.outside = outside;
    this.hasRoom = hasRoom;
    this.taker = taker;
  }

  /** Whether there is any, as far as that is known. */
  boolean isThere() {
    return behind;
  }

  /** Something of this sequence stands there; behind it, there may be more. */
  void from(long sequence) {
    missed = Math.min(missed, sequence);
    if (!behind) {
      behind = true;
      goToWhatWasMissed();
    }
    read();
  }

  private void goToWhatWasMissed() {
    cursor = missed - 1;
    missed = NONE;
  }

  /** Goes on where there is room. */
  void read() {
    if (!behind || reading || !hasRoom.test(PAGE)) {
      return;
    }
    reading = true;
    if (missed > cursor) {
      missed = NONE; // it is read now
    }
    outside
        .holdings()
        .waiting(cursor, PAGE)
        .onComplete(
            page ->
                outside
                    .home()
                    .run(
                        () -> {
                          reading = false;
                          if (page.succeeded()) {
                            took(page.result());
                          } else {
                            outside.home().after(STORE_PAUSE, this::read);
                          }
                        }));
  }

  private void took(List<Petition> page) {
    for (Petition petition : page) {
      cursor = petition.sequence();
      taker.accept(petition);
    }
    if (page.size() == PAGE) {
      read();
    } else if (missed != NONE) {
      goToWhatWasMissed();
      read();
    } else {
      behind = false;
    }
  }
}
