package io.sallyport.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The application behind the proxies: reads the body, answers 200 with two bytes. {@code GET
 * /count} says how many it has answered.
 */
public final class Upstream {
  private static final Buffer ANSWER = Buffer.buffer("ok");

  private final AtomicLong answered = new AtomicLong();

  private Upstream() {}

  public static void main(String[] arguments) {
    Upstream upstream = new Upstream();
    Vertx.vertx()
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
        .requestHandler(upstream::answer)
        .listen()
        .onSuccess(server -> System.out.println("ready http://127.0.0.1:" + server.actualPort()))
        .onFailure(
            fault -> {
              System.err.println(fault);
              System.exit(1);
            });
  }

  private void answer(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET)) {
      request.response().end(Long.toString(answered.get()));
      return;
    }
    request
        .end()
        .onSuccess(
            end -> {
              answered.incrementAndGet();
              request.response().end(ANSWER);
            });
  }
}
