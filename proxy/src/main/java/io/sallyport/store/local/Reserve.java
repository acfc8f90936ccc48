package io.sallyport.store.local;

import io.sallyport.journal.Disk;
import io.sallyport.journal.StoredFile;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of zeros that is given back to a disk that is full, so that the index can be opened and
 * flushed there: only what is flushed lets segments of the journal go, which is what makes room.
 * The journal's own reserve is the segment that it has prepared; it makes none where less than this
 * one's size would be left.
 *
 * <p>Nothing new may be taken while it is not there: new events would use up what was given back.
 * Blocks on the disk.
 */
final class Reserve {
  static final String FILE = LocalStore.RESERVE;

  /** Two of the index's tables in memory. */
  static final long BYTES_DEFAULT = 2 * IndexDatabase.MEMTABLE_BYTES;

  /** Of a small disk no larger a part than one in so many. */
  private static final int PART_MOST = 16;

  /** It is made when so many times its size are free: as much is left then as lets it stay. */
  private static final int ROOM_TO_MAKE = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);

  private final Disk disk;
  private final Room room;
  private final long bytesWanted;
  private long held;

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
   * Makes it when there is room. A full disk alone is no reason to give it back: whoever fills it
   * would have that, too.
   *
   * @return whether it is there, or none is wanted
   */
  boolean keep() throws IOException {
    long bytes = bytes();
    if (bytes == 0) {
      return true;
    }
    long found = bytesFound();
    boolean asWanted = Math.abs(found - bytes) <= bytes / 4; // a disk's size is not quite constant
    held = found;
    if (!asWanted && room.bytesFree() >= ROOM_TO_MAKE * bytes) {
      disk.delete(FILE);
      held = 0;
      make(bytes);
      held = bytes;
    }
    return held > 0;
  }

  /** How large it was when it was last looked for; 0 where it was not there. */
  long bytesHeld() {
    return held;
  }

  /** Gives it back when less than this is free, for something that has to be written now. */
  void giveBackBelow(long bytesNeeded) throws IOException {
    if (room.bytesFree() < bytesNeeded && disk.names().contains(FILE)) {
      disk.delete(FILE);
      held = 0;
      LOG.atWarn().log("the disk of the data folder is full: its reserve was given back");
    }
  }

  private void make(long bytes) throws IOException {
    String half = FILE + ".new"; // under its name only when it is whole
    disk.delete(half);
    disk.create(half, bytes).close();
    disk.rename(half, FILE);
  }

  /** 0 where it is not there. */
  private long bytesFound() throws IOException {
    if (!disk.names().contains(FILE)) {
      return 0;
    }
    try (StoredFile file = disk.open(FILE)) {
      return file.size();
    }
  }

  /** Its size on this disk; 0 for none. */
  long bytes() throws IOException {
    long all = room.bytes();
    return all <= 0 ? 0 : Math.min(bytesWanted, all / PART_MOST);
  }
}
