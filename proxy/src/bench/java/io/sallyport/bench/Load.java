package io.sallyport.bench;

import io.vertx.core.Vertx;
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
 * Sends pushes on a fixed number of connections, for a fixed time, to loopback.
 *
 * <p>Closed loop: each connection sends as soon as it has its answer. Open loop: requests fall due
 * at a fixed rate, whatever the answers do, and a latency counts from when its request fell due, so
 * that a stall is charged to everything that waited behind it. What fell due and has no answer
 * {@value #GRACE_SECONDS} s after the end is counted with the age it has reached.
 *
 * @param ports the connections go to them in turn
 * @param connections each has one request on its way at a time
 */
record Load(Vertx vertx, List<Integer> ports, Pushes pushes, Mix mix, int connections) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int GRACE_SECONDS = 10;
  private static final long MICROS_MAX = 600_000_000L;

  /**
   * What a run came to.
   *
   * @param ok answers with status 200
   * @param fresh those of them that were for new numbers
   * @param refused answers with status 401
   * @param other answers with any other status
   * @param unanswered what fell due and got no answer
   * @param seconds until the last answer
   * @param micros latencies in microseconds
   */
  record Result(
      long ok,
      long fresh,
      long refused,
      long other,
      long unanswered,
      double seconds,
      Histogram micros) {
    long answered() {
      return ok + refused + other;
    }
  }

  Result closed(double seconds) {
    return run(seconds, 0);
  }

  Result open(double seconds, double ratePerSecond) {
    return run(seconds, ratePerSecond);
  }

  private Result run(double seconds, double rate) {
    Run run = new Run((long) (seconds * 1e9), rate);
    NetClient client =
        vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(5_000));
    vertx.runOnContext(
        start -> {
          for (int i = 0; i < connections; i++) {
            client
                .connect(ports.get(i % ports.size()), LOOPBACK)
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
    private final long lengthNanos;
    private final double rate;
    private final CompletableFuture<Result> done = new CompletableFuture<>();
    private final Histogram micros = new Histogram(MICROS_MAX, 3);
    private final Deque<LoadConnection> idle = new ArrayDeque<>();
    private final Deque<Long> due = new ArrayDeque<>();
    private final List<LoadConnection> all = new ArrayList<>();
    private long startNanos;
    private boolean ending;
    private long fallen;
    private long ok;
    private long fresh;
    private long refused;
    private long other;

    Run(long lengthNanos, double rate) {
      this.lengthNanos = lengthNanos;
      this.rate = rate;
    }

    void opened(NetSocket socket) {
      socket.exceptionHandler(done::completeExceptionally);
      socket.closeHandler(
          closed -> done.completeExceptionally(new IllegalStateException("connection closed")));
      all.add(new LoadConnection(socket, pushes, mix, this::answered));
      if (all.size() == connections) {
        begin();
      }
    }

    private void begin() {
      startNanos = System.nanoTime();
      long ticks = -1;
      if (rate == 0) {
        all.forEach(connection -> connection.send(System.nanoTime()));
      } else {
        idle.addAll(all);
        ticks = vertx.setPeriodic(1, tick -> fall());
      }
      long ticking = ticks;
      vertx.setTimer(
          Math.max(1, lengthNanos / 1_000_000),
          end -> {
            vertx.cancelTimer(ticking);
            if (rate > 0) {
              fall();
            }
            ending = true;
            endIfOver();
          });
      vertx.setTimer(lengthNanos / 1_000_000 + GRACE_SECONDS * 1_000, end -> finish());
    }

    private void fall() {
      long now = Math.min(System.nanoTime() - startNanos, lengthNanos);
      for (; fallen / rate * 1e9 <= now; fallen++) {
        due.addLast(startNanos + (long) (fallen / rate * 1e9));
      }
      pump();
    }

    private void pump() {
      while (!due.isEmpty() && !idle.isEmpty()) {
        idle.removeFirst().send(due.removeFirst());
      }
    }

    private void answered(LoadConnection connection, int status, boolean isNew, long since) {
      if (done.isDone()) {
        return;
      }
      if (status == 200) {
        ok++;
        fresh += isNew ? 1 : 0;
      } else if (status == 401) {
        refused++;
      } else {
        other++;
      }
      record(System.nanoTime() - since);
      if (rate > 0) {
        idle.addLast(connection);
        pump();
      } else if (!ending) {
        connection.send(System.nanoTime());
      }
      endIfOver();
    }

    private void record(long nanos) {
      micros.recordValue(Math.min(MICROS_MAX, nanos / 1_000));
    }

    private void endIfOver() {
      if (ending && due.isEmpty() && all.stream().noneMatch(LoadConnection::isOnItsWay)) {
        finish();
      }
    }

    private void finish() {
      if (done.isDone()) {
        return;
      }
      long now = System.nanoTime();
      long unanswered = due.size();
      due.forEach(since -> record(now - since));
      for (LoadConnection connection : all) {
        if (connection.isOnItsWay()) {
          unanswered++;
          record(now - connection.sinceNanos());
        }
      }
      done.complete(
          new Result(ok, fresh, refused, other, unanswered, (now - startNanos) / 1e9, micros));
    }
  }
}
