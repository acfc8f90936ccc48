package io.sallyport.ingress.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.sallyport.ingress.Answer;
import io.sallyport.ingress.Exchange.AnswerStream;
import io.sallyport.ingress.Octets;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer's body in parts, by one of the three framings. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class Http1AnswerStream implements AnswerStream {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Http1Exchange exchange;
  private final AnswerWriter.Framing framing;
  private @Nullable Runnable writable;

  Http1AnswerStream(Http1Exchange exchange, AnswerWriter.Framing framing) {
    this.exchange = exchange;
    this.framing = framing;
  }

  AnswerWriter.Framing framing() {
    return framing;
  }

  void begin(Answer head, long bodyBytes, boolean close) {
    ChannelHandlerContext channel = exchange.channel();
    channel.write(AnswerWriter.head(channel.alloc(), head, framing, bodyBytes, close, 0));
    write(head.body());
  }

  @Override
  public void write(Buffer part) {
    if (part.length() == 0 || !exchange.isOpen()) {
      return;
    }
    ChannelHandlerContext channel = exchange.channel();
    ByteBuf bytes = ((BufferInternal) part).getByteBuf();
    if (framing == AnswerWriter.Framing.CHUNKED) {
      ByteBuf size = channel.alloc().buffer(16);
      ByteBufUtil.writeAscii(size, Integer.toHexString(part.length()));
      channel.write(size.writeByte(Octets.CR).writeByte(Octets.LF));
      channel.write(bytes);
      channel.writeAndFlush(channel.alloc().buffer(2).writeByte(Octets.CR).writeByte(Octets.LF));
    } else {
      channel.writeAndFlush(bytes);
    }
  }

  @Override
  public boolean isFull() {
    return exchange.isOpen() && !exchange.channel().channel().isWritable();
  }

  @Override
  public void whenWritable(Runnable writable) {
    this.writable = writable;
  }

  @Override
  public void end() {
    if (!exchange.isOpen()) {
      return;
    }
    ChannelHandlerContext channel = exchange.channel();
    channel.writeAndFlush(
        framing == AnswerWriter.Framing.CHUNKED
            ? Unpooled.wrappedBuffer(LAST_CHUNK)
            : Unpooled.EMPTY_BUFFER);
    exchange.streamed();
  }

  @Override
  public void abort() {
    exchange.channel().close();
  }

  void writable() {
    if (writable != null) {
      writable.run();
    }
  }
}
