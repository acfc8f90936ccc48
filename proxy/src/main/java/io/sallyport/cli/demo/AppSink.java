package io.sallyport.cli.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The application behind the gate: it takes whatever comes, and tells what did. */
final class AppSink {
  private final Vertx vertx;
  private final AtomicLong reached = new AtomicLong();
  private volatile Consumer<Reached> listener = unused -> {};

  AppSink(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * One delivery that came through.
   *
   * @param sha256 of the body, lower-case hex
   */
  record Reached(String integration, String event, String type, int bodyBytes, String sha256) {}

  /** Binds to any free port of loopback. */
  Future<HttpServer> listen() {
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    return vertx.createHttpServer(options).requestHandler(this::take).listen();
  }

  /** How many came through since the start. */
  long reached() {
    return reached.get();
  }

  /** Who is told of each; one at a time, the last one set. */
  void tell(Consumer<Reached> told) {
    listener = told;
  }

  private void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              reached.incrementAndGet();
              listener.accept(
                  new Reached(
                      field(request, "Sallyport-Integration"),
                      field(request, "Sallyport-Event"),
                      field(request, "Sallyport-Event-Type"),
                      body.length(),
                      Signing.hex(Signing.sha256(body.getBytes()))));
              request
                  .response()
                  .putHeader("Content-Type", "application/json")
                  .end("{\"received\":true}");
            });
  }

  private static String field(HttpServerRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "-" : value;
  }
}
