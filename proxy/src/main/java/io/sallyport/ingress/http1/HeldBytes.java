package io.sallyport.ingress.http1;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/** What a connection has received and not yet read. It owns the buffer. */
final class HeldBytes {
  private @Nullable ByteBuf held;

  /** Takes over {@code in}. */
  void add(ByteBuf in) {
    held = held == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(in.alloc(), held, in);
  }

  /** Whether nothing waits to be read. */
  boolean isEmpty() {
    return held == null || !held.isReadable();
  }

  /** The buffer to read from; nothing where {@link #isEmpty}. */
  @Nullable ByteBuf readable() {
    return isEmpty() ? null : held;
  }

  /**
   * A sender may cut its packets so that a part of the next request is always there: what has been
   * read before that part must not stay, or the buffer would grow for as long as the connection
   * lasts.
   */
  void dropWhatIsRead() {
    if (held == null) {
      return;
    }
    if (!held.isReadable()) {
      release();
    } else if (held.refCnt() == 1 && !held.isReadOnly()) {
      held.discardSomeReadBytes();
    }
  }

  void release() {
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
