package io.sallyport.store.shared;

import io.sallyport.store.shared.Holdings.Petition;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What waits in the store and is not in memory: read in the order of its receipt, a page at a time,
 * where there is room. Belongs to its home.
 *
 * <p>What comes while a page is on its way stands in it or behind it. When a page has come that was
 * the last one, what came meanwhile and stands behind it is handed on from memory: however steadily
 * more comes, it is read to its end once, and not page by page for ever.
 *
 * <p>What was left there for a shard that opens now is gone back to before anything behind it is
 * taken: whoever comes, the page may be full each time, and the end of what waits never come.
 */
final class Unread {
  static final int PAGE = 512;

  /** With so many events, at most, in each petition. */
  private static final int EVENTS_OF_ONE = 1_000;

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

  /** What has come since the page was asked for that is on its way; no more than another page. */
  private final NavigableMap<Long, Petition> meanwhile = new TreeMap<>();

  private int eventsMeanwhile;

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

    /**
     * Some come more than once.
     *
     * @return false where what was read may be older than what was decided since
     */
    boolean take(Petition petition);

    /** The same for one that was not read: there is nothing before it in the store. */
    void offer(Petition petition);
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

  /** This one stands there, and is not in memory; behind it, there may be more. */
  void has(Petition petition) {
    int events = eventsMeanwhile + petition.bids().size();
    if (reading && meanwhile.size() < PAGE && events <= Holdings.EVENTS_AT_ONCE) {
      meanwhile.put(petition.sequence(), petition);
      eventsMeanwhile = events;
    } else {
      from(petition.sequence());
    }
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
                            readsAllOfIt();
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
      readsAllOfIt();
      read(); // what it has left comes before this page
      return;
    }
    reachesWhatWasLeft();
    for (Petition petition : page) {
      cursor = petition.sequence();
      if (taker.take(petition)) {
        meanwhile.remove(petition.sequence());
      }
    }
    boolean isLast = isLast(page);
    if (cursor > furthest || isLast) {
      furthest = Math.max(furthest, cursor);
      turns = 0;
    }
    NavigableMap<Long, Petition> ahead = new TreeMap<>(meanwhile.tailMap(cursor, false));
    meanwhile.keySet().removeAll(ahead.keySet());
    readsAllOfIt(); // what came to stand where it has been
    if (!isLast || left != NONE || (missed != NONE && missed > cursor)) {
      read();
    } else if (missed != NONE) {
      goToWhatWasMissed();
      read();
    } else {
      behind = false;
      ahead.values().forEach(taker::offer);
    }
  }

  /** Whether nothing stood behind it when it was read. */
  private static boolean isLast(List<Petition> page) {
    int events = page.stream().mapToInt(it -> it.bids().size()).sum();
    return page.size() < PAGE && events <= Holdings.EVENTS_AT_ONCE - EVENTS_OF_ONE;
  }

  /** Of what has come meanwhile nothing is handed on. */
  private void readsAllOfIt() {
    if (!meanwhile.isEmpty()) {
      missed = Math.min(missed, meanwhile.firstKey());
      meanwhile.clear();
    }
    eventsMeanwhile = 0;
  }
}
