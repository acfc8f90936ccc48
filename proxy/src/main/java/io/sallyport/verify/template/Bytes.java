package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import java.util.Arrays;

/** Bytes that grow at their end, up to {@link #VALUE_BYTES_MAX}. */
final class Bytes {
  /**
   * No value that a template makes is larger: sixteen {@code hex} in a row, or a {@code replace} by
   * a long text, would make a gigabyte of one request.
   */
  static final int VALUE_BYTES_MAX = 64 << 20;

  private byte[] array;
  private int size;

  Bytes(int expected) {
    array = new byte[Math.max(16, expected)];
  }

  static Slice concat(Slice left, Slice right) {
    return new Bytes(left.length + right.length).add(left).add(right).toSlice();
  }

  Bytes add(int value) {
    room(1);
    array[size++] = (byte) value;
    return this;
  }

  Bytes add(Slice slice) {
    room(slice.length);
    System.arraycopy(slice.array, slice.offset, array, size, slice.length);
    size += slice.length;
    return this;
  }

  int size() {
    return size;
  }

  Slice toSlice() {
    return new Slice(array, 0, size);
  }

  /** Refuses a value, or values together, of more than {@link #VALUE_BYTES_MAX}. */
  static void checkSize(long bytes) {
    if (bytes > VALUE_BYTES_MAX) {
      throw new Unreadable(
          Reason.SIGNED_PART_MALFORMED,
          "a template's value is larger than " + (VALUE_BYTES_MAX >> 20) + " MiB");
    }
  }

  private void room(int more) {
    if (array.length - size < more) {
      long wanted = (long) size + more;
      checkSize(wanted);
      array = Arrays.copyOf(array, (int) Math.max(wanted, Math.min(2L * size, VALUE_BYTES_MAX)));
    }
  }
}
