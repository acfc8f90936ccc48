package io.sallyport.ingress.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sallyport.ingress.Answer;
import io.sallyport.ingress.Octets;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/**
 * Writes the head of an answer. The framing fields are written here and nowhere else; whatever the
 * answer itself says of them is left out, and what could end a field line is replaced.
 */
final class AnswerWriter implements BiConsumer<String, String> {
  private static final int HEAD_BYTES_ESTIMATE = 512;
  private static final int NO_CONTENT = 204;
  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] CRLF = ascii("\r\n");
  private static final byte[][] STATUS_LINES = new byte[600][];

  static {
    for (int status = 200; status < STATUS_LINES.length; status++) {
      STATUS_LINES[status] = statusLine(status);
    }
  }

  /** How the body of an answer is framed. */
  enum Framing {
    LENGTH,
    CHUNKED,
    /** By the end of the connection; for HTTP/1.0. */
    CLOSE
  }

  private final ByteBuf out;

  private AnswerWriter(ByteBuf out) {
    this.out = out;
  }

  /**
   * Writes a head and its body into one buffer, so that they leave in one packet.
   *
   * @param withBody false for the answer to HEAD: the length is told, the body is not
   */
  static ByteBuf whole(
      ByteBufAllocator allocator, Answer answer, Framing framing, boolean close, boolean withBody) {
    Buffer body = answer.body();
    int extra = withBody ? body.length() : 0;
    ByteBuf out = head(allocator, answer, framing, body.length(), close, extra);
    return withBody ? out.writeBytes(((BufferInternal) body).getByteBuf()) : out;
  }

  /**
   * Writes a head, with the empty line.
   *
   * @param bodyBytes the value of Content-Length where the framing is by length
   * @param extraBytes room to leave behind it
   */
  static ByteBuf head(
      ByteBufAllocator allocator,
      Answer answer,
      Framing framing,
      long bodyBytes,
      boolean close,
      int extraBytes) {
    ByteBuf out = allocator.buffer(HEAD_BYTES_ESTIMATE + extraBytes);
    out.writeBytes(STATUS_LINES[answer.status()]);
    answer.fields().forEach(new AnswerWriter(out));
    if (framing == Framing.LENGTH && answer.status() != NO_CONTENT) {
      out.writeBytes(LENGTH);
      ByteBufUtil.writeAscii(out, Long.toString(bodyBytes));
      out.writeBytes(CRLF);
    } else if (framing == Framing.CHUNKED) {
      out.writeBytes(CHUNKED);
    }
    if (close) {
      out.writeBytes(CLOSE);
    }
    out.writeBytes(CRLF);
    return out;
  }

  @Override
  public void accept(String name, String value) {
    if (frames(name)) {
      return;
    }
    out.ensureWritable(name.length() + value.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      out.writeByte(c < 0x80 && Octets.isToken((byte) c) ? c : '-');
    }
    out.writeByte(':').writeByte(' ');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      out.writeByte(c < 0x100 && Octets.isValue((byte) c) ? c : '?');
    }
    out.writeBytes(CRLF);
  }

  private static boolean frames(String name) {
    return switch (name.length()) {
      case 0 -> true;
      case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
      case 14 -> name.equalsIgnoreCase("content-length");
      case 17 -> name.equalsIgnoreCase("transfer-encoding");
      default -> false;
    };
  }

  private static byte[] statusLine(int status) {
    return ascii(
        new String(VERSION, StandardCharsets.US_ASCII)
            + status
            + " "
            + HttpResponseStatus.valueOf(status).reasonPhrase()
            + "\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
