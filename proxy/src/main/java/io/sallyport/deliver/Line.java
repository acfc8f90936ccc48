package io.sallyport.deliver;

import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop has open to one upstream: idle connections, newest first, and calls under
 * way. Calls and connections never change loops, so that a request costs no hand-over.
 *
 * <p>It looks at its clocks only while there is something to look at.
 */
final class Line {
  /** How long a connection may be idle: shorter than common servers keep theirs (Node: 5 s). */
  static final Duration IDLE_MAX = Duration.ofSeconds(4);

  private static final long SWEEP_MILLIS = 50;

  private final ContextInternal context;
  private final LongSupplier nanos;
  private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
  private final Set<Timed> watched = new HashSet<>();
  private final @Nullable OutboundSignature signature;
  private long timer = -1;

  Line(ContextInternal context, LongSupplier nanos, @Nullable OutboundSignature signature) {
    this.context = context;
    this.nanos = nanos;
    this.signature = signature;
  }

  ContextInternal context() {
    return context;
  }

  @Nullable OutboundSignature signature() {
    return signature;
  }

  long now() {
    return nanos.getAsLong();
  }

  /** Something whose time may run out. */
  @FunctionalInterface
  interface Timed {
    void check(long now);
  }

  void watch(Timed timed) {
    watched.add(timed);
    tick();
  }

  void unwatch(Timed timed) {
    watched.remove(timed);
  }

  /** A connection that may take a call, or null. */
  @Nullable UpstreamConnection takeIdle() {
    while (true) {
      UpstreamConnection newest = idle.pollFirst();
      if (newest == null || newest.isOpen()) {
        return newest;
      }
    }
  }

  void putIdle(UpstreamConnection connection) {
    watched.remove(connection);
    idle.addFirst(connection);
    tick();
  }

  void drop(UpstreamConnection connection) {
    watched.remove(connection);
    idle.remove(connection);
    restIfEmpty();
  }

  /** Runs on this line's loop. */
  void execute(Runnable task) {
    if (context.nettyEventLoop().inEventLoop()) {
      task.run();
    } else {
      context.runOnContext(unused -> task.run());
    }
  }

  private void tick() {
    if (timer < 0) {
      timer = context.setPeriodic(SWEEP_MILLIS, unused -> sweep());
    }
  }

  private void sweep() {
    long now = now();
    for (Timed timed : new ArrayList<>(watched)) {
      timed.check(now);
    }
    for (UpstreamConnection connection : new ArrayList<>(idle)) {
      connection.check(now);
    }
    restIfEmpty();
  }

  /** At once when the last connection goes: after a stop there is no further look. */
  private void restIfEmpty() {
    if (timer >= 0 && watched.isEmpty() && idle.isEmpty()) {
      context.owner().cancelTimer(timer);
      timer = -1;
    }
  }
}
