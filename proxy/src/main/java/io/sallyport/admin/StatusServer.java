package io.sallyport.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Supplier;

/**
 * The status listener: {@code /livez}, {@code /readyz}, {@code /healthz} and {@code /metrics}, and
 * nothing else.
 *
 * <p>{@code /livez} says that the process runs and asks nothing. {@code /readyz} is 200 while every
 * readiness check holds, else 503; {@code ?verbose} lists them. {@code /healthz} is the same list
 * for people. No secrets, no versions of libraries, no names but those of the configuration.
 */
public final class StatusServer {
  private static final int IDLE_SECONDS = 30;
  private static final int HEADER_BYTES_MAX = 8 * 1024;
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";

  private final Vertx vertx;
  private final Callers callers;
  private final List<ReadinessCheck> checks;
  private final Supplier<String> metrics;

  /**
   * Makes the listener.
   *
   * @param callers how many may be connected, and how long without a request
   * @param checks what must hold for a promise to be kept; asked at every request, never blocking
   * @param metrics the Prometheus text exposition; runs on a worker thread
   */
  public StatusServer(
      Vertx vertx, Callers callers, List<ReadinessCheck> checks, Supplier<String> metrics) {
    this.vertx = vertx;
    this.callers = callers;
    this.checks = List.copyOf(checks);
    this.metrics = metrics;
  }

  /**
   * One condition of readiness.
   *
   * @param name lower-case words with hyphens
   * @param problem asks for the fault in one sentence; an empty text means that it holds
   */
  public record ReadinessCheck(String name, Supplier<String> problem) {}

  /** Binds; port 0 takes any free one, which the returned server tells. */
  public Future<HttpServer> listen(String host, int port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setIdleTimeout(IDLE_SECONDS)
            .setMaxHeaderSize(HEADER_BYTES_MAX)
            .setHttp2ClearTextEnabled(false); // one request after the other on each connection
    return vertx
        .createHttpServer(options)
        .connectionHandler(callers::opened)
        .requestHandler(callers.around(this::answer))
        .listen();
  }

  private void answer(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      respond(request, 405, PLAIN, "use GET\n");
      return;
    }
    switch (request.path()) {
      case "/livez" -> respond(request, 200, PLAIN, "ok\n");
      case "/readyz" -> readiness(request, request.params().contains("verbose"));
      case "/healthz" -> readiness(request, true);
      case "/metrics" -> metrics(request);
      default -> respond(request, 404, PLAIN, "/livez /readyz /healthz /metrics\n");
    }
  }

  private void readiness(HttpServerRequest request, boolean verbose) {
    StringBuilder lines = new StringBuilder();
    boolean ready = true;
    for (ReadinessCheck check : checks) {
      String problem = check.problem().get();
      boolean holds = problem.isEmpty();
      ready &= holds;
      lines.append(holds ? "[+] " : "[-] ").append(check.name());
      if (!holds) {
        lines.append(": ").append(problem);
      }
      lines.append('\n');
    }
    String last = ready ? "ok\n" : "not ready\n";
    respond(request, ready ? 200 : 503, PLAIN, verbose ? lines + last : last);
  }

  private void metrics(HttpServerRequest request) {
    vertx
        .executeBlocking(metrics::get, false)
        .onSuccess(text -> respond(request, 200, EXPOSITION, text))
        .onFailure(fault -> respond(request, 500, PLAIN, "the metrics could not be read\n"));
  }

  private static void respond(HttpServerRequest request, int status, String type, String text) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (request.method().equals(HttpMethod.HEAD)) {
      request.response().end();
    } else {
      request.response().end(text);
    }
  }
}
