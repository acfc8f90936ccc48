package io.sallyport.admin;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * {@code GET /api/v1/tail}: every decision as it is made, one JSON object a line, until the client
 * goes. An empty line every {@link #HEARTBEAT} keeps the connection awake.
 *
 * <p>Watching must never slow the gate: a client that does not keep up is cut off once its buffer
 * is full, and while nobody watches a decision costs one look at an empty map.
 */
public final class TailRoutes implements AdminRoutes {
  /** More are refused with 503. */
  public static final int CLIENTS_MAX = 32;

  /** What one client may lag behind. */
  public static final int LAG_BYTES_MAX = 256 * 1024;

  private static final int LAG_LINES_MAX = 2_048;
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Buffer EMPTY_LINE = Buffer.buffer("\n");

  private final Vertx vertx;
  private final Map<Watcher, Boolean> watchers = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  public TailRoutes(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Shows a decision to everybody who watches; from any thread, never blocking.
   *
   * @param decision asked for only when somebody watches; its texts must be fit for a terminal
   */
  public void publish(Supplier<JsonObject> decision) {
    if (watchers.isEmpty()) {
      return;
    }
    Buffer line = decision.get().toBuffer().appendString("\n");
    watchers.keySet().forEach(watcher -> watcher.offer(line));
  }

  int watching() {
    return watchers.size();
  }

  @Override
  public void mount(Router router) {
    router.get("/api/v1/tail").handler(this::open);
  }

  private void open(RoutingContext context) {
    if (count.incrementAndGet() > CLIENTS_MAX) {
      count.decrementAndGet();
      context.response().putHeader("Retry-After", "60");
      AdminServer.problem(context, 503, "Service Unavailable", "too many are watching already");
      return;
    }
    HttpServerResponse response = context.response();
    Watcher watcher = new Watcher(vertx.getOrCreateContext(), context.request());
    long heartbeat = vertx.setPeriodic(HEARTBEAT.toMillis(), tick -> watcher.offer(EMPTY_LINE));
    response.closeHandler(
        closed -> {
          vertx.cancelTimer(heartbeat);
          watchers.remove(watcher);
          count.decrementAndGet();
        });
    response
        .setChunked(true)
        .setWriteQueueMaxSize(LAG_BYTES_MAX)
        .putHeader("Content-Type", "application/x-ndjson");
    watchers.put(watcher, true);
    response.write(EMPTY_LINE); // sends the head, so that the client knows it is in
  }

  /** One client. Lines that wait for its event loop are memory, too, so they are counted. */
  private final class Watcher {
    private final Context context;
    private final HttpServerRequest request;
    private final AtomicInteger waiting = new AtomicInteger();

    Watcher(Context context, HttpServerRequest request) {
      this.context = context;
      this.request = request;
    }

    void offer(Buffer line) {
      if (waiting.get() > LAG_LINES_MAX) {
        return; // the line that filled it cuts the client off as soon as its loop comes to it
      }
      waiting.incrementAndGet();
      context.runOnContext(unused -> write(line));
    }

    private void write(Buffer line) {
      boolean lagged = waiting.getAndDecrement() > LAG_LINES_MAX;
      HttpServerResponse response = request.response();
      if (response.closed()) {
        return;
      }
      if (lagged || response.writeQueueFull()) {
        leave();
      } else {
        response.write(line);
      }
    }

    /** Closing waits until the client has read what it was sent, or for the idle time. */
    private void leave() {
      if (watchers.remove(this) != null) {
        request.connection().close();
      }
    }
  }
}
