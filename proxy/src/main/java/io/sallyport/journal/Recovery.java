package io.sallyport.journal;

import io.sallyport.journal.Groups.Group;
import io.sallyport.journal.Groups.Placed;
import io.sallyport.journal.Journal.Tail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads what a process before us has left.
 *
 * <p>What is no whole group at the very end of the last segment is a write that a crash cut short:
 * it was never promised, and is cut. What is no whole group anywhere else is damage: it is named,
 * what stands behind it is still told, and nothing is ever written into that segment again.
 */
final class Recovery {
  private final Disk disk;
  private final Position from;
  private final Journal.Reader reader;
  private final TreeMap<Long, Segment> segments = new TreeMap<>();
  private final List<Damage> damages = new ArrayList<>();

  private Tail tail = new Tail(0, 1, new byte[Groups.HASH_BYTES]);
  private boolean chained;
  private long cutBytes;

  /**
   * What was found.
   *
   * @param tail where the next group goes, were it written into the last segment
   * @param sealed whether it must not be, because that segment is damaged
   */
  record Found(
      TreeMap<Long, Segment> segments,
      List<Damage> damages,
      Tail tail,
      boolean sealed,
      long cutBytes) {}

  Recovery(Disk disk, Position from, Journal.Reader reader) {
    this.disk = disk;
    this.from = from;
    this.reader = reader;
  }

  Found run() throws IOException {
    open();
    boolean sealed = false;
    for (Segment segment : segments.values()) {
      boolean last = segment == segments.lastEntry().getValue();
      if (!last && segment.number() < from.segment()) {
        continue;
      }
      sealed = read(segment, last);
    }
    return new Found(segments, damages, tail, sealed, cutBytes);
  }

  /** Tells the whole groups of a segment, without looking at how they are chained. */
  static void tell(Segment segment, long end, Position from, Journal.Reader reader)
      throws IOException {
    long at = SegmentHead.BYTES;
    while (at < end) {
      Optional<Group> group = segment.group(at);
      if (group.isEmpty()) {
        Optional<Long> next = segment.nextWhole(at + Groups.ALIGNMENT);
        if (next.isEmpty()) {
          return;
        }
        at = next.get();
        continue;
      }
      for (Placed placed : group.get().records()) {
        Position position = new Position(segment.number(), (int) (at + placed.offset()));
        if (position.compareTo(from) >= 0) {
          reader.record(position, placed.entry());
        }
      }
      at += group.get().length();
    }
  }

  private void open() throws IOException {
    for (String name : disk.names()) {
      Optional<Long> number = Segment.number(name);
      if (number.isPresent()) {
        segments.put(number.get(), Segment.open(disk.open(name), number.get()));
      }
    }
    long expected = segments.isEmpty() ? 0 : segments.firstKey();
    if (from.segment() > 0 && expected > from.segment()) {
      damages.add(new Damage(Segment.name(from.segment()), 0, "the file is missing"));
    }
    for (long number : segments.keySet()) {
      if (number != expected) {
        damages.add(new Damage(Segment.name(expected), 0, "the file is missing"));
      }
      expected = number + 1;
    }
  }

  /** Returns whether the segment is damaged. */
  private boolean read(Segment segment, boolean last) throws IOException {
    boolean damaged = !follow(segment);
    long at = SegmentHead.BYTES;
    while (true) {
      Optional<Group> group = segment.group(at);
      if (group.isPresent()) {
        tell(segment, at, group.get());
        at += group.get().length();
        continue;
      }
      Optional<Long> next = segment.nextWhole(at + Groups.ALIGNMENT);
      if (next.isEmpty()) {
        break;
      }
      damages.add(
          new Damage(
              segment.name(), at, (next.get() - at) + " bytes are not what was written there"));
      damaged = true;
      chained = false;
      at = next.get();
    }
    tail = new Tail(at, tail.sequence(), tail.previous());
    if (last) {
      damaged |= end(segment, damaged, at);
    }
    return damaged;
  }

  /**
   * The head of a segment continues the one before it, or names where the chain begins.
   *
   * @return whether it can be read
   */
  private boolean follow(Segment segment) {
    if (segment.head().isEmpty()) {
      damages.add(new Damage(segment.name(), 0, "its head is not what was written there"));
      chained = false;
      return false;
    }
    SegmentHead head = segment.head().get();
    if (chained
        && (head.firstSequence() != tail.sequence()
            || !Arrays.equals(head.previous(), tail.previous()))) {
      damages.add(new Damage(segment.name(), 0, "it does not continue the segment before it"));
    }
    tail = new Tail(SegmentHead.BYTES, head.firstSequence(), head.previous());
    chained = true;
    return true;
  }

  private void tell(Segment segment, long at, Group group) throws IOException {
    if (chained
        && (group.sequence() != tail.sequence()
            || !Arrays.equals(group.previous(), tail.previous()))) {
      damages.add(new Damage(segment.name(), at, "a group does not continue the one before it"));
    }
    chained = true;
    tail = new Tail(at + group.length(), group.sequence() + 1, group.hash());
    for (Placed placed : group.records()) {
      Position position = new Position(segment.number(), (int) (at + placed.offset()));
      if (position.compareTo(from) >= 0) {
        reader.record(position, placed.entry());
      }
    }
  }

  /** Cuts what is left of a torn write, and makes sure that the rest is on the disk. */
  private boolean end(Segment segment, boolean damaged, long at) throws IOException {
    if (damaged) {
      return true; // left as it is, for whoever examines it
    }
    cutBytes = segment.clear(at);
    segment.rewrite(at);
    return false;
  }
}
