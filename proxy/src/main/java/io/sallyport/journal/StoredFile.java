package io.sallyport.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One file of the journal. Every method blocks. */
public interface StoredFile extends Closeable {
  /** Bytes in the file. */
  long size() throws IOException;

  /**
   * Fills the buffer from {@code at} on.
   *
   * @return how many bytes were there; fewer than asked for only at the end of the file
   */
  int read(ByteBuffer into, long at) throws IOException;

  /** Writes all that remains in the buffer. */
  void write(ByteBuffer from, long at) throws IOException;

  /**
   * Returns when what was written is on the disk (fdatasync). After a failure nobody knows what is:
   * the system forgets pages it could not write and reports the fault once, so a second call that
   * succeeds proves nothing.
   */
  void sync() throws IOException;
}
