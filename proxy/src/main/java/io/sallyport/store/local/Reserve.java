package io.sallyport.store.local;

import io.sallyport.journal.Disk;
import io.sallyport.journal.StoredFile;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of zeros that is given back to a disk that is full, so that the index can be opened and
 * flushed there: only what is flushed lets segments of the journal go, which is what makes room.
 * The journal's own reserve is the segment that it has prepared.
 *
 * <p>Nothing new may be taken while it is not there: new events would use up what was given back.
 * Blocks on the disk.
 */
final class Reserve {
  static final String FILE = LocalStore.RESERVE;
  static final long BYTES_DEFAULT = 16L << 20;

  /** Of a small disk no larger a part than one in so many. */
  private static final int PART_MOST = 16;

  /** It is made when so many times its size are free: as much is left then as lets it stay. */
  private static final int ROOM_TO_MAKE = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);

  private final Disk disk;
  private final Room room;
  private final long bytesWanted;

  /**
   * A reserve in a folder.
   *
   * @param bytesWanted its size; 0 for none
   */
  Reserve(Disk disk, Room room, long bytesWanted) {
    this.disk = disk;
    this.room = room;
    this.bytesWanted = bytesWanted;
  }

  /**
   * Gives it back when less than its size is free, and makes it when there is room.
   *
   * @return whether it is there
   */
  boolean keep() throws IOException {
    long bytes = bytes();
    if (bytes == 0) {
      return true;
    }
    if (isThere(bytes)) {
      return !giveBack(bytes);
    }
    if (room.bytesFree() < ROOM_TO_MAKE * bytes) {
      return false;
    }
    make(bytes);
    return true;
  }

  /** Gives it back when less than its size is free; does not make it. */
  void giveBackWhereFull() throws IOException {
    long bytes = bytes();
    if (bytes > 0 && isThere(bytes)) {
      giveBack(bytes);
    }
  }

  private boolean giveBack(long bytes) throws IOException {
    if (room.bytesFree() >= bytes) {
      return false;
    }
    disk.delete(FILE);
    LOG.atWarn()
        .addKeyValue("bytes", bytes)
        .log("the disk of the data folder is full: its reserve was given back");
    return true;
  }

  private void make(long bytes) throws IOException {
    String half = FILE + ".new"; // under its name only when it is whole
    disk.delete(half);
    disk.create(half, bytes).close();
    disk.rename(half, FILE);
  }

  /** One of another size goes: the setting was changed. */
  private boolean isThere(long bytes) throws IOException {
    if (!disk.names().contains(FILE)) {
      return false;
    }
    long found;
    try (StoredFile file = disk.open(FILE)) {
      found = file.size();
    }
    if (found != bytes) {
      disk.delete(FILE);
    }
    return found == bytes;
  }

  private long bytes() throws IOException {
    long all = room.bytes();
    return all <= 0 ? 0 : Math.min(bytesWanted, all / PART_MOST);
  }
}
