package io.sallyport.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The exact bytes of a body. What is verified, shown and forwarded is this object; it is wrapped
 * once, never copied on the way and never changed.
 *
 * <p>The array given to {@link #of} belongs to the body from then on: the caller must not write to
 * it again. {@link #array} hands out the same array for reading only.
 */
public final class RawBody {
  private static final RawBody EMPTY = new RawBody(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int size;
  private byte @Nullable [] sha256;

  private RawBody(byte[] array, int offset, int size) {
    this.array = array;
    this.offset = offset;
    this.size = size;
  }

  /** Wraps the bytes without copying them. */
  public static RawBody of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new RawBody(bytes, 0, bytes.length);
  }

  /** The body of a text in UTF-8; for tests and examples. */
  public static RawBody ofText(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  public static RawBody empty() {
    return EMPTY;
  }

  /** The number of bytes. */
  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The array that holds the body, from {@link #offset()}, {@link #size()} bytes. Read only. */
  public byte[] array() {
    return array;
  }

  public int offset() {
    return offset;
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(array, offset, offset + size);
  }

  /**
   * A part of this body, sharing its array.
   *
   * @param start first byte, inclusive, counted from the start of this body
   * @param end last byte, exclusive
   */
  public RawBody slice(int start, int end) {
    if (start < 0 || end < start || end > size) {
      throw new IndexOutOfBoundsException("slice " + start + ".." + end + " of " + size + " bytes");
    }
    return new RawBody(array, offset + start, end - start);
  }

  /** The SHA-256 of the bytes, 32 bytes; computed on first use. The caller must not write to it. */
  public byte[] sha256() {
    byte[] known = sha256;
    if (known == null) {
      known = Digests.sha256(array, offset, size);
      sha256 = known;
    }
    return known;
  }

  /** {@link #sha256()} in lower-case hex. */
  public String sha256Hex() {
    return HexFormat.of().formatHex(sha256());
  }

  /** A view as text, for messages and JSON; never for anything that is signed. */
  public String asText() {
    return new String(array, offset, size, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RawBody body
        && Arrays.equals(
            array, offset, offset + size, body.array, body.offset, body.offset + body.size);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + size; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /**
   * The size only: a body may hold tokens and personal data, and must not reach a log by chance.
   */
  @Override
  public String toString() {
    return "RawBody[" + size + " bytes]";
  }
}
