package io.sallyport.ingress.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.ingress.Answer;
import io.sallyport.ingress.BodyCollector;
import io.sallyport.ingress.Deadlines;
import io.sallyport.ingress.Exchange;
import io.sallyport.ingress.FramingFault;
import io.sallyport.ingress.Front;
import io.sallyport.ingress.Peer;
import io.sallyport.ingress.RequestHead;
import io.sallyport.ingress.http1.ConnectionRules;
import io.sallyport.verdict.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/** One stream of an HTTP/2 connection: one request and its answer. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class Http2Exchange extends ChannelInboundHandlerAdapter
    implements Exchange, Exchange.AnswerStream, Deadlines.Timed {
  /** What a sender may still send after its answer, before it is told to stop. */
  private static final long DROPPED_BYTES_MAX = 64 * 1024;

  private final Front front;
  private final ConnectionRules rules;
  private final ContextInternal context;
  private final Peer peer;

  private @Nullable ChannelHandlerContext added;
  private @Nullable RequestHead head;
  private @Nullable BodyCollector collector;
  private @Nullable Receiver receiver;
  private @Nullable Runnable over;
  private @Nullable Runnable writable;
  private boolean bodyEnded;
  private boolean answered;
  private boolean ended;
  private long dropped;
  private boolean finished;
  private long since;

  Http2Exchange(Front front, ConnectionRules rules, ContextInternal context, Peer peer) {
    this.front = front;
    this.rules = rules;
    this.context = context;
    this.peer = peer;
    this.since = rules.nanos().getAsLong();
  }

  // --- the stream

  @Override
  public void handlerAdded(ChannelHandlerContext stream) {
    added = stream;
  }

  @Override
  public void channelRead(ChannelHandlerContext stream, Object frame) {
    try {
      dispatch(
          () -> {
            if (frame instanceof Http2HeadersFrame headers) {
              takeHeaders(headers);
            } else if (frame instanceof Http2DataFrame data) {
              takeData(data);
            }
          });
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext stream) {
    dispatch(this::finish);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext stream) {
    Runnable waiting = writable;
    if (waiting != null && stream.channel().isWritable()) {
      dispatch(waiting);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext stream, Throwable cause) {
    stream.close();
  }

  @Override
  public void check(long now) {
    if (finished) {
      return;
    }
    if (!bodyEnded && !answered && now - since > rules.times().body().toNanos()) {
      dispatch(() -> breakOff(new FramingFault(Reason.REQUEST_TIMEOUT, "the body took too long")));
    } else if (answered && !bodyEnded && now - since > rules.times().linger().toNanos()) {
      stopSending();
    } else if (answered && now - since > rules.times().write().toNanos()) {
      giveUpWriting();
    }
  }

  /**
   * The peer opens no window for the answer. Closing alone would leave what is written in the
   * codec's hands for as long as the connection lasts.
   */
  private void giveUpWriting() {
    stream().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
    stream().close();
  }

  /** RFC 9113 §8.1: the answer is whole, the rest of the request is not wanted. */
  private void stopSending() {
    if (ended) {
      stream().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
    }
  }

  private void takeHeaders(Http2HeadersFrame frame) {
    if (head != null) {
      breakOff(FramingFault.malformed("a body with trailers"));
      return;
    }
    bodyEnded = frame.isEndStream();
    try {
      head = Http2Head.read(frame, rules.limits());
      front.arrived(this);
    } catch (FramingFault fault) {
      answer(front.malformed(peer, fault.reason(), fault.detail()));
    }
  }

  private void takeData(Http2DataFrame frame) {
    if (answered || collector == null) {
      dropped += frame.content().readableBytes();
      bodyEnded |= frame.isEndStream();
      if (dropped > DROPPED_BYTES_MAX) {
        stopSending();
      }
      return;
    }
    bodyEnded = frame.isEndStream();
    try {
      collector.take(frame.content(), frame.content().readableBytes());
      if (bodyEnded) {
        complete();
      }
    } catch (FramingFault fault) {
      breakOff(fault);
    }
  }

  private void complete() {
    if (receiver != null && collector != null) {
      receiver.complete(collector.body());
    }
  }

  private void breakOff(FramingFault fault) {
    if (receiver != null && !answered) {
      receiver.broken(fault.reason(), fault.detail());
    } else if (!answered) {
      stream().close();
    }
  }

  // --- the exchange

  @Override
  public RequestHead head() {
    RequestHead known = head;
    if (known == null) {
      throw new IllegalStateException("asked for before it came");
    }
    return known;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public boolean isMultiplexed() {
    return true;
  }

  @Override
  public void receive(BodyCollector collector, Receiver receiver) {
    this.collector = collector;
    this.receiver = receiver;
    if (bodyEnded) {
      complete();
    }
  }

  @Override
  public void answer(Answer answer) {
    if (answered || finished) {
      return;
    }
    answered = true;
    since = rules.nanos().getAsLong();
    boolean silent = answer.body().length() == 0 || (head != null && head.method().equals("HEAD"));
    stream()
        .write(
            new DefaultHttp2HeadersFrame(AnswerHeaders.of(answer, answer.body().length()), silent));
    if (!silent) {
      stream().write(new DefaultHttp2DataFrame(bytes(answer.body()), true));
    }
    settle();
  }

  @Override
  public AnswerStream stream(Answer answer, long bodyBytes) {
    if (answered || finished) {
      return this;
    }
    answered = true;
    since = rules.nanos().getAsLong();
    stream().write(new DefaultHttp2HeadersFrame(AnswerHeaders.of(answer, bodyBytes), false));
    write(answer.body());
    return this;
  }

  @Override
  public void whenOver(Runnable over) {
    this.over = over;
  }

  @Override
  public void execute(Runnable task) {
    if (stream().executor().inEventLoop()) {
      task.run();
    } else {
      stream().executor().execute(() -> dispatch(task));
    }
  }

  // --- the answer's body in parts

  @Override
  public void write(Buffer part) {
    if (!finished && part.length() > 0) {
      since = rules.nanos().getAsLong();
      stream().writeAndFlush(new DefaultHttp2DataFrame(bytes(part), false));
    }
  }

  @Override
  public boolean isFull() {
    return !finished && !stream().channel().isWritable();
  }

  @Override
  public void whenWritable(Runnable writable) {
    this.writable = writable;
  }

  @Override
  public void end() {
    if (finished) {
      return;
    }
    stream().write(new DefaultHttp2DataFrame(true));
    settle();
  }

  @Override
  public void abort() {
    stream().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
  }

  private void settle() {
    ended = true;
    stream().flush();
  }

  private void finish() {
    if (finished) {
      return;
    }
    finished = true;
    if (over != null) {
      over.run();
    }
    if (writable != null) {
      writable.run(); // whoever waits to write finds out that nobody reads
    }
  }

  private static ByteBuf bytes(Buffer buffer) {
    return ((BufferInternal) buffer).getByteBuf();
  }

  private void dispatch(Runnable task) {
    ContextInternal previous = context.beginDispatch();
    try {
      task.run();
    } finally {
      context.endDispatch(previous);
    }
  }

  private ChannelHandlerContext stream() {
    ChannelHandlerContext known = added;
    if (known == null) {
      throw new IllegalStateException("used before it was added to a stream");
    }
    return known;
  }
}
