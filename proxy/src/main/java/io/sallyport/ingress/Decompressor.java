package io.sallyport.ingress;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes one content coding, {@code gzip} (RFC 1952) or {@code deflate} (RFC 1950), for policies
 * that ask for it. The result is bounded in bytes and by its ratio to what was sent; nothing may
 * follow the compressed data.
 */
public final class Decompressor {
  /** What is larger is undone on a worker thread. */
  static final int INLINE_BYTES_MAX = 16 * 1024;

  private static final int GZIP_HEAD_BYTES = 10;
  private static final int GZIP_TAIL_BYTES = 8;

  private final Vertx vertx;

  public Decompressor(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The body, or why there is none. */
  record Outcome(Optional<RawBody> body, Reason reason, String detail) {
    static Outcome of(RawBody body) {
      return new Outcome(Optional.of(body), Reason.BODY_ENCODING, "");
    }

    static Outcome refused(Reason reason, String detail) {
      return new Outcome(Optional.empty(), reason, detail);
    }
  }

  /** How large the body may become at most: room to be taken before it is inflated. */
  static long bytesMost(RawBody body, Acceptance acceptance) {
    long ratioMax =
        acceptance
            .decompress()
            .map(Acceptance.Decompression::ratioMax)
            .orElse(Acceptance.Decompression.RATIO_MAX_DEFAULT);
    long bytesMax = Math.min(acceptance.bodyBytesMax(), BodyCollector.BYTES_MAX);
    return Math.min(bytesMax, ratioMax * Math.max(1, body.size()));
  }

  /** Undoes the coding; {@code acceptance} has already been found to accept it. */
  Future<Outcome> inflate(RawBody body, String coding, Acceptance acceptance) {
    long most = bytesMost(body, acceptance);
    return body.size() <= INLINE_BYTES_MAX
        ? Future.succeededFuture(undo(body, coding, most))
        : vertx.executeBlocking(() -> undo(body, coding, most), false);
  }

  static Outcome undo(RawBody body, String coding, long most) {
    boolean gzip = coding.equals("gzip");
    int start = 0;
    if (gzip) {
      start = gzipHead(body);
      if (start < 0) {
        return Outcome.refused(Reason.BODY_ENCODING, "no gzip header that is understood");
      }
    }
    Inflater inflater = new Inflater(gzip);
    try {
      inflater.setInput(body.array(), body.offset() + start, body.size() - start);
      byte[] out = new byte[(int) Math.min(most, Math.max(512, body.size() * 4L))];
      int size = 0;
      while (!inflater.finished()) {
        if (size == out.length) {
          if (size == most) {
            return tooLarge(most);
          }
          out = Arrays.copyOf(out, (int) Math.min(most, out.length * 2L));
        }
        int more = inflater.inflate(out, size, out.length - size);
        size += more;
        boolean starved = inflater.needsInput() || inflater.needsDictionary();
        if (more == 0 && starved && !inflater.finished()) {
          return Outcome.refused(Reason.BODY_ENCODING, "the compressed body ends early");
        }
      }
      int left = inflater.getRemaining();
      boolean whole = gzip ? left == GZIP_TAIL_BYTES && tailHolds(body, out, size) : left == 0;
      return whole
          ? Outcome.of(RawBody.of(out).slice(0, size))
          : Outcome.refused(Reason.BODY_ENCODING, "something follows the compressed body");
    } catch (DataFormatException e) {
      return Outcome.refused(Reason.BODY_ENCODING, "the body is not what its coding says");
    } finally {
      inflater.end();
    }
  }

  private static Outcome tooLarge(long most) {
    return Outcome.refused(Reason.BODY_TOO_LARGE, "more than " + most + " bytes when inflated");
  }

  /** Where the deflated data begins; -1 for a header with options, which no sender of ours uses. */
  private static int gzipHead(RawBody body) {
    if (body.size() < GZIP_HEAD_BYTES + GZIP_TAIL_BYTES) {
      return -1;
    }
    byte[] a = body.array();
    int o = body.offset();
    boolean plain = a[o] == 0x1f && a[o + 1] == (byte) 0x8b && a[o + 2] == 8 && a[o + 3] == 0;
    return plain ? GZIP_HEAD_BYTES : -1;
  }

  private static boolean tailHolds(RawBody body, byte[] out, int size) {
    CRC32 crc = new CRC32();
    crc.update(out, 0, size);
    int at = body.offset() + body.size() - GZIP_TAIL_BYTES;
    return little(body.array(), at) == crc.getValue() && little(body.array(), at + 4) == size;
  }

  private static long little(byte[] bytes, int at) {
    return (bytes[at] & 0xffL)
        | ((bytes[at + 1] & 0xffL) << 8)
        | ((bytes[at + 2] & 0xffL) << 16)
        | ((bytes[at + 3] & 0xffL) << 24);
  }
}
