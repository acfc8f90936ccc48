package io.sallyport.ingress.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.ingress.Deadlines;
import io.sallyport.ingress.http1.ConnectionRules;
import io.vertx.core.net.impl.ShutdownEvent;
import org.jspecify.annotations.Nullable;

/** What concerns an HTTP/2 connection as a whole: its silence and its end. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class Http2Connection extends ChannelInboundHandlerAdapter implements Deadlines.Timed {
  private final ConnectionRules rules;
  private @Nullable ChannelHandlerContext added;
  private int open;
  private long silentSince;
  private boolean ending;

  Http2Connection(ConnectionRules rules) {
    this.rules = rules;
    this.silentSince = rules.nanos().getAsLong();
  }

  void opened() {
    open++;
  }

  void closed() {
    open--;
    silentSince = rules.nanos().getAsLong();
    if (ending && open == 0 && added != null) {
      added.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    added = context;
  }

  /** Frames of the connection itself; the codec has already obeyed them. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    ReferenceCountUtil.release(frame);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ShutdownEvent) {
      ending = true; // the streams under way are finished first
      context.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
      if (open == 0) {
        context.close();
      }
      return;
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  @Override
  public void check(long now) {
    if (open == 0 && added != null && now - silentSince > rules.times().idle().toNanos()) {
      added.close();
    }
  }
}
