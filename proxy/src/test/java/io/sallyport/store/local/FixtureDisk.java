package io.sallyport.store.local;

import io.sallyport.journal.Disk;
import io.sallyport.journal.MemoryDisk;
import io.sallyport.journal.StoredFile;
import io.sallyport.seal.RecordSealer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/** A disk in memory, for several threads, on which syncs fail or wait and which can be torn out. */
final class FixtureDisk implements Disk {
  private static final String TORN_OUT = "the disk is not there any more";

  private final MemoryDisk disk;

  /** Whoever holds it keeps every sync waiting. */
  final ReentrantLock syncs = new ReentrantLock();

  private long bytesWritten;
  private boolean faulty;
  private boolean unreadable;
  private int failedReads;
  private Damaged damaged = Damaged.NOTHING;
  private int damagedMost = Integer.MAX_VALUE;
  private boolean tornOut;

  /** What is read is not what was written. */
  enum Damaged {
    NOTHING,
    /** It is no record. */
    ALL,
    /** It has the length of one, and its kind. */
    CONTENT,
    /** It is one, which does not open: its last octet is another. */
    END
  }

  FixtureDisk(MemoryDisk disk) {
    this.disk = disk;
  }

  synchronized void failSyncs() {
    faulty = true;
  }

  /** Whether what lies there can be read. */
  synchronized void failReads(boolean all) {
    unreadable = all;
  }

  synchronized int failedReads() {
    return failedReads;
  }

  /** What of all that is read is not as it was written. */
  synchronized void damage(Damaged what) {
    damaged = what;
    damagedMost = Integer.MAX_VALUE;
  }

  /** The same of the next record that is read, and of nothing behind it. */
  synchronized void damageFirst(Damaged what) {
    damaged = what;
    damagedMost = 1;
  }

  /** What is shorter than anything sealed is the head of a record. */
  private void spoil(ByteBuffer read, int from) {
    boolean head = read.position() - from < RecordSealer.OVERHEAD_BYTES;
    damagedMost -= head ? 1 : 0;
    if (damaged == Damaged.NOTHING || damagedMost < 0 || (damaged != Damaged.ALL && head)) {
      return;
    }
    int first = damaged == Damaged.END ? read.position() - 1 : from;
    for (int i = first; i < read.position(); i++) {
      read.put(i, (byte) ~read.get(i));
    }
  }

  /** How much was written, but for the zeros of what is made ahead of time. */
  synchronized long bytesWritten() {
    return bytesWritten;
  }

  private static boolean isZeros(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      if (bytes.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** A disk with the same bytes, as a process that comes after this one would find it now. */
  synchronized MemoryDisk copy() {
    return disk.copy();
  }

  synchronized void bytesFree(long bytes) {
    disk.bytesFree(bytes);
  }

  /** What is left when the power is cut now; nothing goes in here any more. */
  synchronized MemoryDisk tearOut(Random random) {
    tornOut = true;
    disk.cutPower(random);
    MemoryDisk left = disk.copy();
    left.bytesFree(Long.MAX_VALUE);
    return left;
  }

  private void requireDisk() throws IOException {
    if (tornOut) {
      throw new IOException(TORN_OUT);
    }
  }

  @Override
  public synchronized List<String> names() throws IOException {
    requireDisk();
    return disk.names();
  }

  @Override
  public synchronized StoredFile open(String name) throws IOException {
    requireDisk();
    return new File(disk.open(name));
  }

  @Override
  public synchronized StoredFile create(String name, long bytes) throws IOException {
    requireDisk();
    return new File(disk.create(name, bytes));
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    requireDisk();
    disk.rename(from, to);
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    requireDisk();
    disk.delete(name);
  }

  @Override
  public synchronized long usableBytes() throws IOException {
    requireDisk();
    return disk.usableBytes();
  }

  @Override
  public synchronized void sync() throws IOException {
    requireDisk();
    disk.sync();
  }

  private final class File implements StoredFile {
    private final StoredFile file;

    File(StoredFile file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      synchronized (FixtureDisk.this) {
        return file.size();
      }
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      synchronized (FixtureDisk.this) {
        requireDisk();
        if (unreadable) {
          failedReads++;
          throw new IOException("Input/output error");
        }
        int from = into.position();
        int count = file.read(into, at);
        spoil(into, from);
        return count;
      }
    }

    @Override
    public void write(ByteBuffer from, long at) throws IOException {
      synchronized (FixtureDisk.this) {
        requireDisk();
        bytesWritten += isZeros(from) ? 0 : from.remaining();
        file.write(from, at);
      }
    }

    @Override
    public void sync() throws IOException {
      syncs.lock();
      try {
        synchronized (FixtureDisk.this) {
          requireDisk();
          if (faulty) {
            throw new IOException("Input/output error");
          }
          file.sync();
        }
      } finally {
        syncs.unlock();
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
