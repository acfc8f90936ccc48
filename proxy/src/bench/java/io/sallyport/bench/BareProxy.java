package io.sallyport.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.HttpProxy;

/**
 * The yardsticks, neither of which looks at anything: {@code http-proxy} is vertx-http-proxy as it
 * comes, {@code core} the shortest pipe from an HttpServer to an HttpClient.
 *
 * <p>Arguments: which of them, the upstream's port.
 */
public final class BareProxy {
  private static final int POOL_MAX = 512;

  private BareProxy() {}

  public static void main(String[] arguments) {
    int upstream = Integer.parseInt(arguments[1]);
    Vertx vertx = Vertx.vertx();
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true),
            new PoolOptions().setHttp1MaxSize(POOL_MAX));
    HttpServer server =
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0));
    if (arguments[0].equals("http-proxy")) {
      server.requestHandler(HttpProxy.reverseProxy(client).origin(upstream, "127.0.0.1"));
    } else {
      server.requestHandler(
          request -> {
            request.pause();
            RequestOptions options =
                new RequestOptions()
                    .setHost("127.0.0.1")
                    .setPort(upstream)
                    .setMethod(request.method())
                    .setURI(request.uri());
            client
                .request(options)
                .compose(
                    onward -> {
                      onward.headers().setAll(request.headers());
                      return onward.send(request);
                    })
                .compose(
                    answer -> {
                      request.response().setStatusCode(answer.statusCode());
                      request.response().headers().setAll(answer.headers());
                      return answer.pipeTo(request.response());
                    })
                .onFailure(fault -> request.response().setStatusCode(502).end());
          });
    }
    server
        .listen()
        .onSuccess(bound -> System.out.println("ready http://127.0.0.1:" + bound.actualPort()))
        .onFailure(
            fault -> {
              System.err.println(fault);
              System.exit(1);
            });
  }
}
