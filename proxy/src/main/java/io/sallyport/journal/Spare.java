package io.sallyport.journal;

import java.io.IOException;
import java.util.function.Function;

/**
 * The zeros that become the next segment, written ahead of time: so a group never waits for them,
 * and a disk that is full by then still has room for what ends. Blocks on the disk; any thread.
 */
final class Spare {
  static final String FILE = "spare";

  private final Disk disk;

  Spare(Disk disk) {
    this.disk = disk;
  }

  /** Makes a segment of a file of zeros. */
  @FunctionalInterface
  interface Begun {
    Segment of(StoredFile zeros) throws IOException;
  }

  /**
   * Makes it; without effect when it is there.
   *
   * @throws JournalException.Full when there is no room for it
   */
  synchronized void make(long bytes) throws IOException {
    if (disk.names().contains(FILE)) {
      return;
    }
    try {
      zeros(bytes).close();
    } catch (IOException e) {
      throw full(e);
    }
  }

  /**
   * Makes a segment of it; of new zeros where it is not there or too small.
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
    try {
      zeros = taken(bytes);
    } catch (IOException e) {
      throw full(e);
    }
    try {
      Segment segment = begun.of(zeros);
      disk.rename(FILE, name);
      disk.sync();
      return segment;
    } catch (IOException e) {
      throw broken.apply(e);
    }
  }

  private StoredFile taken(long bytes) throws IOException {
    if (disk.names().contains(FILE)) {
      StoredFile there = disk.open(FILE);
      if (there.size() >= bytes) {
        return there;
      }
      there.close();
      disk.delete(FILE);
    }
    return zeros(bytes);
  }

  /** Under another name until it is whole: a crash in between must not leave half of it. */
  private StoredFile zeros(long bytes) throws IOException {
    String half = FILE + ".new";
    disk.delete(half);
    StoredFile made = disk.create(half, bytes);
    disk.rename(half, FILE);
    return made;
  }

  private static JournalException.Full full(IOException cause) {
    return new JournalException.Full("no room for another segment: " + cause.getMessage(), cause);
  }
}
