package io.sallyport.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Pass-through under load on loopback: Sallyport verifying GitHub's HMAC beside two bare Vert.x
 * proxies, in one run.
 *
 * <p>Each proxy is a JVM of its own on core 0; the load and the upstream share core 1. For every
 * row the proxies take turns, {@code rounds} times; what is printed is the median. Requests per
 * CPU-second are completed requests over the proxy process's own user and system time. Then each is
 * driven at one fixed rate, half of what the slowest managed, and its latencies are printed.
 *
 * <p>Arguments: seconds of one measurement (default 8), rounds (default 3).
 */
public final class GateBench {
  private static final String SECRET = "bench-secret-of-32-bytes-or-more";
  private static final int PROXY_CORE = 0;
  private static final int LOAD_CORE = 1;
  private static final double WARM_UP_SECONDS = 6;

  private GateBench() {}

  public static void main(String[] arguments) throws Exception {
    double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 8;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    Path folder = Files.createTempDirectory("sallyport-bench");
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (Child upstream = Child.start(LOAD_CORE, Map.of(), Upstream.class.getName());
        Child httpProxy = bare("http-proxy", upstream.port());
        Child core = bare("core", upstream.port());
        Child sallyport = sallyport(folder, upstream.port())) {
      List<Subject> subjects =
          List.of(
              new Subject("vertx-http-proxy", httpProxy),
              new Subject("vertx-core pipe", core),
              new Subject("sallyport", sallyport));
      System.out.println(
          "| body | connections | proxy | requests/CPU-s | of bare | requests/s | p50 ms | p99 ms | at rate/s |");
      System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
      for (int bytes : new int[] {1 << 10, 64 << 10}) {
        for (int connections : new int[] {32, 256}) {
          row(vertx, subjects, bytes, connections, seconds, rounds);
        }
      }
    } finally {
      vertx.close().await();
    }
  }

  private record Subject(String name, Child child) {}

  private static void row(
      Vertx vertx, List<Subject> subjects, int bytes, int connections, double seconds, int rounds)
      throws Exception {
    Buffer request = request(bytes);
    List<List<double[]>> figures = new ArrayList<>();
    for (Subject subject : subjects) {
      figures.add(new ArrayList<>());
      new Load(vertx, subject.child().port(), request, connections).closed(WARM_UP_SECONDS);
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < subjects.size(); i++) {
        figures.get(i).add(measure(vertx, subjects.get(i), request, connections, seconds));
      }
    }
    double slowest = Double.MAX_VALUE;
    for (List<double[]> runs : figures) {
      slowest = Math.min(slowest, median(runs, 1));
    }
    double rate = Math.floor(slowest / 2);
    for (int i = 0; i < subjects.size(); i++) {
      Load.Result paced =
          new Load(vertx, subjects.get(i).child().port(), request, connections).open(seconds, rate);
      List<double[]> ratios = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        ratios.add(new double[] {figures.get(i).get(round)[0] / figures.get(0).get(round)[0]});
      }
      System.out.printf(
          Locale.ROOT,
          "| %d KiB | %d | %s | %.0f | %.2f | %.0f | %.2f | %.2f | %.0f |%n",
          bytes >> 10,
          connections,
          subjects.get(i).name(),
          median(figures.get(i), 0),
          median(ratios, 0),
          median(figures.get(i), 1),
          paced.micros().getValueAtPercentile(50) / 1e3,
          paced.micros().getValueAtPercentile(99) / 1e3,
          rate);
    }
  }

  private static double[] measure(
      Vertx vertx, Subject subject, Buffer request, int connections, double seconds)
      throws IOException {
    double cpu = subject.child().cpuSeconds();
    Load.Result result =
        new Load(vertx, subject.child().port(), request, connections).closed(seconds);
    double used = subject.child().cpuSeconds() - cpu;
    if (result.other() > 0) {
      throw new IllegalStateException(
          subject.name() + " refused " + result.other() + " of the requests");
    }
    return new double[] {result.answered() / used, result.answered() / seconds};
  }

  private static double median(List<double[]> runs, int figure) {
    double[] values = runs.stream().mapToDouble(run -> run[figure]).sorted().toArray();
    return values[values.length / 2];
  }

  private static Child bare(String kind, int upstream) throws IOException {
    return Child.start(
        PROXY_CORE, Map.of(), BareProxy.class.getName(), kind, String.valueOf(upstream));
  }

  private static Child sallyport(Path folder, int upstream) throws IOException {
    Path policies = Files.createDirectories(folder.resolve("policies"));
    Files.writeString(
        policies.resolve("github.yaml"),
        """
        provider: github
        keys: ["${env:BENCH_SECRET}"]
        deliver: {to: "http://127.0.0.1:%d/", concurrency: 512}
        """
            .formatted(upstream));
    Path config = folder.resolve("sallyport.yaml");
    Files.writeString(
        config,
        """
        ingress: {listen: "127.0.0.1:0"}
        admin: {listen: "127.0.0.1:0"}
        status: {listen: "127.0.0.1:0"}
        policies: %s
        data: %s
        """
            .formatted(policies, folder.resolve("data")));
    return Child.start(
        PROXY_CORE,
        Map.of("BENCH_SECRET", SECRET),
        "io.sallyport.Main",
        "run",
        "--config",
        config.toString());
  }

  /** A push as GitHub sends it: its header fields, a signed JSON body of exactly this size. */
  private static Buffer request(int bytes) throws GeneralSecurityException {
    String start = "{\"ref\":\"refs/heads/main\",\"filler\":\"";
    String end = "\"}";
    char[] filler = new char[bytes - start.length() - end.length()];
    Arrays.fill(filler, 'x');
    byte[] body = (start + new String(filler) + end).getBytes(StandardCharsets.UTF_8);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String head =
        "POST /hooks/github HTTP/1.1\r\n"
            + "Host: 127.0.0.1\r\n"
            + "Accept: */*\r\n"
            + "User-Agent: GitHub-Hookshot/044aadd\r\n"
            + "X-GitHub-Delivery: 72d3162e-cc78-11e3-81ab-4c9367dc0958\r\n"
            + "X-GitHub-Event: push\r\n"
            + "X-GitHub-Hook-ID: 292430182\r\n"
            + "X-GitHub-Hook-Installation-Target-ID: 79929171\r\n"
            + "X-GitHub-Hook-Installation-Target-Type: repository\r\n"
            + "X-Hub-Signature-256: sha256="
            + HexFormat.of().formatHex(mac.doFinal(body))
            + "\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: "
            + body.length
            + "\r\n\r\n";
    return Buffer.buffer(head, "ISO-8859-1").appendBytes(body);
  }
}
