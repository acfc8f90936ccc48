package io.sallyport.bench;

import io.sallyport.bench.Gates.Gate;
import io.sallyport.bench.Gates.Kind;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The gate under load on loopback, beside a bare Vert.x proxy in the same run.
 *
 * <p>Each proxy is a JVM of its own on core 0; the load and the application share core 1. Every
 * request is a GitHub push of its own, signed by the load. For every row the proxies take turns,
 * round by round; medians are printed. CPU is the proxy process's user and system time, from the
 * first request until the application has answered for the last event that was accepted, so that
 * what a durable gate delivers later counts. Then each is driven at fixed rates, shares of what the
 * slowest keeps up with, and the latencies of its answers are printed.
 *
 * <p>Arguments, each optional and written {@code name=value}: {@code seconds} of one measurement
 * (8), {@code rounds} (3), {@code warm-up} of each new process (30 s), {@code gates}
 * (verify-only,pass-through,durable; vertx-core-pipe, shared-1, shared-2, shared-3,
 * shared-confirmed, shared-pass-through, too), {@code kib} (1,64), {@code connections} (32,256),
 * {@code mixes} (true), {@code rates} as shares (0.25,0.5,0.75; none with {@code rates=}), {@code
 * folder} (of this machine's temporary files).
 */
public final class GateBench {
  private static final double WARM_UP_SECONDS_MOST = 6;

  /** A new process compiles for as long as this on one core; that is not what is measured. */
  private final double firstWarmUp;

  private boolean warm;

  private final Vertx vertx;
  private final Gates gates;
  private final double seconds;
  private final int rounds;
  private final List<String> latencies;

  /** What each row asked of Redis, in its last round. */
  private final Map<String, String> shared;

  /** How long several nodes took to decide, at fixed rates. */
  private final List<String> decisions;

  private GateBench(
      Vertx vertx,
      Gates gates,
      double seconds,
      int rounds,
      double firstWarmUp,
      List<String> latencies,
      Map<String, String> shared,
      List<String> decisions) {
    this.shared = shared;
    this.decisions = decisions;
    this.firstWarmUp = firstWarmUp;
    this.vertx = vertx;
    this.gates = gates;
    this.seconds = seconds;
    this.rounds = rounds;
    this.latencies = latencies;
  }

  /** A size of bodies and a number of connections. */
  private record Shape(int bytes, int connections) {
    String cells() {
      return (bytes >> 10) + " KiB | " + connections;
    }
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> given = new TreeMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      if (parts.length < 2) {
        throw new IllegalArgumentException("want name=value, got " + argument);
      }
      given.put(parts[0], parts[1]);
    }
    List<Kind> kinds = new ArrayList<>(List.of(Kind.BARE));
    String wanted = given.getOrDefault("gates", "verify-only,pass-through,durable");
    Arrays.stream(Kind.values())
        .filter(kind -> List.of(wanted.split(",", -1)).contains(kind.word()))
        .filter(kind -> kind != Kind.BARE)
        .forEach(kinds::add);
    Path folder =
        Files.createTempDirectory(
            Path.of(given.getOrDefault("folder", System.getProperty("java.io.tmpdir"))),
            "sallyport-bench");
    List<String> latencies = new ArrayList<>();
    Map<String, String> shared = new LinkedHashMap<>();
    List<String> decisions = new ArrayList<>();
    Child.holdSelf(Gates.LOAD_CORE);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    System.out.println(
        "| body | connections | requests | proxy | requests/CPU-s | of bare | CPU-s/1,000"
            + " | added CPU us | requests/s | drain s |");
    System.out.println("|" + " --- |".repeat(10));
    try {
      for (double kib : numbers(given.getOrDefault("kib", "1,64"))) {
        int bytes = (int) (kib * 1_024);
        try (Gates gates = Gates.start(folder.resolve(bytes + "-bytes"), kinds)) {
          GateBench bench =
              new GateBench(
                  vertx,
                  gates,
                  Double.parseDouble(given.getOrDefault("seconds", "8")),
                  Integer.parseInt(given.getOrDefault("rounds", "3")),
                  Double.parseDouble(given.getOrDefault("warm-up", "30")),
                  latencies,
                  shared,
                  decisions);
          bench.size(
              bytes,
              numbers(given.getOrDefault("connections", "32,256")),
              Boolean.parseBoolean(given.getOrDefault("mixes", "true")),
              numbers(given.getOrDefault("rates", "0.25,0.5,0.75")));
        }
      }
    } finally {
      vertx.close().await();
      Gates.remove(folder);
    }
    System.out.println();
    System.out.println(
        "| body | connections | events/s | proxy | p50 ms | p99 ms | p99.9 ms | most ms"
            + " | not 200 |");
    System.out.println("|" + " --- |".repeat(9));
    latencies.forEach(System.out::println);
    if (!decisions.isEmpty()) {
      System.out.println();
      System.out.println(
          "| body | connections | events/s | proxy | deliveries | decided p50 ms | p99 ms"
              + " | p99.9 ms |");
      System.out.println("|" + " --- |".repeat(8));
      decisions.forEach(System.out::println);
    }
    if (!shared.isEmpty()) {
      System.out.println();
      System.out.println(
          "| body | connections | requests | proxy | Redis: CPU us an event | scripts | round trips"
              + " | bytes in | bytes out |");
      System.out.println("|" + " --- |".repeat(9));
      shared.forEach((row, cells) -> System.out.println(row + " " + cells + " |"));
    }
  }

  private static double[] numbers(String text) {
    return text.isEmpty()
        ? new double[0]
        : Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  private void size(int bytes, double[] connections, boolean mixes, double[] rates)
      throws Exception {
    Pushes pushes = new Pushes(bytes, Gates.SECRET);
    for (double count : connections) {
      Shape shape = new Shape(bytes, (int) count);
      double slowest = row(shape, pushes, Mix.NEW, gates.all());
      for (double share : rates) {
        paced(shape, pushes, Math.max(1, Math.floor(slowest * share)));
      }
    }
    List<Gate> enforcing =
        gates.all().stream().filter(gate -> gate.kind() != Kind.MONITOR).toList();
    if (mixes) {
      for (Mix mix : List.of(Mix.DUPLICATES, Mix.FORGED, Mix.FORGERIES)) {
        row(new Shape(bytes, (int) connections[0]), pushes, mix, enforcing);
      }
    }
  }

  /** Prints a row for each; what the slowest of them keeps up with, a second. */
  private double row(Shape shape, Pushes pushes, Mix mix, List<Gate> among) throws Exception {
    List<Figures> figures = new ArrayList<>();
    for (Gate gate : among) {
      figures.add(new Figures());
      measure(
          gate,
          shape,
          pushes,
          mix,
          warm ? Math.min(seconds, WARM_UP_SECONDS_MOST) : Math.max(seconds, firstWarmUp));
    }
    warm = true;
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < among.size(); i++) {
        figures.get(i).add(measure(among.get(i), shape, pushes, mix, seconds));
      }
    }
    double slowest = Double.MAX_VALUE;
    for (int i = 0; i < among.size(); i++) {
      slowest = Math.min(slowest, figures.get(i).median(Figures.Round::perSecond));
      System.out.printf(
          "| %s | %s | %s | %s |%n",
          shape.cells(),
          mix.name(),
          among.get(i).kind().word(),
          figures.get(i).cells(figures.get(0)));
    }
    return slowest;
  }

  private Figures.Round measure(Gate gate, Shape shape, Pushes pushes, Mix mix, double length)
      throws Exception {
    Mix own = mix == Mix.NEW ? gate.kind().fresh() : mix;
    long before = gates.delivered();
    double cpu = gate.cpuSeconds();
    Optional<BenchRedis.Done> redis = gate.redis().map(BenchRedis::done);
    Load.Result result =
        new Load(vertx, gate.ports(), pushes, own, shape.connections()).closed(length);
    double drain = gates.awaitDelivered(before + result.fresh());
    redis.ifPresent(
        done ->
            shared.put(
                "| %s | %s | %s |".formatted(shape.cells(), mix.name(), gate.kind().word()),
                gate.redis().orElseThrow().done().cells(done, result.answered())));
    boolean refuses = own.forged() > 0 && gate.kind().enforces();
    if (result.other() + result.unanswered() > 0 || refuses != result.refused() > 0) {
      throw new IllegalStateException(
          gate.kind().word() + " answered otherwise than it must: " + result);
    }
    return new Figures.Round(result.answered(), gate.cpuSeconds() - cpu, result.seconds(), drain);
  }

  private void paced(Shape shape, Pushes pushes, double rate) throws Exception {
    for (Gate gate : gates.all()) {
      long before = gates.delivered();
      Decisions undecided = gate.decisions();
      Load.Result result =
          new Load(vertx, gate.ports(), pushes, gate.kind().fresh(), shape.connections())
              .open(seconds, rate);
      gates.awaitDelivered(before + result.fresh());
      if (gate.kind().isShared() && gate.kind().isDurable()) {
        decisions.add(
            "| %s | %.0f | %s | %s |"
                .formatted(
                    shape.cells(), rate, gate.kind().word(), gate.decisions().cells(undecided)));
      }
      latencies.add(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %s | %.2f | %.2f | %.2f | %.1f | %d |",
              shape.cells(),
              rate,
              gate.kind().word(),
              result.micros().getValueAtPercentile(50) / 1e3,
              result.micros().getValueAtPercentile(99) / 1e3,
              result.micros().getValueAtPercentile(99.9) / 1e3,
              result.micros().getMaxValue() / 1e3,
              result.other() + result.refused() + result.unanswered()));
    }
  }
}
