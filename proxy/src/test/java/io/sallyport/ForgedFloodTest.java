package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.RawClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing unverified has an effect (law 1), however much of it there is. */
@DisplayName("threats rows 49 and 58: a flood of forged requests with distinct ids")
class ForgedFloodTest {
  private static final int AT_ONCE = 50;

  /** For a hundred thousand requests this is 42 bytes each; for a million, 4. */
  private static final long HEAP_GROWTH_MAX = 4L << 20;

  private static final int READINGS = 5;
  private static final String UNLIMITED =
      "ingress: {listen: \"127.0.0.1:0\", bounds: {failures-per-source: 1000000/s, failures-burst:"
          + " 1000000}}\n";

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private RunningGate gate;

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void ofAHundredThousandLeavesNothingBehind() throws IOException {
    flood(100_000);
  }

  @Test
  @Tag("long")
  void ofAMillionLeavesNothingBehind() throws IOException {
    flood(1_000_000);
  }

  private void flood(int requests) throws IOException {
    gate = RunningGate.in(folder, vertx);
    AcmeShop shop =
        new AcmeShop(gate, vertx, true, false, (number, request) -> request.response().end("ok"));
    gate.start(UNLIMITED);
    assertThat(shop.send(AcmeShop.event("before"), Instant.now()).statusCode()).isEqualTo(200);
    shop.await("before", 1);
    forge(2_000); // what is made once is made now
    shop.reached(Instant.now());
    settle();
    Map<String, String> journal = journal();
    long series = series();
    long heap = heap();

    forge(requests);

    settle();
    assertThat(journal()).as("the journal").isEqualTo(journal);
    assertThat(series()).as("metric series").isEqualTo(series);
    assertThat(heap() - heap).as("bytes of heap").isLessThan(HEAP_GROWTH_MAX);
    // A million take longer than what was signed at the beginning is fresh.
    Instant after = Instant.now();
    assertThat(
            shop.send(AcmeShop.event("forged-7"), after).headers().firstValue("Sallyport-Outcome"))
        .as("a forged id claims nothing")
        .isEmpty();
    assertThat(shop.reached(after)).hasSize(2);
  }

  /** Every one under an id, a type and a path of its own, signed by nobody. */
  private void forge(int count) {
    try (RawClient client = gate.raw()) {
      for (int sent = 0; sent < count; sent += AT_ONCE) {
        StringBuilder together = new StringBuilder();
        Instant now = Instant.now();
        for (int i = 0; i < AT_ONCE; i++) {
          together.append(forged(sent + i, now));
        }
        client.send(together.toString());
        for (int i = 0; i < AT_ONCE; i++) {
          assertThat(client.read().status()).isEqualTo(401);
        }
      }
    }
  }

  private static String forged(int number, Instant now) {
    String body = "{\"id\":\"forged-" + number + "\",\"kind\":\"kind-" + number + "\"}";
    return "POST /hooks/acme?n="
        + number
        + " HTTP/1.1\r\nHost: hooks.example.com\r\nUser-Agent: agent-"
        + number
        + "\r\nX-Time: "
        + now.getEpochSecond()
        + "\r\nX-Signature: "
        + "%064x".formatted(number)
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** Digests of the files, all of which were made at their full size. */
  private Map<String, String> journal() throws IOException {
    Map<String, String> digests = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder.resolve("data"))) {
      files = walk.filter(it -> it.toString().endsWith(".journal")).toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      digests.put(file.getFileName().toString(), sha256(Files.readAllBytes(file)));
    }
    return digests;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  private long series() {
    return gate.send(
            HttpRequest.newBuilder(URI.create(gate.server().statusUrl() + "/metrics")).build())
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .count();
  }

  /**
   * What is in use for good. Other tests' threads run in this JVM, so one reading may be too high
   * by what is on its way; what is kept is in the least of several, too.
   */
  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < READINGS; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
      LockSupport.parkNanos(50_000_000);
    }
    return least;
  }

  /** Receipts and ends that are told without waiting are in the journal by then. */
  private void settle() throws IOException {
    Map<String, String> before = journal();
    long give = System.nanoTime() + 20_000_000_000L;
    for (int same = 0; same < 3 && System.nanoTime() < give; ) {
      LockSupport.parkNanos(700_000_000L);
      Map<String, String> now = journal();
      same = now.equals(before) ? same + 1 : 0;
      before = now;
    }
  }
}
