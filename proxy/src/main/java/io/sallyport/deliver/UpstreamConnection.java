package io.sallyport.deliver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an upstream. It is closed after anything that leaves doubt about where the next
 * answer would begin, and returned to its line otherwise.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements Line.Timed {
  private static final int HEAD_BYTES_ESTIMATE = 1_024;
  private static final int COPIED_BODY_BYTES_MAX = 8 * 1024;
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  private final Line line;
  private final Runnable placeFree;
  private final boolean relay;
  private final AnswerDecoder decoder = new AnswerDecoder();

  private @Nullable ChannelHandlerContext added;
  private @Nullable Call call;
  private @Nullable AnswerParts answer;
  private boolean reusable;
  private Duration idleMax = Line.IDLE_MAX;
  private long quietSince;

  /**
   * A connection that has just been opened for a call.
   *
   * @param placeFree gives the place of a call back that is over
   * @param relay whether answers are relayed, or only their status counts
   */
  UpstreamConnection(Line line, Runnable placeFree, boolean relay) {
    this.line = line;
    this.placeFree = placeFree;
    this.relay = relay;
  }

  void install(ChannelPipeline pipeline) {
    pipeline.addBefore("handler", "answers", decoder);
    pipeline.addBefore("handler", "upstream", this);
  }

  boolean isOpen() {
    return added != null && added.channel().isActive();
  }

  /** Sends a call's request in one write. */
  void send(Call next, String target, OutboundHead.Rule rule, OutboundHead.Proof proof) {
    call = next;
    reusable = false;
    answer = next.isQueued() ? new AnswerHead(this, next) : new AnswerAssembly(this, next, relay);
    decoder.expect(next.parcel().inbound().method());
    RawBody body = next.parcel().inbound().body();
    ChannelHandlerContext channel = channel();
    boolean copied = body.size() <= COPIED_BODY_BYTES_MAX;
    ByteBuf out = channel.alloc().buffer(HEAD_BYTES_ESTIMATE + (copied ? body.size() : 0));
    OutboundHead.write(out, next.parcel(), target, rule, proof);
    if (copied) {
      channel.writeAndFlush(out.writeBytes(body.array(), body.offset(), body.size()));
    } else {
      channel.write(out);
      channel.writeAndFlush(Unpooled.wrappedBuffer(body.array(), body.offset(), body.size()));
    }
  }

  /** The call has been given up before anything was sent. */
  void abandon() {
    over();
    channel().close();
  }

  /** The call's time is over: it has what has come so far. */
  void late() {
    broken(Reason.UPSTREAM_TIMEOUT, "no answer in time");
    channel().close();
  }

  /** Closes when it has been idle, or silent in the middle of a long answer, for too long. */
  @Override
  public void check(long now) {
    if (call == null) {
      if (now - quietSince > idleMax.toNanos()) {
        line.drop(this);
        channel().close();
      }
    } else if (channel().channel().config().isAutoRead()
        && now - quietSince > SILENCE_MAX.toNanos()) {
      refuse("the upstream fell silent in the middle of its answer");
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    added = context;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    AnswerParts assembling = answer;
    quietSince = line.now();
    if (assembling == null || !(message instanceof HttpObject part)) {
      ReferenceCountUtil.release(message);
      context.close(); // an answer that nobody asked for
      return;
    }
    try {
      if (part.decoderResult().isFailure()) {
        refuse("the upstream's answer is not HTTP");
        return;
      }
      if (part instanceof HttpResponse head) {
        reusable = HttpUtil.isKeepAlive(head);
        idleMax = KeepAlive.of(head.headers());
        assembling.head(head);
      }
      if (part instanceof HttpContent content && answer == assembling) {
        assembling.content(content.content());
        if (part instanceof LastHttpContent && answer == assembling && assembling.isFinal()) {
          ended(assembling);
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    broken(Reason.UPSTREAM_UNREACHABLE, "the upstream closed the connection");
    line.drop(this);
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    broken(Reason.UPSTREAM_UNREACHABLE, "the connection to the upstream broke");
    context.close();
  }

  // --- what the assembly asks for

  /** The answer is none that may be relayed: what is left of it is not read. */
  void refuse(String detail) {
    broken(Reason.UPSTREAM_ANSWER, detail);
    channel().close();
  }

  /** From now on the answer goes on as it comes; the call itself has its result. */
  void streaming() {
    line.watch(this);
  }

  void pause() {
    channel().channel().config().setAutoRead(false);
  }

  void resume() {
    if (!channel().channel().config().isAutoRead()) {
      quietSince = line.now();
      channel().channel().config().setAutoRead(true);
    }
  }

  private void ended(AnswerParts assembling) {
    over();
    quietSince = line.now();
    if (reusable && decoder.isIdle()) {
      resume();
      line.putIdle(this);
    } else {
      channel().close();
    }
    assembling.end();
  }

  private void broken(Reason reason, String detail) {
    AnswerParts assembling = answer;
    over();
    if (assembling != null) {
      assembling.broken(reason, detail);
    }
  }

  private void over() {
    if (call != null) {
      call = null;
      answer = null;
      placeFree.run();
    }
  }

  private ChannelHandlerContext channel() {
    ChannelHandlerContext known = added;
    if (known == null) {
      throw new IllegalStateException("used before it was added to a channel");
    }
    return known;
  }
}
