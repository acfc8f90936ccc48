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

  private enum Phase {
    /** Between two requests. */
    IDLE,
    HEAD,
    BODY,
    /** The answer is awaited; of the body, what nobody has asked for waits unread. */
    BUSY,
    /** The answer is written as fast as the peer takes it. */
    WRITING,
    /** All is said. */
    ENDING
  }

  private final Front front;
  private final ConnectionRules rules;
  private final ContextInternal context;
  private final Peer peer;
  private final HeadFinder finder = new HeadFinder();
  private final HeldBytes held = new HeldBytes();

  private @Nullable ChannelHandlerContext added;
  private @Nullable Http1Exchange exchange;
  private @Nullable BodyReader unread;
  private @Nullable Lingering lingering;
  private boolean advancing;
  private boolean shuttingDown;
  private Phase phase = Phase.HEAD;
  private long since;
  private long pendingBytes;

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
    this.since = rules.nanos().getAsLong();
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
    if (!held.isEmpty() && (phase == Phase.BUSY || phase == Phase.WRITING)) {
      reading.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext inactive) {
    enter(Phase.ENDING);
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
    switch (phase) {
      case IDLE -> closeAfter(times.idle(), now);
      case HEAD -> {
        if (isOver(times.head(), now)) {
          refuse(new FramingFault(Reason.REQUEST_TIMEOUT, "the head took too long"));
        }
      }
      case BODY -> {
        if (isOver(times.body(), now)) {
          breakBody(new FramingFault(Reason.REQUEST_TIMEOUT, "the body took too long"));
        }
      }
      case BUSY -> {}
      case WRITING -> checkWriting(times.write(), now);
      case ENDING -> closeAfter(lingering == null ? times.write() : times.linger(), now);
    }
  }

  private void closeAfter(Duration limit, long now) {
    if (isOver(limit, now)) {
      channel().close();
    }
  }

  private void checkWriting(Duration limit, long now) {
    ChannelOutboundBuffer out = channel().channel().unsafe().outboundBuffer();
    long pending = out == null ? 0 : out.totalPendingWriteBytes();
    if (pending != pendingBytes) {
      pendingBytes = pending;
      since = now;
    } else if (pending > 0) {
      closeAfter(limit, now);
    }
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
    enter(Phase.BODY);
    resumeReading();
    advance();
  }

  /** Whether the connection ends with the answer to the current request. */
  boolean closesAfterAnswer(boolean keepAlive) {
    return !keepAlive || shuttingDown || unread != null;
  }

  /** An answer is being written. */
  void writing() {
    pendingBytes = 0;
    enter(Phase.WRITING);
  }

  /** The answer is written to its end. */
  void answered(boolean close) {
    exchange = null;
    if (close) {
      end();
      return;
    }
    enter(Phase.IDLE);
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
            switch (phase) {
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
    if (phase == Phase.IDLE) {
      enter(Phase.HEAD);
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
    enter(Phase.BUSY);
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
    enter(Phase.BUSY);
    if (exchange != null) {
      exchange.complete();
    }
  }

  private void breakBody(FramingFault fault) {
    enter(Phase.BUSY);
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
    enter(Phase.ENDING);
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

  private void enter(Phase next) {
    phase = next;
    since = rules.nanos().getAsLong();
  }

  private boolean isOver(Duration limit, long now) {
    return now - since > limit.toNanos();
  }
}
