package io.sallyport.ingress.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.sallyport.ingress.Deadlines;
import io.sallyport.ingress.http1.ConnectionRules;
import io.sallyport.ingress.http1.Http1Connections;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells HTTP/2 by prior knowledge (RFC 9113 §3.3) from HTTP/1.1 by the first bytes, then makes room
 * for one of them. No request in HTTP/1.1 begins with the method {@code PRI}: it is reserved for
 * this.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class PrefaceSniffer extends ByteToMessageDecoder implements Deadlines.Timed {
  private static final byte[] BEGINNING = "PRI * HTTP/2.0\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Http2Connections http2;
  private final Http1Connections http1;
  private final ConnectionRules rules;
  private final long opened;
  private @Nullable ChannelHandlerContext waiting;

  PrefaceSniffer(Http2Connections http2, Http1Connections http1, ConnectionRules rules) {
    this.http2 = http2;
    this.http1 = http1;
    this.rules = rules;
    this.opened = rules.nanos().getAsLong();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    waiting = context;
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    waiting = null;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int there = Math.min(in.readableBytes(), BEGINNING.length);
    for (int i = 0; i < there; i++) {
      if (in.getByte(in.readerIndex() + i) != BEGINNING[i]) {
        http1.install(context.pipeline());
        context.pipeline().remove(this); // passes on what it has read
        return;
      }
    }
    if (there == BEGINNING.length) {
      http2.install(context.pipeline());
      context.pipeline().remove(this);
    }
  }

  @Override
  public void check(long now) {
    if (waiting != null && now - opened > rules.times().head().toNanos()) {
      waiting.close();
    }
  }
}
