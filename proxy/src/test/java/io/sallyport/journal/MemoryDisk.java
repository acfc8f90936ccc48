package io.sallyport.journal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A disk that forgets: what was written and not synced is lost at {@link #cutPower}, sector by
 * sector, as a real one does. Names are synced at once.
 */
public final class MemoryDisk implements Disk {
  private static final int SECTOR = 512;

  final Map<String, Content> files = new HashMap<>();
  int syncsUntilFault = Integer.MAX_VALUE;
  long bytesFree = Long.MAX_VALUE;

  /** No file may be larger than this, whatever the disk says that is free. */
  long quota = Long.MAX_VALUE;

  int filesBegun;

  /** What is in a file, and what of it would be there after a power cut. */
  static final class Content {
    byte[] seen;
    byte[] safe;
    private int dirtyFrom = Integer.MAX_VALUE;
    private int dirtyTo;

    Content(int bytes) {
      seen = new byte[bytes];
      safe = new byte[bytes];
    }
  }

  /** Each unsynced sector is on the disk, or not, as {@code random} wants. */
  public void cutPower(Random random) {
    for (Content content : files.values()) {
      for (int at = 0; at < content.seen.length; at += SECTOR) {
        int end = Math.min(at + SECTOR, content.seen.length);
        if (random.nextBoolean()) {
          System.arraycopy(content.seen, at, content.safe, at, end - at);
        }
      }
      content.seen = content.safe.clone();
    }
  }

  /** A disk with the same bytes, as it would be found now. */
  public MemoryDisk copy() {
    MemoryDisk copy = new MemoryDisk();
    files.forEach(
        (name, content) -> {
          Content same = new Content(0);
          same.seen = content.seen.clone();
          same.safe = content.seen.clone();
          copy.files.put(name, same);
        });
    return copy;
  }

  /** How much room is left for new files. */
  public void bytesFree(long bytes) {
    bytesFree = bytes;
  }

  public long bytesFree() {
    return bytesFree;
  }

  /** Files that were made, or that did not fit. */
  public int filesBegun() {
    return filesBegun;
  }

  byte[] bytes(String name) {
    return files.get(name).seen;
  }

  @Override
  public List<String> names() {
    return new ArrayList<>(files.keySet());
  }

  @Override
  public StoredFile open(String name) throws IOException {
    Content content = files.get(name);
    if (content == null) {
      throw new FileNotFoundException(name);
    }
    return new File(content);
  }

  @Override
  public StoredFile create(String name, long bytes) throws IOException {
    filesBegun++;
    if (bytes > Math.min(bytesFree, quota)) {
      throw new IOException("No space left on device");
    }
    bytesFree -= bytesFree == Long.MAX_VALUE ? 0 : bytes;
    files.put(name, new Content((int) bytes));
    return open(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    if (files.containsKey(to)) {
      throw new IOException(to + " exists");
    }
    files.put(to, files.remove(from));
  }

  @Override
  public void delete(String name) {
    Content removed = files.remove(name);
    if (removed != null) {
      bytesFree += bytesFree == Long.MAX_VALUE ? 0 : removed.seen.length;
    }
  }

  @Override
  public long usableBytes() {
    return bytesFree;
  }

  @Override
  public void sync() {}

  private final class File implements StoredFile {
    private final Content content;

    File(Content content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.seen.length;
    }

    @Override
    public int read(ByteBuffer into, long at) {
      int length = Math.max(0, Math.min(into.remaining(), content.seen.length - (int) at));
      into.put(content.seen, (int) at, length);
      return length;
    }

    @Override
    public void write(ByteBuffer from, long at) {
      content.dirtyFrom = Math.min(content.dirtyFrom, (int) at);
      content.dirtyTo = Math.max(content.dirtyTo, (int) at + from.remaining());
      from.get(content.seen, (int) at, from.remaining());
    }

    @Override
    public void sync() throws IOException {
      if (--syncsUntilFault < 0) {
        throw new IOException("Input/output error");
      }
      if (content.dirtyFrom < content.dirtyTo) {
        int from = content.dirtyFrom;
        System.arraycopy(content.seen, from, content.safe, from, content.dirtyTo - from);
        content.dirtyFrom = Integer.MAX_VALUE;
        content.dirtyTo = 0;
      }
    }

    @Override
    public void close() {}
  }
}
