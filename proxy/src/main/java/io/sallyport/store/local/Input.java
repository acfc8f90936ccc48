package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Bytes that {@link Output} wrote. Reading past their end or a number that is none throws {@link
 * Unreadable}: the checksums say that nothing was damaged, so it was written otherwise.
 */
final class Input {
  private final ByteBuffer bytes;

  /** What was read is not of the form that was expected. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }

    Unreadable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  Input(ByteBuffer bytes) {
    this.bytes = bytes.duplicate();
  }

  Input(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  int u8() {
    try {
      return bytes.get() & 0xff;
    } catch (BufferUnderflowException e) {
      throw new Unreadable("ends too early", e);
    }
  }

  long i64() {
    try {
      return bytes.getLong();
    } catch (BufferUnderflowException e) {
      throw new Unreadable("ends too early", e);
    }
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = u8();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        if (value < 0) {
          throw new Unreadable("a number is negative");
        }
        return value;
      }
    }
    throw new Unreadable("a number does not end");
  }

  /** A count or size that must fit what is left. */
  int size() {
    long size = number();
    if (size > bytes.remaining()) {
      throw new Unreadable(size + " of something in " + bytes.remaining() + " bytes");
    }
    return (int) size;
  }

  boolean flag() {
    return u8() != 0;
  }

  Duration seconds() {
    return Duration.ofSeconds(number());
  }

  ClaimKey key() {
    return new ClaimKey(i64(), i64());
  }

  Optional<ClaimKey> optionalKey() {
    return flag() ? Optional.of(key()) : Optional.empty();
  }

  String text() {
    return new String(block(), StandardCharsets.UTF_8);
  }

  Optional<String> optionalText() {
    return flag() ? Optional.of(text()) : Optional.empty();
  }

  byte[] block() {
    byte[] block = new byte[size()];
    bytes.get(block);
    return block;
  }

  boolean isAtEnd() {
    return !bytes.hasRemaining();
  }
}
