package io.sallyport.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;

/** The application behind the proxies: reads the body, answers 200 with two bytes. */
public final class Upstream {
  private Upstream() {}

  public static void main(String[] arguments) {
    Vertx vertx = Vertx.vertx();
    Buffer answer = Buffer.buffer("ok");
    vertx
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
        .requestHandler(request -> request.end().onSuccess(end -> request.response().end(answer)))
        .listen()
        .onSuccess(server -> System.out.println("ready http://127.0.0.1:" + server.actualPort()))
        .onFailure(
            fault -> {
              System.err.println(fault);
              System.exit(1);
            });
  }
}
