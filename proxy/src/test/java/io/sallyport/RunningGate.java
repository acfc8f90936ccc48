package io.sallyport;

import io.sallyport.config.ConfigurationLoader;
import io.sallyport.fixture.RawClient;
import io.sallyport.observe.Decision;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A whole gate over loopback: the real server on free ports, an application behind it that keeps
 * what reaches it, and a client in front.
 */
public final class RunningGate implements AutoCloseable {
  /** Of a flood, too, it keeps no more. */
  private static final int DECISIONS_MAX = 1_000;

  private final Path folder;
  private final Vertx vertx;
  private final HttpServer application;
  private final List<Reached> reached = new CopyOnWriteArrayList<>();
  private final Deque<Decision> decisions = new ArrayDeque<>();

  /** HTTP/1.1: by default this client asks for an upgrade, which the gate refuses. */
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Optional<Server> server = Optional.empty();
  private InstantSource clock = InstantSource.system();

  /** What reached the application. */
  public record Reached(
      String method, String target, Map<String, List<String>> fields, String body) {}

  private RunningGate(Path folder, Vertx vertx) {
    this.folder = folder;
    this.vertx = vertx;
    this.application =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              Map<String, List<String>> fields =
                                  new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                              request
                                  .headers()
                                  .names()
                                  .forEach(
                                      name -> fields.put(name, request.headers().getAll(name)));
                              reached.add(
                                  new Reached(
                                      request.method().name(),
                                      request.uri(),
                                      fields,
                                      body.toString("ISO-8859-1")));
                              synchronized (reached) {
                                reached.notifyAll();
                              }
                              request
                                  .response()
                                  .setStatusCode(statusFor(request.path()))
                                  .putHeader("Content-Type", "text/x-app")
                                  .end("taken");
                            }))
            .listen(0, "127.0.0.1")
            .await();
  }

  /** {@code …/status/500} is answered with that status, all else with 200. */
  private static int statusFor(String path) {
    int at = path.lastIndexOf("/status/");
    return at < 0 ? 200 : Integer.parseInt(path.substring(at + "/status/".length()));
  }

  /** A gate with a folder of its own and no policies yet; {@link #start} starts it. */
  public static RunningGate in(Path folder) {
    return in(folder, Vertx.vertx());
  }

  /** The same on a Vert.x of the test's own, which is closed with the gate. */
  public static RunningGate in(Path folder, Vertx vertx) {
    try {
      Files.createDirectories(folder.resolve("policies"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RunningGate(folder, vertx);
  }

  /** Writes a policy; {@code APP} in its text is the application's address. */
  public RunningGate policy(String name, String yaml) {
    try {
      Files.writeString(
          folder.resolve("policies").resolve(name + ".yaml"),
          yaml.replace("APP", "http://127.0.0.1:" + application.actualPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** By which clock the next start goes; by default this machine's. */
  public RunningGate at(InstantSource time) {
    clock = time;
    return this;
  }

  /** Starts with literal secrets allowed. */
  public RunningGate start() {
    return start("");
  }

  /** Starts with more lines of configuration. */
  public RunningGate start(String more) {
    Path file = folder.resolve("sallyport.yaml");
    try {
      Files.writeString(
          file,
          """
          status: {listen: "127.0.0.1:0"}
          policies: "%s"
          data: "%s"
          data-is-ephemeral: true
          public-url: "https://hooks.example.com"
          refusals: {bytes: 1MiB}
          """
                  .formatted(folder.resolve("policies"), folder.resolve("data"))
              + (more.contains("admin:") ? "" : "admin: {listen: \"127.0.0.1:0\"}\n")
              + (more.contains("drain:") ? "" : "drain: 1s\n")
              + (more.contains("ingress:") ? more : more + "ingress: {listen: \"127.0.0.1:0\"}\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ConfigurationLoader.Result read = ConfigurationLoader.load(Optional.of(file), Map.of());
    if (read.configuration().isEmpty()) {
      throw new IllegalArgumentException(read.problems().toString());
    }
    server =
        Optional.of(
            Server.start(
                    vertx,
                    read.configuration().get(),
                    new Server.Setting(Map.of(), false, true, this::decided, clock))
                .await());
    return this;
  }

  public Server server() {
    return server.orElseThrow();
  }

  /**
   * What has reached the application when so much has, which durable delivery takes a moment for.
   */
  public List<Reached> reached(int count) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    synchronized (reached) {
      while (reached.size() < count) {
        long left = until - System.nanoTime();
        if (left <= 0) {
          throw new AssertionError("only " + reached.size() + " of " + count + " arrived");
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(reached, left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError(e);
        }
      }
    }
    return reached();
  }

  /** What has reached the application so far. */
  public List<Reached> reached() {
    return List.copyOf(reached);
  }

  /** What was decided last. */
  public List<Decision> decisions() {
    synchronized (decisions) {
      return List.copyOf(decisions);
    }
  }

  private void decided(Decision decision) {
    synchronized (decisions) {
      if (decisions.size() == DECISIONS_MAX) {
        decisions.remove();
      }
      decisions.add(decision);
    }
  }

  /** A client that writes whatever bytes it likes. */
  public RawClient raw() {
    return RawClient.to(URI.create(server().ingressUrl()).getPort());
  }

  public HttpResponse<String> get(String target) {
    return send(HttpRequest.newBuilder(uri(target)).GET().build());
  }

  /** What the status listener tells of itself, as Prometheus reads it. */
  public String metrics() {
    return send(HttpRequest.newBuilder(URI.create(server().statusUrl() + "/metrics")).GET().build())
        .body();
  }

  /** Posts a body with fields, names and values in turn. */
  public HttpResponse<String> post(String target, String body, String... fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(target)).POST(BodyPublishers.ofString(body));
    if (fields.length > 0) {
      request.headers(fields);
    }
    return send(request.build());
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public URI uri(String target) {
    return URI.create(server().ingressUrl() + target);
  }

  /**
   * As {@code kill -9} looks from outside: nothing of it is heard any more, and nobody was told.
   * Its application is gone, too; what has reached it is still known.
   */
  public void kill() {
    server = Optional.empty();
    vertx.close().await();
  }

  @Override
  public void close() {
    server.ifPresent(it -> it.stop().await());
    vertx.close().await();
  }
}
