package io.sallyport.journal;

import java.util.Comparator;

/**
 * Where a record stands.
 *
 * @param segment the number of the segment, from 1
 * @param offset of the record's first byte in the segment's file
 */
public record Position(long segment, int offset) implements Comparable<Position> {
  /** Before everything. */
  public static final Position START = new Position(0, 0);

  private static final Comparator<Position> ORDER =
      Comparator.comparingLong(Position::segment).thenComparingInt(Position::offset);

  public Position {
    if (segment < 0 || offset < 0) {
      throw new IllegalArgumentException("a position is not negative");
    }
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return segment + ":" + offset;
  }
}
