package io.sallyport.store.local;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Where something stands in one of the sorted lists.
 *
 * @param kind which list
 * @param name the number of the integration's name
 * @param time milliseconds since 1970: when it is due, or since when it lies there
 * @param sequence among those of one time
 */
record OrderKey(Kind kind, int name, long time, long sequence) implements Comparable<OrderKey> {
  /** No integration's name has this number. */
  static final int ALL = 0;

  static final int BYTES = 1 + Integer.BYTES + 2 * Long.BYTES;

  /** The lists, in the order of their numbers. */
  enum Kind {
    /** Consignments by when they are due. */
    QUEUE(0),
    /** Dead letters by when they died. */
    DEAD(1),
    /** Cases by when they were received; the sequence tells items of a batch apart, too. */
    HELD(2),
    /** Cases that are closed, by when. */
    CLOSED(3),
    /** What other nodes must grant first, in order of receipt. */
    WAITING(4),
    /** What has become of granted events and others were not told, by when; of all integrations. */
    UNTOLD(5);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static Kind of(int number) {
      for (Kind kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      throw new Input.Unreadable("a list of number " + number);
    }
  }

  static OrderKey queue(int name, Instant due, long sequence) {
    return new OrderKey(Kind.QUEUE, name, due.toEpochMilli(), sequence);
  }

  static OrderKey dead(int name, Instant since, long sequence) {
    return new OrderKey(Kind.DEAD, name, since.toEpochMilli(), sequence);
  }

  static OrderKey held(int name, Instant received, long at, int item) {
    return new OrderKey(Kind.HELD, name, received.toEpochMilli(), at + item);
  }

  static OrderKey closed(int name, Instant since, long at, int item) {
    return new OrderKey(Kind.CLOSED, name, since.toEpochMilli(), at + item);
  }

  static OrderKey waiting(int name, long sequence) {
    return new OrderKey(Kind.WAITING, name, 0, sequence);
  }

  static OrderKey untold(Instant since, long sequence) {
    return new OrderKey(Kind.UNTOLD, ALL, since.toEpochMilli(), sequence);
  }

  /** Before every other of its list and name. */
  static OrderKey first(Kind kind, int name) {
    return new OrderKey(kind, name, 0, 0);
  }

  /** Behind every other of its list and name. */
  static OrderKey last(Kind kind, int name) {
    return new OrderKey(kind, name, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Right behind it. */
  OrderKey next() {
    return new OrderKey(kind, name, time, sequence + 1);
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .put((byte) kind.number)
        .putInt(name)
        .putLong(time)
        .putLong(sequence)
        .array();
  }

  static OrderKey of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new OrderKey(Kind.of(in.get()), in.getInt(), in.getLong(), in.getLong());
  }

  @Override
  public int compareTo(OrderKey other) {
    int order = Integer.compare(kind.number, other.kind.number);
    if (order == 0) {
      order = Integer.compare(name, other.name);
    }
    if (order == 0) {
      order = Long.compare(time, other.time);
    }
    return order == 0 ? Long.compare(sequence, other.sequence) : order;
  }
}
