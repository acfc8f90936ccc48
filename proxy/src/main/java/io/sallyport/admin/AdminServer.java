package io.sallyport.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin listener: {@code /api/v1} behind the admin key. It binds to loopback by default and
 * shares neither listener nor router with the ingress.
 *
 * <p>Errors are problem+json (RFC 9457). A wrong or missing key is 401 with the same body, and 429
 * from the eleventh of a minute on: see {@link SignInThrottle}.
 */
public final class AdminServer {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int BODY_BYTES_MAX = 64 * 1024;
  private static final int IDLE_SECONDS = 60;

  /** A cursor may name 256 nodes. */
  private static final int LINE_BYTES_MAX = 64 * 1024;

  private static final String BEARER = "Bearer ";

  private final Vertx vertx;
  private final AdminKey key;
  private final SignInThrottle throttle;
  private final Callers callers;
  private final Optional<Vouching> vouching;
  private final List<AdminRoutes> open;
  private final List<AdminRoutes> routes;

  /** Of a node that is alone. */
  public AdminServer(Vertx vertx, AdminKey key, SignInThrottle throttle, List<AdminRoutes> routes) {
    this(
        vertx,
        key,
        throttle,
        Callers.ofAdmin(vertx, System::nanoTime),
        Optional.empty(),
        List.of(),
        routes);
  }

  /**
   * With other nodes, and resources that ask for no key.
   *
   * @param callers how many may be connected, and how long without a request
   * @param vouching by which other nodes show that they are; empty where there are none
   * @param open what is no secret: public keys
   */
  public AdminServer(
      Vertx vertx,
      AdminKey key,
      SignInThrottle throttle,
      Callers callers,
      Optional<Vouching> vouching,
      List<AdminRoutes> open,
      List<AdminRoutes> routes) {
    this.vertx = vertx;
    this.open = List.copyOf(open);
    this.key = key;
    this.throttle = throttle;
    this.callers = callers;
    this.vouching = vouching;
    this.routes = List.copyOf(routes);
  }

  /** Binds; port 0 takes any free one, which the returned server tells. */
  public Future<HttpServer> listen(String host, int port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setIdleTimeout(IDLE_SECONDS)
            .setMaxHeaderSize(16 * 1024)
            .setMaxInitialLineLength(LINE_BYTES_MAX)
            .setHttp2ClearTextEnabled(false) // one request after the other on each connection
            .setHandle100ContinueAutomatically(false);
    return vertx
        .createHttpServer(options)
        .connectionHandler(callers::opened)
        .requestHandler(callers.before(router()))
        .listen();
  }

  private Router router() {
    Router router = Router.router(vertx);
    router.route().handler(callers::answering);
    router.route().handler(AdminServer::hardened);
    open.forEach(mounted -> mounted.mount(router));
    router.route("/api/v1/*").handler(this::authenticate);
    router.route("/api/v1/*").handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
    router.route("/api/v1/*").handler(Guest::requireItsBody);
    for (AdminRoutes mounted : routes) {
      mounted.mount(router);
    }
    router.errorHandler(404, context -> problem(context, 404, "Not Found", "no such resource"));
    router.errorHandler(405, context -> problem(context, 405, "Method Not Allowed", ""));
    router.errorHandler(413, context -> problem(context, 413, "Content Too Large", ""));
    router.errorHandler(500, context -> problem(context, 500, "Internal Server Error", ""));
    return router;
  }

  private static void hardened(RoutingContext context) {
    context
        .response()
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    context.next();
  }

  private void authenticate(RoutingContext context) {
    List<String> presented = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
    if (admits(presented)) {
      context.next();
      return;
    }
    if (vouching.isPresent() && Guest.enter(context, presented, vouching.get())) {
      Guest.serve(context);
      return;
    }
    String source = context.request().remoteAddress().hostAddress();
    if (!throttle.mayTry(source)) {
      context.response().putHeader("Retry-After", "60");
      problem(context, 429, "Too Many Requests", "too many wrong keys from this address");
      return;
    }
    throttle.failed(source);
    context.response().putHeader("WWW-Authenticate", "Bearer realm=\"sallyport\"");
    problem(
        context, 401, "Unauthorized", "send the admin key: Authorization: Bearer <data/admin.key>");
  }

  /**
   * The right key is let in however many wrong ones its address has sent: behind a tunnel all
   * operators share one address, and 256 random bits are not found by trying.
   */
  private boolean admits(List<String> presented) {
    return presented.size() == 1
        && presented.get(0).startsWith(BEARER)
        && key.admits(presented.get(0).substring(BEARER.length()));
  }

  /** Answers problem+json with the given status. */
  static void problem(RoutingContext context, int status, String title, String detail) {
    problem(context, status, title, detail, new JsonObject());
  }

  /** The same with members of the resource's own. */
  static void problem(
      RoutingContext context, int status, String title, String detail, JsonObject more) {
    JsonObject body =
        new JsonObject().put("type", "about:blank").put("title", title).put("status", status);
    if (!detail.isEmpty()) {
      body.put("detail", detail);
    }
    body.mergeIn(more);
    answer(context, new Answered(status, body));
  }

  /** Answers, or hands the answer to whoever wanted it of this node: see {@link Inquiry}. */
  static void answer(RoutingContext context, Answered answered) {
    if (!Inquiry.take(context, answered)) {
      send(context, answered.status(), answered.body().toBuffer());
    }
  }

  /** Sends an answer whose JSON is written already; nothing where one was sent. */
  static void send(RoutingContext context, int status, Buffer json) {
    if (context.response().ended()) {
      return;
    }
    Guest.of(context).ifPresent(guest -> guest.prove(context, status, json));
    context
        .response()
        .setStatusCode(status)
        .putHeader(
            HttpHeaders.CONTENT_TYPE,
            status < 300 ? "application/json" : "application/problem+json")
        .end(json);
  }

  /** Answers 503: the store could not. What it was goes to the log. */
  static void unavailable(RoutingContext context, Throwable fault) {
    LOG.atWarn().setCause(fault).log("the admin API could not be answered");
    context.response().putHeader("Retry-After", "5");
    problem(context, 503, "Service Unavailable", "the store cannot answer now; the log says why");
  }

  /** Answers 504: what was ordered broke where it may be done. What it was goes to the log. */
  static void unsure(RoutingContext context, Throwable fault) {
    LOG.atWarn().setCause(fault).log("an order was not answered");
    problem(context, 504, "Gateway Timeout", "it broke: " + Everywhere.WHETHER_DONE_IS_NOT_KNOWN);
  }

  /** Answers JSON with status 200. */
  static void json(RoutingContext context, JsonObject body) {
    answer(context, new Answered(200, body));
  }
}
