package io.sallyport.store.shared;

import io.sallyport.store.shared.Holdings.Petition;
import java.time.Duration;
import java.util.List;

/**
 * What waits in the store and is not in memory: read in the order of its receipt, a page at a time,
 * where there is room. Belongs to its home.
 *
 * <p>What was left there for a shard that opens now is gone back to before anything behind it is
 * taken: whoever comes, the page may be full each time, and the end of what waits never come.
 */
final class Unread {
  private static final int PAGE = 512;
  private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

  /**
   * So often it goes back before it has come further than ever: where shards close and open again
   * and again, the others must go on, too.
   */
  static final int TURNS_MOST = 64;

  /** No petition has it. */
  static final long NONE = Long.MAX_VALUE;

  private final Outside outside;
  private final Room room;
  private final Taker taker;

  /** Whether there is more in the store than in memory; at the start there may be. */
  private boolean behind = true;

  /** From here on something stands there that was not there when it was read. */
  private long missed = NONE;

  /** From here on something stands there that can be granted now. */
  private long left = NONE;

  private boolean reading;
  private long cursor;

  /** The end of what was ever read, and how often it went back since. */
  private long furthest;

  private int turns;

  /** How much may be in memory. */
  interface Room {
    /** Whether there is any for so many petitions more, with so many events in all. */
    boolean isThere(int petitions, int events);
  }

  /** Whoever is given what is read. */
  interface Taker {
    /** All that stands there from here on comes now, in order. */
    void readsFrom(long sequence);

    /** A page is about to be asked for: what is decided afterwards may not be seen in it. */
    void asks();

    /** Some come more than once. */
    void take(Petition petition);
  }

  /**
   * Has read nothing yet.
   *
   * @param room for what is read
   * @param taker is given what is read
   */
  Unread(Outside outside, Room room, Taker taker) {
    this.outside = outside;
    this.room = room;
    this.taker = taker;
  }

  /** Whether there is any, as far as that is known. */
  boolean isThere() {
    return behind;
  }

  /** Whether a page was asked for and has not come yet. */
  boolean isReading() {
    return reading;
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

  /** What was left from here on can be granted now; it goes before all behind it. */
  void back(long sequence) {
    left = Math.min(left, sequence);
    behind = true;
    read();
  }

  private void goToWhatWasMissed() {
    cursor = missed - 1;
    missed = NONE;
  }

  /** Goes on where there is room. */
  void read() {
    if (!behind || reading || !room.isThere(PAGE, Holdings.EVENTS_AT_ONCE)) {
      return;
    }
    reading = true;
    if (goesBack()) {
      turns++;
      cursor = left - 1;
    }
    if (missed > cursor) {
      missed = NONE; // it is read now
    }
    reachesWhatWasLeft();
    taker.asks();
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

  private boolean goesBack() {
    return left <= cursor && turns < TURNS_MOST;
  }

  private void reachesWhatWasLeft() {
    if (left > cursor) {
      left = NONE;
    }
    taker.readsFrom(cursor + 1);
  }

  private void took(List<Petition> page) {
    if (goesBack()) {
      read(); // what it has left comes before this page
      return;
    }
    reachesWhatWasLeft();
    for (Petition petition : page) {
      cursor = petition.sequence();
      taker.take(petition);
    }
    if (cursor > furthest || page.isEmpty()) {
      furthest = Math.max(furthest, cursor);
      turns = 0;
    }
    if (!page.isEmpty() || left != NONE) {
      read();
    } else if (missed != NONE) {
      goToWhatWasMissed();
      read();
    } else {
      behind = false;
    }
  }
}
