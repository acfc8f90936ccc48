package io.sallyport.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Sends one prepared request over and over on a fixed number of connections, for a fixed time, to
 * loopback.
 *
 * <p>Closed loop: each connection sends as soon as it has its answer. Open loop: requests fall due
 * at a fixed rate, whatever the answers do, and a latency counts from when its request fell due, so
 * that a stall is charged to everything that waited behind it.
 */
final class Load {
  private static final String LOOPBACK = "127.0.0.1";

  private final Vertx vertx;
  private final int port;
  private final Buffer request;
  private final int connections;

  Load(Vertx vertx, int port, Buffer request, int connections) {
    this.vertx = vertx;
    this.port = port;
    this.request = request;
    this.connections = connections;
  }

  /**
   * What a run came to.
   *
   * @param answered answers with status 200
   * @param other answers with any other status
   * @param micros latencies in microseconds
   */
  record Result(long answered, long other, Histogram micros) {}

  Result closed(double seconds) {
    return run(seconds, 0);
  }

  Result open(double seconds, double ratePerSecond) {
    return run(seconds, ratePerSecond);
  }

  private Result run(double seconds, double rate) {
    Run run = new Run(System.nanoTime() + (long) (seconds * 1e9), rate);
    NetClient client =
        vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(5_000));
    vertx.runOnContext(
        start -> {
          for (int i = 0; i < connections; i++) {
            client
                .connect(port, LOOPBACK)
                .onSuccess(run::opened)
                .onFailure(run.done::completeExceptionally);
          }
        });
    try {
      return run.done.join();
    } finally {
      client.close().await();
    }
  }

  /** All state belongs to the one event loop that the connections share. */
  private final class Run {
    private final long endNanos;
    private final double rate;
    private final CompletableFuture<Result> done = new CompletableFuture<>();
    private final Histogram micros = new Histogram(60_000_000L, 3);
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Deque<Long> due = new ArrayDeque<>();
    private final List<Connection> all = new ArrayList<>();
    private long startNanos;
    private long fallen;
    private long answered;
    private long other;

    Run(long endNanos, double rate) {
      this.endNanos = endNanos;
      this.rate = rate;
    }

    void opened(NetSocket socket) {
      Connection connection = new Connection(socket, this);
      socket.handler(connection::received);
      socket.exceptionHandler(done::completeExceptionally);
      socket.closeHandler(
          closed -> done.completeExceptionally(new IllegalStateException("connection closed")));
      all.add(connection);
      if (all.size() == connections) {
        begin();
      }
    }

    private void begin() {
      startNanos = System.nanoTime();
      if (rate == 0) {
        all.forEach(connection -> connection.send(System.nanoTime()));
      } else {
        idle.addAll(all);
        vertx.setPeriodic(1, tick -> fall());
      }
      long left = Math.max(1, (endNanos - System.nanoTime()) / 1_000_000);
      vertx.setTimer(left, end -> done.complete(new Result(answered, other, micros)));
    }

    private void fall() {
      long now = System.nanoTime();
      long target = (long) ((now - startNanos) / 1e9 * rate);
      for (; fallen < target; fallen++) {
        due.addLast(startNanos + (long) (fallen / rate * 1e9));
      }
      pump();
    }

    private void pump() {
      while (!due.isEmpty() && !idle.isEmpty()) {
        idle.removeFirst().send(due.removeFirst());
      }
    }

    void answered(Connection connection, boolean ok, long sinceNanos) {
      if (done.isDone()) {
        return;
      }
      if (ok) {
        answered++;
      } else {
        other++;
      }
      micros.recordValue(Math.min(59_000_000L, (System.nanoTime() - sinceNanos) / 1_000));
      if (rate == 0) {
        connection.send(System.nanoTime());
      } else {
        idle.addLast(connection);
        pump();
      }
    }
  }

  private final class Connection {
    private final NetSocket socket;
    private final Run run;
    private Buffer pending = Buffer.buffer();
    private long sinceNanos;

    Connection(NetSocket socket, Run run) {
      this.socket = socket;
      this.run = run;
    }

    void send(long since) {
      sinceNanos = since;
      socket.write(request);
    }

    void received(Buffer bytes) {
      pending = pending.length() == 0 ? bytes : pending.appendBuffer(bytes);
      String text = pending.toString("ISO-8859-1");
      int head = text.indexOf("\r\n\r\n");
      if (head < 0) {
        return;
      }
      if (pending.length() < head + 4 + contentLength(text, head)) {
        return;
      }
      boolean ok = text.startsWith("HTTP/1.1 200 ");
      pending = Buffer.buffer();
      run.answered(this, ok, sinceNanos);
    }

    private static int contentLength(String text, int head) {
      int field = text.toLowerCase(java.util.Locale.ROOT).indexOf("content-length:");
      if (field < 0 || field > head) {
        return 0;
      }
      int end = text.indexOf("\r\n", field);
      return Integer.parseInt(text.substring(field + "content-length:".length(), end).trim());
    }
  }
}
