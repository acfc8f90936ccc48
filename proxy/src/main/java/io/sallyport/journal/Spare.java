package io.sallyport.journal;

import java.io.IOException;
import java.util.function.Function;

/**
 * The zeros that become the next segment, written ahead of time: so a group never waits for them,
 * and a disk that is full by then still has room for what ends. Blocks on the disk; any thread.
 *
 * <p>No zeros are begun where they would take what must be left to others: written until the disk
 * is full and removed again, they would take from the index, for a while, the room that it was
 * given.
 */
final class Spare {
  static final String FILE = "spare";

  /** What is not whole yet, or is made for one large group: not the one that waits. */
  private static final String HALF = FILE + ".new";

  private final Disk disk;
  private final long leftBytes;

  /** Zeros did not fit although there seemed to be room: a quota, or others are faster. */
  private volatile boolean failed;

  /**
   * Over a folder.
   *
   * @param leftBytes so much stays free on the disk
   */
  Spare(Disk disk, long leftBytes) {
    this.disk = disk;
    this.leftBytes = leftBytes;
  }

  /** Makes a segment of a file of zeros. */
  @FunctionalInterface
  interface Begun {
    Segment of(StoredFile zeros) throws IOException;
  }

  /** Whether no zeros are tried any more before {@link #make} is called. */
  boolean hasFailed() {
    return failed;
  }

  /**
   * Makes it; without effect when it is there. One of before, when segments were smaller, goes when
   * the new one is whole.
   *
   * @throws JournalException.Full when there is no room for it
   */
  synchronized void make(long bytes) throws IOException {
    failed = false;
    try {
      if (!isThere(bytes)) {
        zeros(bytes).close();
        disk.delete(FILE);
        disk.rename(HALF, FILE);
      }
    } catch (IOException e) {
      throw full(e);
    }
  }

  /**
   * Makes a segment of it; of new zeros where it is not there or too small. It stays then: what
   * ends may need it when a large group is long refused.
   *
   * @param name the segment's file
   * @param broken makes the fault of what fails although there was room: no full disk, so it is not
   *     tried again
   * @throws JournalException.Full when there is no room
   */
  synchronized Segment become(
      String name, long bytes, Begun begun, Function<IOException, JournalException> broken)
      throws JournalException {
    StoredFile zeros;
    String file;
    try {
      file = isThere(bytes) ? FILE : HALF;
      zeros = file.equals(FILE) ? disk.open(FILE) : zeros(bytes);
    } catch (IOException e) {
      throw full(e);
    }
    try {
      Segment segment = begun.of(zeros);
      disk.rename(file, name);
      disk.sync();
      return segment;
    } catch (IOException e) {
      throw broken.apply(e);
    }
  }

  private boolean isThere(long bytes) throws IOException {
    if (!disk.names().contains(FILE)) {
      return false;
    }
    try (StoredFile there = disk.open(FILE)) {
      return there.size() >= bytes;
    }
  }

  /** Under another name until they are whole: a crash in between must not leave half of them. */
  private StoredFile zeros(long bytes) throws IOException {
    if (failed) {
      throw new IOException("the last one did not fit");
    }
    disk.delete(HALF);
    long usable = disk.usableBytes();
    if (usable - leftBytes < bytes) {
      throw new IOException(
          usable + " bytes are free, " + bytes + " and " + leftBytes + " beside them are wanted");
    }
    try {
      return disk.create(HALF, bytes);
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  private static JournalException.Full full(IOException cause) {
    return new JournalException.Full("no room for another segment: " + cause.getMessage(), cause);
  }
}
