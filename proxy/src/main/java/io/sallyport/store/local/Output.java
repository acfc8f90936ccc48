package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Bytes that are being written, growing as needed. Integers are big-endian or LEB128. */
final class Output {
  private static final int GROW_TO_AT_LEAST = 256;

  private byte[] bytes;
  private int size;

  Output(int expectedBytes) {
    bytes = new byte[Math.max(16, expectedBytes)];
  }

  Output u8(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  Output i64(long value) {
    room(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >> shift);
    }
    return this;
  }

  /** A number that is not negative, seven bits a byte, the least first. */
  Output number(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("not negative: " + value);
    }
    room(10);
    long rest = value;
    while (rest > 0x7f) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  Output flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  Output seconds(Duration duration) {
    return number(duration.toSeconds());
  }

  Output key(ClaimKey key) {
    return i64(key.high()).i64(key.low());
  }

  Output key(Optional<ClaimKey> key) {
    flag(key.isPresent());
    return key.isPresent() ? key(key.get()) : this;
  }

  Output text(String text) {
    return block(text.getBytes(StandardCharsets.UTF_8));
  }

  Output text(Optional<String> text) {
    flag(text.isPresent());
    return text.isPresent() ? text(text.get()) : this;
  }

  /** With its length before it. */
  Output block(byte[] block) {
    return block(block, 0, block.length);
  }

  Output block(byte[] from, int offset, int length) {
    number(length);
    return raw(from, offset, length);
  }

  Output raw(byte[] from, int offset, int length) {
    room(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
    return this;
  }

  int size() {
    return size;
  }

  /** The array in which the bytes stand, from 0, {@link #size()} of them. */
  byte[] array() {
    return bytes;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  ByteBuffer toBuffer() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      int wanted = Math.max(GROW_TO_AT_LEAST, Math.max(size + more, 2 * bytes.length));
      bytes = Arrays.copyOf(bytes, wanted);
    }
  }
}
