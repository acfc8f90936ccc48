package io.sallyport.ingress.http1;

import io.netty.buffer.ByteBuf;
import io.sallyport.ingress.FramingFault;
import io.sallyport.ingress.Octets;
import io.sallyport.verdict.Reason;

/**
 * Looks for the end of a head in what has arrived so far, each byte once. What cannot become a head
 * any more is refused at once, so that a sender who speaks something else need not wait for the
 * deadline.
 */
final class HeadFinder {
  /** How far behind the reader index everything is known to hold no end. */
  private int scanned;

  private boolean skipped;

  /**
   * Looks at what is new. One empty line before the request line is skipped (RFC 9112 §2.2).
   *
   * @return the index behind the head's last byte, or -1 while it is not there yet
   */
  int find(ByteBuf in, int bytesMax) throws FramingFault {
    if (scanned == 0) {
      if (!skipEmptyLine(in) || !in.isReadable()) {
        return -1;
      }
      if (!Octets.isToken(in.getByte(in.readerIndex()))) {
        throw FramingFault.malformed("the request line does not begin with a method");
      }
    }
    int end = in.writerIndex();
    int from = in.readerIndex() + scanned;
    while (true) {
      int lf = in.indexOf(from, end, Octets.LF);
      if (lf < 0) {
        requireAtMost(bytesMax, end - in.readerIndex());
        scanned = end - in.readerIndex();
        return -1;
      }
      if (lf == in.readerIndex() || in.getByte(lf - 1) != Octets.CR) {
        throw FramingFault.malformed("a line of the head ends without CRLF");
      }
      if (lf - in.readerIndex() >= 3 && in.getByte(lf - 2) == Octets.LF) {
        requireAtMost(bytesMax, lf + 1 - in.readerIndex());
        scanned = 0;
        skipped = false;
        return lf + 1;
      }
      from = lf + 1;
    }
  }

  /**
   * Skips one at most: how many there may be must not depend on how they come.
   *
   * @return whether it can be told that there is none, or none any more
   */
  private boolean skipEmptyLine(ByteBuf in) {
    if (skipped || in.getByte(in.readerIndex()) != Octets.CR) {
      return true;
    }
    if (in.readableBytes() < 2) {
      return false;
    }
    if (in.getByte(in.readerIndex() + 1) == Octets.LF) {
      in.skipBytes(2);
      skipped = true;
    }
    return true;
  }

  private static void requireAtMost(int bytesMax, int bytes) throws FramingFault {
    if (bytes > bytesMax) {
      throw new FramingFault(
          Reason.HEADERS_TOO_LARGE, "a head of more than " + bytesMax + " bytes");
    }
  }
}
