package io.sallyport.journal;

import io.sallyport.journal.Groups.Group;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One file of the journal, whose head has been read or written. */
final class Segment implements Closeable {
  /** How much is read at a time; a group may be longer. */
  private static final int WINDOW_BYTES = 1 << 20;

  private static final Pattern NAME = Pattern.compile("([0-9]{12})\\.journal");

  private final StoredFile file;
  private final long number;
  private final Optional<SegmentHead> head;
  private final long bytes;

  private Segment(StoredFile file, long number, Optional<SegmentHead> head) throws IOException {
    this.file = file;
    this.number = number;
    this.head = head;
    this.bytes = file.size();
  }

  static String name(long number) {
    return String.format("%012d.journal", number);
  }

  /** The number in a file's name; empty for files that are no segments. */
  static Optional<Long> number(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
  }

  /** Makes a file of zeros the next segment. Its head is on the disk when this returns. */
  static Segment begin(StoredFile zeros, SegmentHead head) throws IOException {
    zeros.write(head.write(), 0);
    zeros.sync();
    return new Segment(zeros, head.number(), Optional.of(head));
  }

  /** A file that is there; whether its head can be read or not. */
  static Segment open(StoredFile file, long number) throws IOException {
    ByteBuffer first = ByteBuffer.allocate(SegmentHead.BYTES);
    file.read(first, 0);
    first.clear();
    SegmentHead.Kind kind = SegmentHead.kind(first);
    if (kind == SegmentHead.Kind.NEWER) {
      throw new JournalException.Newer(name(number));
    }
    boolean whole = kind == SegmentHead.Kind.WHOLE && SegmentHead.read(first).number() == number;
    return new Segment(
        file, number, whole ? Optional.of(SegmentHead.read(first)) : Optional.empty());
  }

  /** Empty when it is damaged. */
  Optional<SegmentHead> head() {
    return head;
  }

  long number() {
    return number;
  }

  String name() {
    return name(number);
  }

  long bytes() {
    return bytes;
  }

  void write(ByteBuffer group, long at) throws IOException {
    file.write(group, at);
  }

  void sync() throws IOException {
    file.sync();
  }

  /** The group at an offset; empty where none is, or one that is not whole. */
  Optional<Group> group(long at) throws IOException {
    if (at + Groups.HEAD_BYTES > bytes) {
      return Optional.empty();
    }
    ByteBuffer first = ByteBuffer.allocate(Groups.HEAD_BYTES);
    file.read(first, at);
    Optional<Integer> length = Groups.announced(first.flip());
    if (length.isEmpty() || at + length.get() > bytes) {
      return Optional.empty();
    }
    ByteBuffer whole = ByteBuffer.allocate(length.get());
    file.read(whole, at);
    return Groups.read(whole.flip());
  }

  /** The record that begins at an offset, as it was placed when it was written. */
  Optional<Entry> record(long at) throws IOException {
    ByteBuffer first = ByteBuffer.allocate(Groups.RECORD_HEAD_BYTES);
    if (file.read(first, at) < Groups.RECORD_HEAD_BYTES) {
      return Optional.empty();
    }
    int length = first.flip().getInt();
    byte kind = first.get();
    if (length < 0 || at + Groups.RECORD_HEAD_BYTES + length > bytes) {
      return Optional.empty();
    }
    ByteBuffer content = ByteBuffer.allocate(length);
    file.read(content, at + Groups.RECORD_HEAD_BYTES);
    return Optional.of(new Entry(kind, content.flip()));
  }

  /**
   * The next whole group at or behind an offset, wherever it stands: what was written behind
   * damage.
   *
   * @return its offset
   */
  Optional<Long> nextWhole(long from) throws IOException {
    long at = from + Math.floorMod(SegmentHead.BYTES - from, (long) Groups.ALIGNMENT);
    ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
    while (at < bytes) {
      window.clear();
      int read = file.read(window, at);
      window.flip();
      boolean anything = !isZero(window);
      for (int i = 0; anything && i + Groups.HEAD_BYTES <= read; i += Groups.ALIGNMENT) {
        window.position(i);
        if (Groups.announced(window).isPresent() && group(at + i).isPresent()) {
          return Optional.of(at + i);
        }
      }
      int step = read - Groups.HEAD_BYTES;
      if (step < Groups.ALIGNMENT) {
        return Optional.empty();
      }
      at += (long) (step / Groups.ALIGNMENT) * Groups.ALIGNMENT;
    }
    return Optional.empty();
  }

  /**
   * Writes the bytes before an offset once more and syncs: only then they are known to be there.
   */
  void rewrite(long end) throws IOException {
    ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
    for (long at = 0; at < end; at += WINDOW_BYTES) {
      window.clear().limit((int) Math.min(WINDOW_BYTES, end - at));
      file.read(window, at);
      file.write(window.flip(), at);
    }
    file.sync();
  }

  /**
   * Zeros from an offset to the end, where there is anything else.
   *
   * @return up to where something stood, counted from the offset: 0 when all was zero
   */
  long clear(long from) throws IOException {
    long last = from;
    ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
    for (long at = from; at < bytes; at += WINDOW_BYTES) {
      window.clear().limit((int) Math.min(WINDOW_BYTES, bytes - at));
      int read = file.read(window, at);
      boolean anything = !isZero(window.flip());
      for (int i = read - 1; anything && i >= 0; i--) {
        if (window.get(i) != 0) {
          last = at + i + 1;
          window.clear().limit(read);
          file.write(ByteBuffer.allocate(read), at);
          break;
        }
      }
    }
    return last - from;
  }

  /**
   * Whether the first octet is zero and each is like the one before. By words, so: what a journal
   * has not used yet is looked through at each start.
   */
  private static boolean isZero(ByteBuffer window) {
    int rest = window.limit() - 1;
    return rest < 0
        || (window.get(0) == 0 && window.slice(0, rest).mismatch(window.slice(1, rest)) < 0);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
