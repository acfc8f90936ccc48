package io.sallyport.deliver;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.sallyport.pipeline.Delivered;
import io.sallyport.verdict.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * The answer to a call that nobody waits for: its status decides, whatever becomes of the body. Of
 * that the beginning is kept, so that people see why; the rest is read so far that the connection
 * can be used again, and no further.
 */
final class AnswerHead implements AnswerParts {
  /** What is kept of the body. */
  static final int KEPT_BYTES_MAX = 1_024;

  /** A longer body is not read to its end: the connection is closed instead. */
  static final int READ_BYTES_MAX = 64 * 1_024;

  private final UpstreamConnection connection;
  private final Call call;
  private final Buffer kept = Buffer.buffer();
  private int status;
  private Optional<String> retryAfter = Optional.empty();
  private long received;

  AnswerHead(UpstreamConnection connection, Call call) {
    this.connection = connection;
    this.call = call;
  }

  @Override
  public void head(HttpResponse head) {
    int code = head.status().code();
    if (code == 101) {
      connection.refuse("the upstream answered 101, which nobody asked for");
    } else if (code >= 200) { // 100 and 103 say nothing yet (RFC 9110 §15.2)
      status = code;
      retryAfter = Optional.ofNullable(head.headers().get("Retry-After"));
    }
  }

  @Override
  public void content(ByteBuf part) {
    received += part.readableBytes();
    int room = Math.min(part.readableBytes(), KEPT_BYTES_MAX - kept.length());
    if (room > 0) {
      byte[] bytes = new byte[room];
      part.readBytes(bytes);
      kept.appendBytes(bytes);
    }
    if (received > READ_BYTES_MAX) {
      connection.refuse("longer than anybody reads");
    }
  }

  @Override
  public boolean isFinal() {
    return status != 0;
  }

  @Override
  public void end() {
    call.end(new Delivered.Answered(status, retryAfter, kept));
  }

  /** Once the status is there, the upstream has answered. */
  @Override
  public void broken(Reason reason, String detail) {
    if (isFinal()) {
      end();
    } else {
      call.fail(reason, detail);
    }
  }
}
