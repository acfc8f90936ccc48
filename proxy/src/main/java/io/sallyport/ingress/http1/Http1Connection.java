package io.sallyport.ingress.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.sallyport.ingress.Answer;
import io.sallyport.ingress.Deadlines;
import io.sallyport.ingress.FramingFault;
import io.sallyport.ingress.Front;
import io.sallyport.ingress.Peer;
import io.sallyport.verdict.Reason;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection: one request at a time, from its first byte to the last byte of its
 * answer. A sender that pipelines is served in order; what it sends ahead waits unread.
 *
 * <p>A framing fault ends the connection: nobody can say where the next request begins. An answer
 * given before the body was read ends it, too; what is still on its way is then read and dropped
 * for a moment, because closing at once would destroy the answer.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class Http1Connection extends ChannelInboundHandlerAdapter implements Deadlines.Timed {
  private static final ByteBuf CONTINUE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
              .asReadOnly());

  private final Front front;
  private final ConnectionRules rules;
  private final ContextInternal context;
  private final Peer peer;
  private final HeadFinder finder = new HeadFinder();
  private final HeldBytes held = new HeldBytes();
  private final PhaseClock phase;

  private @Nullable ChannelHandlerContext added;
  private @Nullable Http1Exchange exchange;
  private @Nullable BodyReader unread;
  private @Nullable Lingering lingering;
  private boolean advancing;
  private boolean shuttingDown;

  /**
   * A connection that has just been opened.
   *
   * @param context the context of its event loop
   */
  Http1Connection(Front front, ConnectionRules rules, ContextInternal context, Peer peer) {
    this.front = front;
    this.rules = rules;
    this.context = context;
    this.peer = peer;
    this.phase = new PhaseClock(rules.nanos());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    added = context;
  }

  @Override
  public void channelRead(ChannelHandlerContext reading, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (lingering != null) {
      lingering.drop(in);
      return;
    }
    held.add(in);
    dispatch(this::advance);
    if (!held.isEmpty() && (phase.is(Phase.BUSY) || phase.is(Phase.WRITING))) {
      reading.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext inactive) {
    phase.enter(Phase.ENDING);
    held.release();
    Http1Exchange open = exchange;
    exchange = null;
    if (open != null) {
      dispatch(open::gone);
    }
    inactive.fireChannelInactive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) {
    Http1Exchange open = exchange;
    if (open != null && changed.channel().isWritable()) {
      dispatch(open::writable);
    }
    changed.fireChannelWritabilityChanged();
  }

  /** A reset, a broken TLS record: whatever it was, this connection is over. */
  @Override
  public void exceptionCaught(ChannelHandlerContext caught, Throwable cause) {
    caught.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext triggered, Object event) {
    if (event instanceof ShutdownEvent) {
      if (exchange == null) {
        triggered.close(); // or the listener would wait its whole drain time for an idle peer
      } else {
        shuttingDown = true; // the request under way is finished first
      }
      return;
    }
    triggered.fireUserEventTriggered(event);
  }

  @Override
  public void check(long now) {
    ConnectionTimes times = rules.times();
    switch (phase.current()) {
      case IDLE -> closeAfter(times.idle(), now);
      case HEAD -> {
        if (phase.isOver(times.head(), now)) {
          refuse(new FramingFault(Reason.REQUEST_TIMEOUT, "the head took too long"));
        }
      }
      case BODY -> {
        if (phase.isOver(times.body(), now)) {
          breakBody(new FramingFault(Reason.REQUEST_TIMEOUT, "the body took too long"));
        }
      }
      case BUSY -> {}
      case WRITING -> {
        if (phase.isStalled(pendingBytes(), times.write(), now)) {
          channel().close();
        }
      }
      case ENDING -> closeAfter(lingering == null ? times.write() : times.linger(), now);
    }
  }

  private void closeAfter(Duration limit, long now) {
    if (phase.isOver(limit, now)) {
      channel().close();
    }
  }

  /** What the peer has not taken yet. */
  private long pendingBytes() {
    ChannelOutboundBuffer out = channel().channel().unsafe().outboundBuffer();
    return out == null ? 0 : out.totalPendingWriteBytes();
  }

  // --- what the exchange asks for

  Peer peer() {
    return peer;
  }

  /** Begins to read the body of the current request. */
  void receiveBody(boolean awaitsContinue) {
    if (unread == null) {
      completeBody();
      return;
    }
    if (awaitsContinue && held.isEmpty()) {
      channel().writeAndFlush(CONTINUE.duplicate());
    }
    phase.enter(Phase.BODY);
    resumeReading();
    advance();
  }

  /** Whether the connection ends with the answer to the current request. */
  boolean closesAfterAnswer(boolean keepAlive) {
    return !keepAlive || shuttingDown || unread != null;
  }

  /** An answer is being written. */
  void writing() {
    phase.enter(Phase.WRITING);
  }

  /** The answer is written to its end. */
  void answered(boolean close) {
    exchange = null;
    if (close) {
      end();
      return;
    }
    phase.enter(Phase.IDLE);
    resumeReading();
    advance();
  }

  ChannelHandlerContext channel() {
    ChannelHandlerContext known = added;
    if (known == null) {
      throw new IllegalStateException("used before it was added to a channel");
    }
    return known;
  }

  void dispatch(Runnable task) {
    ContextInternal previous = context.beginDispatch();
    try {
      task.run();
    } finally {
      context.endDispatch(previous);
    }
  }

  // --- reading

  private void advance() {
    if (advancing) {
      return; // the loop below is already running and sees the new phase
    }
    advancing = true;
    try {
      boolean more = true;
      while (more) {
        more =
            switch (phase.current()) {
              case IDLE, HEAD -> readHead();
              case BODY -> readBody();
              default -> false;
            };
      }
    } finally {
      advancing = false;
    }
    held.dropWhatIsRead();
  }

  private boolean readHead() {
    ByteBuf in = held.readable();
    if (in == null) {
      return false;
    }
    if (phase.is(Phase.IDLE)) {
      phase.enter(Phase.HEAD);
    }
    try {
      int end = finder.find(in, rules.limits().bytesMax());
      if (end < 0) {
        return false;
      }
      byte[] bytes = new byte[end - in.readerIndex()];
      in.readBytes(bytes);
      arrived(HeadParser.parse(bytes, rules.limits()));
      return true;
    } catch (FramingFault fault) {
      refuse(fault);
      return false;
    }
  }

  private void arrived(HeadParser.Parsed parsed) {
    if (parsed.chunked()) {
      unread = new ChunkedBody();
    } else {
      unread = parsed.head().hasBody() ? BodyReader.ofLength(parsed.head().bodyBytes()) : null;
    }
    Http1Exchange arrived = new Http1Exchange(this, parsed);
    exchange = arrived;
    phase.enter(Phase.BUSY);
    front.arrived(arrived);
  }

  private boolean readBody() {
    ByteBuf in = held.readable();
    if (in == null || exchange == null || unread == null) {
      return false;
    }
    try {
      if (!unread.read(in, exchange::take)) {
        return false;
      }
    } catch (FramingFault fault) {
      breakBody(fault);
      return false;
    }
    unread = null;
    completeBody();
    return true;
  }

  private void completeBody() {
    phase.enter(Phase.BUSY);
    if (exchange != null) {
      exchange.complete();
    }
  }

  private void breakBody(FramingFault fault) {
    phase.enter(Phase.BUSY);
    if (exchange != null) {
      Http1Exchange open = exchange;
      dispatch(() -> open.broken(fault));
    }
  }

  private void refuse(FramingFault fault) {
    Answer answer = front.malformed(peer, fault.reason(), fault.detail());
    ByteBuf out =
        AnswerWriter.whole(channel().alloc(), answer, AnswerWriter.Framing.LENGTH, true, true);
    channel().writeAndFlush(out);
    unread = BodyReader.ofLength(Long.MAX_VALUE);
    end();
  }

  /** Closes: at once where the request was read to its end, else after a moment of listening. */
  private void end() {
    phase.enter(Phase.ENDING);
    held.release();
    if (unread == null) {
      Lingering.close(channel());
    } else {
      lingering = Lingering.begin(channel(), peer.isTls());
    }
  }

  private void resumeReading() {
    if (!channel().channel().config().isAutoRead()) {
      channel().channel().config().setAutoRead(true);
    }
  }
}
