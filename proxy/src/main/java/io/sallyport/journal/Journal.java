package io.sallyport.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An append-only log of groups of records in segment files. What {@link #sync} has returned for is
 * promised; nothing else is.
 *
 * <p>One thread writes: {@link #write}, {@link #sync}, {@link #forgetBefore}, {@link #close}. Any
 * thread may {@link #read} and {@link #prepare}. Every method blocks on the disk.
 *
 * <p>Guarantees, given a disk that keeps what it says is synced: a group is there as a whole or not
 * at all; groups stand in the order in which they were written; a group that was promised is read
 * again after a crash, or its damage is named.
 */
public final class Journal implements Closeable {
  /** How much room a buffer keeps between groups. */
  private static final int BUFFER_BYTES_KEPT = 4 << 20;

  /** What a record takes besides its bytes. */
  public static final int RECORD_OVERHEAD_BYTES = Groups.RECORD_HEAD_BYTES;

  private final Disk disk;
  private final Spare spare;
  private final Settings settings;
  private final TreeMap<Long, Segment> segments;
  private final List<Damage> damages;
  private final long cutBytes;

  private ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private Tail tail;
  private boolean unsynced;
  private boolean broken;

  /**
   * Where the next group goes.
   *
   * @param offset in the last segment
   * @param sequence of the next group
   * @param previous the digest of the last one; tails are never compared
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Tail(long offset, long sequence, byte[] previous) {}

  /**
   * How it is laid out.
   *
   * @param segmentBytes the size of a segment's file; a larger group gets a segment of its own
   * @param firstBytes the size of the very first one: whoever only looks around need not wait until
   *     a large file of zeros is written
   * @param leftBytes no segment is made where less than this would be left on the disk: it belongs
   *     to others there
   */
  public record Settings(int segmentBytes, int firstBytes, long leftBytes) {
    public static final int SEGMENT_BYTES_DEFAULT = 64 << 20;
    public static final int FIRST_BYTES_DEFAULT = 4 << 20;

    public Settings(int segmentBytes, long leftBytes) {
      this(segmentBytes, Math.min(segmentBytes, FIRST_BYTES_DEFAULT), leftBytes);
    }

    public Settings {
      if (segmentBytes < SegmentHead.BYTES + Groups.HEAD_BYTES) {
        throw new IllegalArgumentException("a segment of " + segmentBytes + " bytes");
      }
    }
  }

  Journal(Disk disk, Settings settings, Recovery.Found found) {
    this.disk = disk;
    this.spare = new Spare(disk, settings.leftBytes());
    this.settings = settings;
    this.segments = found.segments();
    this.damages = List.copyOf(found.damages());
    this.cutBytes = found.cutBytes();
    this.tail = found.tail();
  }

  /**
   * Opens what is in the folder, tells what stands in it, and makes sure that all of it is on the
   * disk.
   *
   * @param from the records before it are not told: whoever asks has them already
   * @throws JournalException.Newer when a later release has written here
   */
  public static Journal open(Disk disk, Settings settings, Position from, Reader reader)
      throws IOException {
    Recovery.Found found = new Recovery(disk, from, reader).run();
    Journal journal = new Journal(disk, settings, found);
    if (journal.segments.isEmpty() || found.sealed()) {
      journal.roll(0);
    }
    return journal;
  }

  /** Is told every record, in order. */
  @FunctionalInterface
  public interface Reader {
    void record(Position position, Entry entry) throws IOException;
  }

  /** What is not as it was written; empty for a journal in order. */
  public List<Damage> damages() {
    return damages;
  }

  /** Bytes at the end that were no whole group: a write that a crash cut short. */
  public long cutBytes() {
    return cutBytes;
  }

  /** Where the next group will begin: everything before it has been told or written. */
  public synchronized Position end() {
    return new Position(segments.lastKey(), (int) tail.offset());
  }

  /** The bytes of all segments. */
  public synchronized long bytes() {
    return segments.values().stream().mapToLong(Segment::bytes).sum();
  }

  /**
   * Makes sure that a group of this length has room, in another segment if need be: {@link #write}
   * cannot find the disk full then.
   *
   * @param bytes of all records, with {@link #RECORD_OVERHEAD_BYTES} for each
   * @return where its first record will stand; the others follow, each behind the length of the one
   *     before and {@link #RECORD_OVERHEAD_BYTES}
   * @throws JournalException.Full when there is none
   */
  public Position makeRoom(int bytes) throws IOException {
    requireWhole();
    int length = Math.addExact(bytes, Groups.HEAD_BYTES + Groups.ALIGNMENT);
    if (tail.offset() + length > last().bytes()) {
      roll(length);
    }
    return new Position(last().number(), (int) (tail.offset() + Groups.HEAD_BYTES));
  }

  /**
   * Writes a group and does not wait for the disk. {@link #sync} must come before the next one.
   *
   * @return where each record stands
   * @throws JournalException.Full when there is no room; then nothing was written
   * @throws JournalException.NotSynced when it could not be written, now or before
   */
  public List<Position> write(List<Entry> entries) throws IOException {
    requireWhole();
    if (unsynced) {
      throw new IllegalStateException("a group is written when the one before it is synced");
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("a group has records");
    }
    int length = Math.toIntExact(Groups.length(entries));
    if (tail.offset() + length > last().bytes()) {
      roll(length);
    }
    int[] offsets = new int[entries.size()];
    byte[] hash = Groups.write(entries, tail.sequence(), tail.previous(), buffer(length), offsets);
    try {
      last().write(buffer, tail.offset());
    } catch (IOException e) {
      throw broken("cannot write", e);
    }
    unsynced = true;
    List<Position> positions = positions(offsets);
    synchronized (this) {
      tail = new Tail(tail.offset() + length, tail.sequence() + 1, hash);
    }
    return positions;
  }

  /**
   * Returns when the group is on the disk.
   *
   * @throws JournalException.NotSynced when nobody can know whether it is; from then on the journal
   *     refuses everything
   */
  public void sync() throws IOException {
    requireWhole();
    try {
      last().sync();
      unsynced = false;
    } catch (IOException e) {
      throw broken("cannot sync", e);
    }
  }

  /** The record at a position that {@link #write} or the reader gave; empty when it is gone. */
  public Optional<Entry> read(Position position) throws IOException {
    Segment segment;
    synchronized (this) {
      segment = segments.get(position.segment());
    }
    try {
      return segment == null ? Optional.empty() : segment.record(position.offset());
    } catch (ClosedChannelException forgotten) {
      return Optional.empty();
    }
  }

  /** The numbers of its segments, in order. */
  public synchronized List<Long> segments() {
    return List.copyOf(segments.keySet());
  }

  /**
   * Tells the records of one segment, in order, up to what was written last. What is damaged is
   * passed over.
   *
   * @param from the records before it are not told
   */
  public void read(long number, Position from, Reader reader) throws IOException {
    Segment segment;
    long end;
    synchronized (this) {
      segment = segments.get(number);
      end = segment == null || segment != last() ? Long.MAX_VALUE : tail.offset();
    }
    try {
      if (segment != null) {
        Recovery.tell(segment, end, from, reader);
      }
    } catch (ClosedChannelException forgotten) {
      // removed while it was read: what was in it is needed by nobody
    }
  }

  /**
   * Whether the last segment is so full that the next one should be prepared, or one could not be
   * written although there seemed to be room.
   */
  public synchronized boolean wantsSpare() {
    return tail.offset() > segments.lastEntry().getValue().bytes() / 4 || spare.hasFailed();
  }

  /**
   * Writes the zeros of the next segment ahead of time, so that {@link #write} need not. Without
   * effect when they are there. A segment that could not be written is tried again from here on
   * only: whoever writes must not fill the disk with zeros over and over.
   *
   * @throws JournalException.Full when there is no room for them
   */
  public void prepare() throws IOException {
    spare.make(settings.segmentBytes());
  }

  /** Removes the segments that stand before a position, never the last one. */
  public void forgetBefore(Position position) throws IOException {
    while (segments.size() > 1 && segments.firstKey() < position.segment()) {
      Segment first;
      synchronized (this) {
        first = segments.pollFirstEntry().getValue();
      }
      first.close();
      disk.delete(first.name());
    }
  }

  @Override
  public void close() throws IOException {
    for (Segment segment : segments.values()) {
      segment.close();
    }
  }

  /** Begins a segment that has room for a group of this length. */
  private void roll(int length) throws IOException {
    long number = segments.isEmpty() ? 1 : segments.lastKey() + 1;
    int usual = segments.isEmpty() ? settings.firstBytes() : settings.segmentBytes();
    long bytes = Math.max(usual, (long) SegmentHead.BYTES + length);
    Segment begun =
        spare.become(
            Segment.name(number),
            bytes,
            zeros ->
                Segment.begin(zeros, new SegmentHead(number, tail.sequence(), tail.previous())),
            fault -> broken("cannot begin another segment", fault));
    synchronized (this) {
      segments.put(number, begun);
      tail = new Tail(SegmentHead.BYTES, tail.sequence(), tail.previous());
    }
  }

  private ByteBuffer buffer(int length) {
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocateDirect(Math.max(length, Math.min(2 * length, BUFFER_BYTES_KEPT)));
    } else if (buffer.capacity() > BUFFER_BYTES_KEPT && length <= BUFFER_BYTES_KEPT) {
      buffer = ByteBuffer.allocateDirect(BUFFER_BYTES_KEPT);
    }
    return buffer;
  }

  private List<Position> positions(int[] offsets) {
    Position[] positions = new Position[offsets.length];
    for (int i = 0; i < offsets.length; i++) {
      positions[i] = new Position(last().number(), (int) (tail.offset() + offsets[i]));
    }
    return List.of(positions);
  }

  private Segment last() {
    return segments.lastEntry().getValue();
  }

  private void requireWhole() throws JournalException {
    if (broken) {
      throw new JournalException.NotSynced("the journal has failed before");
    }
  }

  private JournalException broken(String what, IOException cause) {
    broken = true;
    String where = segments.isEmpty() ? "" : last().name() + ": ";
    return new JournalException.NotSynced(where + what + ": " + cause.getMessage(), cause);
  }
}
