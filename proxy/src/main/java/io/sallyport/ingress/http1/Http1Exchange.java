package io.sallyport.ingress.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.sallyport.ingress.Answer;
import io.sallyport.ingress.BodyCollector;
import io.sallyport.ingress.Exchange;
import io.sallyport.ingress.FramingFault;
import io.sallyport.ingress.Peer;
import io.sallyport.ingress.RequestHead;
import org.jspecify.annotations.Nullable;

/** One request on an HTTP/1.1 connection. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class Http1Exchange implements Exchange {
  private final Http1Connection connection;
  private final RequestHead head;
  private final boolean keepAlive;
  private final boolean old;

  private @Nullable BodyCollector collector;
  private @Nullable Receiver receiver;
  private @Nullable Runnable over;
  private @Nullable Http1AnswerStream stream;
  private boolean answered;
  private boolean close;
  private boolean finished;

  Http1Exchange(Http1Connection connection, HeadParser.Parsed parsed) {
    this.connection = connection;
    this.head = parsed.head();
    this.keepAlive = parsed.keepAlive();
    this.old = parsed.old();
  }

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public Peer peer() {
    return connection.peer();
  }

  @Override
  public boolean isMultiplexed() {
    return false;
  }

  @Override
  public void receive(BodyCollector collector, Receiver receiver) {
    this.collector = collector;
    this.receiver = receiver;
    connection.receiveBody(head.awaitsContinue());
  }

  @Override
  public void answer(Answer answer) {
    if (finished || answered) {
      return;
    }
    begin();
    boolean withBody = !head.method().equals("HEAD");
    channel()
        .writeAndFlush(
            AnswerWriter.whole(
                channel().alloc(), answer, AnswerWriter.Framing.LENGTH, close, withBody));
    settle();
  }

  @Override
  public AnswerStream stream(Answer answer, long bodyBytes) {
    Http1AnswerStream begun = new Http1AnswerStream(this, framing(bodyBytes));
    if (finished || answered) {
      return begun;
    }
    begin();
    close |= begun.framing() == AnswerWriter.Framing.CLOSE;
    stream = begun;
    begun.begin(answer, bodyBytes, close);
    return begun;
  }

  @Override
  public void whenOver(Runnable over) {
    this.over = over;
  }

  @Override
  public void execute(Runnable task) {
    if (channel().executor().inEventLoop()) {
      task.run();
    } else {
      channel().executor().execute(() -> connection.dispatch(task));
    }
  }

  // --- what the connection tells

  void take(ByteBuf in, int length) throws FramingFault {
    if (collector == null) {
      throw new IllegalStateException("a body is read only after receive");
    }
    collector.take(in, length);
  }

  void complete() {
    if (receiver != null && collector != null) {
      receiver.complete(collector.body());
    }
  }

  void broken(FramingFault fault) {
    if (receiver != null) {
      receiver.broken(fault.reason(), fault.detail());
    }
  }

  void writable() {
    if (stream != null) {
      stream.writable();
    } else if (answered) {
      settle();
    }
  }

  void gone() {
    finish();
    if (stream != null) {
      stream.writable(); // whoever waits to write finds out that nobody reads
    }
  }

  // --- what the stream tells

  ChannelHandlerContext channel() {
    return connection.channel();
  }

  boolean isOpen() {
    return !finished;
  }

  void streamed() {
    stream = null;
    settle();
  }

  private void begin() {
    answered = true;
    close = connection.closesAfterAnswer(keepAlive);
    connection.writing();
  }

  /** Lets the next request in once the peer has taken enough of this answer. */
  private void settle() {
    if (!finished && (close || channel().channel().isWritable())) {
      finish();
      connection.answered(close);
    }
  }

  private void finish() {
    if (finished) {
      return;
    }
    finished = true;
    if (over != null) {
      over.run();
    }
  }

  private AnswerWriter.Framing framing(long bodyBytes) {
    if (bodyBytes >= 0) {
      return AnswerWriter.Framing.LENGTH;
    }
    return old ? AnswerWriter.Framing.CLOSE : AnswerWriter.Framing.CHUNKED;
  }
}
