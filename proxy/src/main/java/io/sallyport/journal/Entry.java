package io.sallyport.journal;

import java.nio.ByteBuffer;

/**
 * One record to be written, or one that was read.
 *
 * @param kind what it is; the journal only keeps it
 * @param bytes its content, position to limit; at most {@link Groups#RECORD_BYTES_MAX}
 */
public record Entry(byte kind, ByteBuffer bytes) {
  public Entry {
    if (bytes.remaining() > Groups.RECORD_BYTES_MAX) {
      throw new IllegalArgumentException("a record of " + bytes.remaining() + " bytes");
    }
    bytes = bytes.slice();
  }

  /** Its bytes as a view of their own. */
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }
}
