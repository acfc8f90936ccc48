package io.sallyport.ingress.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;

/**
 * The end of a connection whose peer is still sending: our side is closed, the peer's is read and
 * dropped until it ends, too, or a deadline or a size is reached (RFC 9112 §9.6). Closing both at
 * once makes TCP reset the connection, and with it the answer that the peer has not read yet.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class Lingering {
  private static final long DROPPED_BYTES_MAX = 64L << 20;

  private final ChannelHandlerContext channel;
  private long dropped;

  private Lingering(ChannelHandlerContext channel) {
    this.channel = channel;
  }

  /** Closes our side once everything is written. */
  static Lingering begin(ChannelHandlerContext channel, boolean tls) {
    if (!channel.channel().config().isAutoRead()) {
      channel.channel().config().setAutoRead(true);
    }
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (!tls && channel.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
              }
            });
    return new Lingering(channel);
  }

  /** Closes both sides once everything is written. */
  static void close(ChannelHandlerContext channel) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  void drop(ByteBuf in) {
    dropped += in.readableBytes();
    in.release();
    if (dropped > DROPPED_BYTES_MAX) {
      channel.close();
    }
  }
}
