package io.sallyport.verify.template;

import io.sallyport.webhook.RawBody;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run of bytes inside an array that nobody writes to any more. Ordered as unsigned bytes. */
final class Slice implements Comparable<Slice> {
  static final Slice EMPTY = new Slice(new byte[0], 0, 0);

  final byte[] array;
  final int offset;
  final int length;

  Slice(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  static Slice of(byte[] bytes) {
    return new Slice(bytes, 0, bytes.length);
  }

  static Slice of(RawBody body) {
    return new Slice(body.array(), body.offset(), body.size());
  }

  static Slice ofUtf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Header fields and request targets: one character is one byte. */
  static Slice ofLatin1(String text) {
    return of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  byte at(int index) {
    return array[offset + index];
  }

  Slice sub(int from, int to) {
    return from == 0 && to == length ? this : new Slice(array, offset + from, to - from);
  }

  /** The place of the byte at or after {@code from}; −1 when there is none. */
  int indexOf(byte wanted, int from) {
    for (int i = from; i < length; i++) {
      if (array[offset + i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** The place of the run of bytes at or after {@code from}; −1 when there is none. */
  int indexOf(byte[] wanted, int from) {
    for (int i = from; i <= length - wanted.length; i++) {
      int at = offset + i;
      if (Arrays.equals(array, at, at + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Without the spaces and tabs at both ends. */
  Slice trimmed() {
    int from = 0;
    int to = length;
    while (from < to && isBlank(at(from))) {
      from++;
    }
    while (to > from && isBlank(at(to - 1))) {
      to--;
    }
    return sub(from, to);
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || value == '\t';
  }

  /** The bytes as an array of their own; the array itself where that is exactly them. */
  byte[] toBytes() {
    return offset == 0 && length == array.length
        ? array
        : Arrays.copyOfRange(array, offset, offset + length);
  }

  boolean is(byte[] other) {
    return Arrays.equals(array, offset, offset + length, other, 0, other.length);
  }

  /** The bytes read as UTF-8; empty when they are not valid UTF-8. */
  Optional<String> asUtf8() {
    if (isAscii()) {
      return Optional.of(new String(array, offset, length, StandardCharsets.US_ASCII));
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(array, offset, length))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private boolean isAscii() {
    for (int i = offset; i < offset + length; i++) {
      if (array[i] < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(Slice other) {
    return Arrays.compareUnsigned(
        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Slice slice && compareTo(slice) == 0;
  }

  @Override
  public int hashCode() {
    return ByteBuffer.wrap(array, offset, length).hashCode();
  }

  /** The size only: what a request carries must not reach a log by chance. */
  @Override
  public String toString() {
    return "Slice[" + length + " bytes]";
  }
}
