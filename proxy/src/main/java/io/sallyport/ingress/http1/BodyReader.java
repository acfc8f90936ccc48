package io.sallyport.ingress.http1;

import io.netty.buffer.ByteBuf;
import io.sallyport.ingress.FramingFault;

/** Takes a body off the wire by one of the two framings of RFC 9112 §6. */
interface BodyReader {
  /** Takes the next bytes of the body, in order; may end the reading by throwing. */
  @FunctionalInterface
  interface Sink {
    /** Takes {@code length} bytes from the reader index of {@code in}, and must consume them. */
    void take(ByteBuf in, int length) throws FramingFault;
  }

  /**
   * Reads as much as is there.
   *
   * @return whether the body is complete; what follows in {@code in} is not part of it
   * @throws FramingFault when the bytes are no body in this framing, or the sink will have no more
   */
  boolean read(ByteBuf in, Sink sink) throws FramingFault;

  /** A body of an announced length. */
  static BodyReader ofLength(long length) {
    return new BodyReader() {
      private long left = length;

      @Override
      public boolean read(ByteBuf in, Sink sink) throws FramingFault {
        int now = (int) Math.min(left, in.readableBytes());
        if (now > 0) {
          sink.take(in, now);
          left -= now;
        }
        return left == 0;
      }
    };
  }
}
