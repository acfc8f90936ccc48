package io.sallyport.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The application and the proxies in front of it, each a JVM of its own, in folders of their own.
 */
final class Gates implements AutoCloseable {
  static final String SECRET = "bench-secret-of-32-bytes-or-more";
  static final int PROXY_CORE = 0;
  static final int LOAD_CORE = 1;

  private static final String MASTER_KEY =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  private static final Duration DRAIN_MOST = Duration.ofMinutes(2);
  private static final int DRAIN_LOOK_MILLIS = 20;
  private static final Duration MONITORED = Duration.ofDays(7);

  /** What stands between the load and the application. */
  enum Kind {
    /** vertx-http-proxy as it comes: what all others are compared with. */
    BARE("vertx-http-proxy"),
    /** The shortest pipe from an HttpServer to an HttpClient. */
    CORE("vertx-core-pipe"),
    /**
     * Sallyport where forgeries are only watched ({@code enforce.monitor-until}): every request is
     * forged, so it is verified in full, found wanting, marked, and sent on past facts, route and
     * ledger. What is genuine always goes through the ledger, so that nothing comes closer to
     * verifying only.
     */
    MONITOR("verify-only"),
    PASS_THROUGH("pass-through"),
    DURABLE("durable"),
    /** Durable, as the only node of a Redis. */
    SHARED_1("shared-1"),
    /** The same with two and with three nodes, all of them on the one core of a proxy. */
    SHARED_2("shared-2"),
    SHARED_3("shared-3"),
    /** One node again, of a Redis with two replicas of which one must confirm each grant. */
    SHARED_CONFIRMED("shared-confirmed"),
    /** One node, whose answers wait for the grant and the application. */
    SHARED_PASS_THROUGH("shared-pass-through");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    /** Whether it refuses what is forged. */
    boolean enforces() {
      return this == PASS_THROUGH || this == DURABLE || isShared();
    }

    boolean isDurable() {
      return this == DURABLE || isShared() && this != SHARED_PASS_THROUGH;
    }

    boolean isShared() {
      return ordinal() >= SHARED_1.ordinal();
    }

    boolean isConfirmed() {
      return this == SHARED_CONFIRMED;
    }

    /** How many processes it is. */
    int nodes() {
      return switch (this) {
        case SHARED_2 -> 2;
        case SHARED_3 -> 3;
        default -> 1;
      };
    }

    /** What it is sent when new events are asked for. */
    Mix fresh() {
      return this == MONITOR ? Mix.FORGERIES : Mix.NEW;
    }
  }

  /**
   * One of them, running.
   *
   * @param children its processes; the load goes to them in turn
   * @param redis by which they agree
   */
  record Gate(Kind kind, List<Child> children, Optional<BenchRedis> redis) {
    List<Integer> ports() {
      return children.stream().map(Child::port).toList();
    }

    Decisions decisions() throws IOException {
      return Decisions.of(children.stream().flatMap(child -> child.status().stream()).toList());
    }

    double cpuSeconds() throws IOException {
      double sum = 0;
      for (Child child : children) {
        sum += child.cpuSeconds();
      }
      return sum;
    }

    void close() {
      children.forEach(Child::close);
      redis.ifPresent(BenchRedis::close);
    }
  }

  private final Path folder;
  private final Child upstream;
  private final List<Gate> gates = new ArrayList<>();

  private Gates(Path folder, Child upstream) {
    this.folder = folder;
    this.upstream = upstream;
  }

  /** Starts them below a folder that does not exist yet, and goes with them. */
  static Gates start(Path folder, List<Kind> kinds) throws IOException {
    Files.createDirectories(folder);
    Child upstream =
        Child.start(LOAD_CORE, folder.resolve("upstream.log"), Map.of(), Upstream.class.getName());
    Gates gates = new Gates(folder, upstream);
    try {
      for (Kind kind : kinds) {
        gates.add(kind);
      }
      return gates;
    } catch (IOException | RuntimeException e) {
      gates.close();
      throw e;
    }
  }

  List<Gate> all() {
    return List.copyOf(gates);
  }

  /** How many requests the application has answered. */
  long delivered() throws IOException {
    URI count = URI.create("http://127.0.0.1:" + upstream.port() + "/count");
    try (InputStream answer = count.toURL().openStream()) {
      return Long.parseLong(new String(answer.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  /** Waits until the application has answered so many; how long that took, in seconds. */
  double awaitDelivered(long wanted) throws IOException, InterruptedException {
    long began = System.nanoTime();
    while (delivered() < wanted) {
      if (System.nanoTime() - began > DRAIN_MOST.toNanos()) {
        throw new IOException(
            (wanted - delivered()) + " accepted events were not delivered within " + DRAIN_MOST);
      }
      Thread.sleep(DRAIN_LOOK_MILLIS);
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private void add(Kind kind) throws IOException {
    Optional<BenchRedis> redis =
        kind.isShared()
            ? Optional.of(BenchRedis.start(LOAD_CORE, kind.isConfirmed()))
            : Optional.empty();
    List<Child> children = new ArrayList<>();
    gates.add(new Gate(kind, children, redis));
    for (int i = 0; i < kind.nodes(); i++) {
      children.add(child(kind, kind.word() + (kind.nodes() > 1 ? "-" + i : ""), redis));
    }
  }

  private Child child(Kind kind, String name, Optional<BenchRedis> redis) throws IOException {
    Path log = folder.resolve(name + ".log");
    if (kind == Kind.BARE || kind == Kind.CORE) {
      return Child.start(
          PROXY_CORE,
          log,
          Map.of(),
          BareProxy.class.getName(),
          kind == Kind.BARE ? "http-proxy" : "core",
          String.valueOf(upstream.port()));
    }
    return Child.start(
        PROXY_CORE,
        log,
        Map.of("BENCH_SECRET", SECRET, "BENCH_MASTER_KEY", MASTER_KEY),
        "io.sallyport.Main",
        "run",
        "--config",
        configuration(kind, name, redis.map(BenchRedis::store).orElse("embedded")).toString());
  }

  private Path configuration(Kind kind, String name, String store) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Path policies = Files.createDirectories(own.resolve("policies"));
    String enforce =
        kind == Kind.MONITOR
            ? "enforce: {monitor-until: %s}%n"
                .formatted(Instant.now().plus(MONITORED).truncatedTo(ChronoUnit.SECONDS))
            : "";
    Files.writeString(
        policies.resolve("github.yaml"),
        """
        provider: github
        keys: ["${env:BENCH_SECRET}"]
        deliver: {to: "http://127.0.0.1:%d/", mode: %s, concurrency: 512}
        replay: {keep-payload: 10s}
        %s"""
            .formatted(upstream.port(), kind.isDurable() ? "durable" : "pass-through", enforce));
    return Files.writeString(
        own.resolve("sallyport.yaml"),
        """
        ingress:
          listen: "127.0.0.1:0"
          bounds: {failures-per-source: 1000000/s, failures-burst: 100000}
        admin: {listen: "127.0.0.1:0"}
        status: {listen: "127.0.0.1:0"}
        policies: %s
        data: %s
        data-is-ephemeral: true
        drain: 2s
        store: %s
        node: %s
        master-key: "${env:BENCH_MASTER_KEY}"
        """
            .formatted(policies, own.resolve("data"), store, name));
  }

  /** Ends them, and removes everything they wrote. */
  @Override
  public void close() {
    gates.forEach(Gate::close);
    upstream.close();
    remove(folder);
  }

  /** Removes a folder with what is in it. */
  static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
