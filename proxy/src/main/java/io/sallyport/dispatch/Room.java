package io.sallyport.dispatch;

import java.util.concurrent.atomic.AtomicLong;

/** The room for bodies in memory, in shares: each integration has one. Safe from any thread. */
final class Room {
  private final long bytesMax;
  private final long shareBytesMax;
  private final AtomicLong bytes = new AtomicLong();

  Room(long bytesMax, long shareBytesMax) {
    this.bytesMax = bytesMax;
    this.shareBytesMax = shareBytesMax;
  }

  Share share() {
    return new Share(this);
  }

  /** What one integration has in memory. */
  static final class Share {
    private final Room room;
    private final AtomicLong own = new AtomicLong();

    private Share(Room room) {
      this.room = room;
    }

    /**
     * Whether one more may come in, whatever its size: that is known only when it is there. One may
     * always, so that nobody waits for ever for what others hold.
     */
    boolean isFree() {
      long mine = own.get();
      return mine == 0 || (mine < room.shareBytesMax && room.bytes.get() < room.bytesMax);
    }

    void add(int size) {
      own.addAndGet(size);
      room.bytes.addAndGet(size);
    }

    void release(int size) {
      add(-size);
    }
  }
}
