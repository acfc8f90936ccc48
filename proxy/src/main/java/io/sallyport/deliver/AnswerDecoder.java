package io.sallyport.deliver;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.List;

/**
 * Netty's decoder for answers, with bounds, and told what was asked: an answer to HEAD has no body,
 * whatever its fields say.
 */
final class AnswerDecoder extends HttpResponseDecoder {
  private static final int LINE_BYTES_MAX = 4 * 1024;
  private static final int HEAD_BYTES_MAX = 16 * 1024;
  private static final int PART_BYTES_MAX = 64 * 1024;

  private boolean bodiless;
  private boolean idle = true;

  AnswerDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LINE_BYTES_MAX)
            .setMaxHeaderSize(HEAD_BYTES_MAX)
            .setMaxChunkSize(PART_BYTES_MAX));
  }

  void expect(String method) {
    bodiless = method.equals("HEAD");
  }

  /** Whether no byte has come that belongs to no answer. */
  boolean isIdle() {
    return idle;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return bodiless || super.isContentAlwaysEmpty(message);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    super.decode(context, in, out);
    idle = !in.isReadable();
  }
}
