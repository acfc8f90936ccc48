package io.sallyport.ingress.http1;

import io.netty.buffer.ByteBuf;
import io.sallyport.ingress.FramingFault;
import io.sallyport.ingress.Octets;

/**
 * A chunked body (RFC 9112 §7.1), strictly: CRLF ends every line, a size is 1 to 7 hexadecimal
 * digits without white space, extensions are skipped but bounded, trailers are refused.
 *
 * <p>Chunk lines are bounded in total, too, so that a body of single bytes cannot cost much more to
 * read than it weighs.
 */
final class ChunkedBody implements BodyReader {
  private static final int SIZE_DIGITS_MAX = 7;
  private static final int LINE_BYTES_MAX = 256;
  private static final long OVERHEAD_BYTES_FREE = 16 * 1024;
  private static final int OVERHEAD_PER_BYTE_MAX = 8;

  private enum Part {
    SIZE,
    DATA,
    DATA_END,
    LAST_END
  }

  private Part part = Part.SIZE;
  private int left;
  private long taken;
  private long overhead;

  @Override
  public boolean read(ByteBuf in, Sink sink) throws FramingFault {
    while (in.isReadable()) {
      if (part == Part.LAST_END) {
        return readLineEnd(in, "a body with trailers");
      }
      boolean read =
          switch (part) {
            case SIZE -> readSize(in);
            case DATA -> readData(in, sink);
            default -> readDataEnd(in);
          };
      if (!read) {
        return false;
      }
    }
    return false;
  }

  private boolean readData(ByteBuf in, Sink sink) throws FramingFault {
    int now = Math.min(left, in.readableBytes());
    sink.take(in, now);
    taken += now;
    left -= now;
    if (left == 0) {
      part = Part.DATA_END;
    }
    return true;
  }

  private boolean readDataEnd(ByteBuf in) throws FramingFault {
    if (!readLineEnd(in, "a chunk is not as long as it says")) {
      return false;
    }
    part = Part.SIZE;
    return true;
  }

  private boolean readSize(ByteBuf in) throws FramingFault {
    int start = in.readerIndex();
    int stop = in.indexOf(start, Math.min(in.writerIndex(), start + LINE_BYTES_MAX), Octets.LF);
    if (stop < 0) {
      if (in.readableBytes() >= LINE_BYTES_MAX) {
        throw FramingFault.malformed("a chunk line without end");
      }
      refuseEarly(in, start);
      return false;
    }
    if (stop == start || in.getByte(stop - 1) != Octets.CR) {
      throw FramingFault.malformed("a chunk line that does not end in CRLF");
    }
    left = size(in, start, stop - 1);
    in.readerIndex(stop + 1);
    overhead += stop + 3L - start;
    if (overhead > OVERHEAD_BYTES_FREE + taken * OVERHEAD_PER_BYTE_MAX) {
      throw FramingFault.malformed("chunk lines outweigh the body");
    }
    part = left == 0 ? Part.LAST_END : Part.DATA;
    return true;
  }

  /** A line that cannot become a chunk line is answered at once, not at the deadline. */
  private static void refuseEarly(ByteBuf in, int start) throws FramingFault {
    if (Octets.hex(in.getByte(start)) < 0) {
      throw FramingFault.malformed("a chunk without a size");
    }
  }

  private static int size(ByteBuf in, int start, int end) throws FramingFault {
    int size = 0;
    int at = start;
    while (at < end) {
      int digit = Octets.hex(in.getByte(at));
      if (digit < 0) {
        break;
      }
      if (at - start == SIZE_DIGITS_MAX) {
        throw FramingFault.malformed("a chunk size of more than " + SIZE_DIGITS_MAX + " digits");
      }
      size = (size << 4) | digit;
      at++;
    }
    if (at == start) {
      throw FramingFault.malformed("a chunk without a size");
    }
    if (at < end && in.getByte(at) != ';') {
      throw FramingFault.malformed("a chunk size followed by something else");
    }
    for (; at < end; at++) {
      byte b = in.getByte(at);
      if (!Octets.isValue(b) || b < 0) {
        throw FramingFault.malformed("a chunk extension with a control character");
      }
    }
    return size;
  }

  private static boolean readLineEnd(ByteBuf in, String otherwise) throws FramingFault {
    int start = in.readerIndex();
    if (in.getByte(start) != Octets.CR) {
      throw FramingFault.malformed(otherwise);
    }
    if (in.readableBytes() < 2) {
      return false;
    }
    if (in.getByte(start + 1) != Octets.LF) {
      throw FramingFault.malformed(otherwise);
    }
    in.skipBytes(2);
    return true;
  }
}
