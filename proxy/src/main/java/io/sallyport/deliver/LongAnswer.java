package io.sallyport.deliver;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a long answer as it comes. Begins paused; while nobody takes what is there, the
 * upstream's connection is not read. Belongs to its connection's event loop.
 */
final class LongAnswer implements ReadStream<Buffer> {
  private final UpstreamConnection connection;
  private final Deque<Buffer> waiting = new ArrayDeque<>();
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private @Nullable String fault;
  private boolean paused = true;
  private boolean finished;
  private boolean told;

  LongAnswer(UpstreamConnection connection) {
    this.connection = connection;
  }

  void take(Buffer part) {
    waiting.add(part);
    hand();
    if (paused) {
      connection.pause();
    }
  }

  void finish() {
    finished = true;
    hand();
  }

  void fail(String detail) {
    fault = detail;
    hand();
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }

  @Override
  public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
    this.handler = handler;
    return this;
  }

  @Override
  public ReadStream<Buffer> pause() {
    paused = true;
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    paused = false;
    hand();
    if (!paused && !finished && fault == null) {
      connection.resume();
    }
    return this;
  }

  /** Only whole-stream demand is known here: the relay pauses and resumes. */
  @Override
  public ReadStream<Buffer> fetch(long amount) {
    return resume();
  }

  @Override
  public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
    endHandler = handler;
    return this;
  }

  private void hand() {
    while (!paused && handler != null && !waiting.isEmpty()) {
      handler.handle(waiting.poll());
    }
    if (!waiting.isEmpty() || told) {
      return;
    }
    if (fault != null && exceptionHandler != null) {
      told = true;
      exceptionHandler.handle(new IllegalStateException(fault));
    } else if (finished && fault == null && endHandler != null) {
      told = true;
      endHandler.handle(null);
    }
  }
}
