package io.sallyport.store.local;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How full the disk of the data folder is, and what follows. From {@link #ALARM} on it is said;
 * from {@link #DROP} on, or while there is no room for another segment, the bytes of ended events
 * go before their time; from {@link #REFUSE} on, or while the reserve is not there, nothing new is
 * taken, so that what was promised can still be ended and written down.
 */
final class Fullness {
  /** Parts of a hundred. */
  static final int ALARM = 80;

  static final int DROP = 90;
  static final int REFUSE = 95;

  /**
   * The index is not written where less would be left, for what it writes besides: RocksDB does not
   * come back from a full disk.
   */
  private static final long BYTES_BESIDE = 4L << 20;

  /** And of a reserve no larger a part than one in so many. */
  private static final int BESIDE_PART = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Fullness.class);

  private final Room room;
  private final Reserve reserve;
  private int said;
  private boolean saidBlind;
  private boolean saidNoReserve;

  private volatile int used;
  private volatile boolean reserved = true;
  private volatile boolean roomToWrite = true;
  private volatile boolean segmentMissing;
  private volatile long unwrittenMost = Long.MAX_VALUE;
  private final AtomicLong segmentsDropped = new AtomicLong();

  Fullness(Room room, Reserve reserve) {
    this.room = room;
    this.reserve = reserve;
  }

  /**
   * Looks at the disk; the reserve comes back when there is room. Blocks on it; one thread at a
   * time.
   *
   * @param unwritten what the index has in memory only, in bytes: so much it may write at any time
   */
  void look(long unwritten) {
    try {
      reserved = reserve.keep();
      saidNoReserve = false;
    } catch (IOException e) {
      reserved = false;
      sayNoReserve(e);
    }
    measure(unwritten, reserved ? reserve.bytesHeld() : 0);
    say(used);
  }

  /**
   * Before the index is opened or written: gives the reserve back, where that is needed for it.
   *
   * @param unwritten what is to be written at most, in bytes
   */
  void makeRoom(long unwritten) {
    try {
      reserve.giveBackBelow(unwritten + beside(reserve.bytes()));
    } catch (IOException e) {
      sayNoReserve(e);
    }
    measure(unwritten, 0);
  }

  private void measure(long unwritten, long held) {
    try {
      long whole = reserve.bytes();
      unwrittenMost = whole == 0 ? Long.MAX_VALUE : whole - beside(whole);
      long bytes = room.bytes();
      if (bytes > 0) { // or a file system that does not tell
        long free = room.bytesFree();
        used = (int) Math.min(100, 100 - free * 100 / bytes);
        roomToWrite = free + held >= unwritten + beside(whole);
      }
      saidBlind = false;
    } catch (IOException e) {
      if (!saidBlind) {
        saidBlind = true;
        LOG.atWarn().setCause(e).log("the disk of the data folder cannot be looked at");
      }
    }
  }

  /** What must be left: of a small reserve no more than a part. */
  private static long beside(long reserve) {
    return reserve == 0 ? BYTES_BESIDE : Math.min(BYTES_BESIDE, reserve / BESIDE_PART);
  }

  private void sayNoReserve(IOException fault) {
    if (!saidNoReserve) {
      saidNoReserve = true;
      LOG.atWarn().setCause(fault).log("the reserve of the data folder cannot be made or removed");
    }
  }

  /** Whether it is so full that nothing new may be taken. Any thread, as are the others. */
  boolean refuses() {
    return used >= REFUSE || !reserved;
  }

  /** Whether what has ended is not kept any longer than it must be. */
  boolean drops() {
    return used >= DROP || !reserved || segmentMissing;
  }

  /** On a small disk the journal's next segment may find no room long before it is full. */
  void missesSegment(boolean isMissing) {
    segmentMissing = isMissing;
  }

  /** Whether the journal's next segment found no room. */
  boolean missesSegment() {
    return segmentMissing;
  }

  /** Whether the index can be written. */
  boolean hasRoomToWrite() {
    return roomToWrite;
  }

  /**
   * The index must be put on the disk before it has more in memory: the reserve has room for it.
   */
  long unwrittenMost() {
    return unwrittenMost;
  }

  /** Parts of a hundred. */
  int used() {
    return used;
  }

  /** So many segments of the journal went before the bytes in them had to. */
  void dropped(int segments) {
    segmentsDropped.addAndGet(segments);
    LOG.atWarn()
        .addKeyValue("percent", used)
        .addKeyValue("segments", segments)
        .log("the bytes of ended events were dropped before their time, to make room");
  }

  long segmentsDropped() {
    return segmentsDropped.get();
  }

  /** Once on the way up, and once more at each step. */
  private void say(int now) {
    int level = refuses() ? REFUSE : drops() ? DROP : now >= ALARM ? ALARM : 0;
    if (level > said) {
      LOG.atWarn()
          .addKeyValue("percent", now)
          .log(
              level == REFUSE
                  ? "the disk of the data folder is full: nothing new is taken"
                  : level == DROP
                      ? "the disk of the data folder is nearly full: the bytes of ended events go"
                      : "the disk of the data folder fills up");
    }
    said = level;
  }
}
