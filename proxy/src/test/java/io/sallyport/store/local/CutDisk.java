package io.sallyport.store.local;

import io.sallyport.journal.Disk;
import io.sallyport.journal.MemoryDisk;
import io.sallyport.journal.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** What was written into one file between two looks at a disk, and disks that have a part of it. */
final class CutDisk {
  private final MemoryDisk before;
  private final String name;
  private final byte[] written;
  private final int from;
  private final int length;

  private CutDisk(MemoryDisk before, String name, byte[] written, int from, int length) {
    this.before = before;
    this.name = name;
    this.written = written;
    this.from = from;
    this.length = length;
  }

  /** Compares the two. Files that only one of them has hold nothing yet. */
  static CutDisk between(MemoryDisk before, MemoryDisk after) throws IOException {
    CutDisk found = new CutDisk(before, "", new byte[0], 0, 0);
    Set<String> names = new TreeSet<>(after.names());
    names.retainAll(before.names());
    for (String name : names) {
      byte[] old = bytes(before, name);
      byte[] now = bytes(after, name);
      int from = Arrays.mismatch(old, now);
      if (from >= 0) {
        if (found.length > 0) {
          throw new AssertionError("a group is written into one file: " + found.name + ", " + name);
        }
        int to = now.length;
        while (now[to - 1] == old[to - 1]) {
          to--;
        }
        found = new CutDisk(before, name, now, from, to - from);
      }
    }
    return found;
  }

  /** From the first to the last byte that became another. */
  int length() {
    return length;
  }

  /** The disk as it is when so many bytes of it are written. */
  Disk after(int bytes) throws IOException {
    MemoryDisk cut = before.copy();
    StoredFile file = cut.open(name);
    file.write(ByteBuffer.wrap(written, from, bytes), from);
    file.sync();
    return new FixtureDisk(cut);
  }

  private static byte[] bytes(Disk disk, String name) throws IOException {
    StoredFile file = disk.open(name);
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(file.size()));
    file.read(all, 0);
    return all.array();
  }
}
