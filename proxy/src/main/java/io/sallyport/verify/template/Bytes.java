package io.sallyport.verify.template;

/** Bytes that grow at their end. */
final class Bytes {
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

  private void room(int more) {
    if (array.length - size < more) {
      int wanted = Math.addExact(size, more);
      array = java.util.Arrays.copyOf(array, (int) Math.min(Math.max(wanted, 2L * size), MAX));
    }
  }

  private static final int MAX = Integer.MAX_VALUE - 8;
}
