package io.sallyport.bench;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Event;
import io.sallyport.admit.Keeping;
import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Placed;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.LocalStore;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;

/**
 * What the ledger of one node costs by itself: events are admitted and ended, so many at a time, on
 * one event loop. Arguments: events, in flight, body bytes.
 */
public final class LedgerBench {
  private final Vertx vertx;
  private final LocalStore store;
  private final long events;
  private final byte[] body;
  private final Histogram acknowledged = new Histogram(3);
  private final CountDownLatch over = new CountDownLatch(1);
  private long begun;
  private long ended;

  private LedgerBench(Vertx vertx, LocalStore store, long events, int bytes) {
    this.vertx = vertx;
    this.store = store;
    this.events = events;
    this.body = new byte[bytes];
  }

  public static void main(String[] arguments) throws Exception {
    long events = arguments.length > 0 ? Long.parseLong(arguments[0]) : 300_000;
    int inFlight = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
    int bytes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_024;
    Path folder = Files.createTempDirectory("sallyport-ledger-bench");
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    SecureRandom random = new SecureRandom();
    RecordSealer sealer =
        new RecordSealer(MasterKey.inDirectory(folder, random), "journal", random);
    LocalStore.Outside outside =
        new LocalStore.Outside(
            vertx,
            InstantSource.system(),
            System::nanoTime,
            random,
            "bench",
            (integration, limit) -> {},
            fatal -> fatal.printStackTrace());
    LocalStore store = LocalStore.open(folder, sealer, LocalStore.Settings.defaults(), outside);
    for (int round = 0; round < 3; round++) {
      new LedgerBench(vertx, store, events, bytes).run(inFlight, round);
    }
    long opened = System.nanoTime();
    store.close();
    System.out.printf("close %d ms%n", (System.nanoTime() - opened) / 1_000_000);
    opened = System.nanoTime();
    store = LocalStore.open(folder, sealer, LocalStore.Settings.defaults(), outside);
    System.out.printf("open %d ms%n", (System.nanoTime() - opened) / 1_000_000);
    System.out.println(store.records().stats().toCompletionStage().toCompletableFuture().get());
    store.close();
    vertx.close().toCompletionStage().toCompletableFuture().get();
    try (var files = Files.walk(folder)) {
      files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
    }
  }

  private void run(int inFlight, int round) throws Exception {
    com.sun.management.OperatingSystemMXBean process =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = process.getProcessCpuTime();
    long began = System.nanoTime();
    vertx
        .getOrCreateContext()
        .runOnContext(
            unused -> {
              for (int i = 0; i < inFlight; i++) {
                next((long) round << 40);
              }
            });
    over.await();
    double seconds = (System.nanoTime() - began) / 1e9;
    double micros = (process.getProcessCpuTime() - cpu) / 1e3 / events;
    System.out.printf(
        "round %d: %.0f events/s, %.1f us of CPU an event, ack p50 %.2f ms p99 %.2f ms%n",
        round,
        events / seconds,
        micros,
        acknowledged.getValueAtPercentile(50) / 1e6,
        acknowledged.getValueAtPercentile(99) / 1e6);
  }

  private void next(long base) {
    if (begun == events) {
      return;
    }
    long at = System.nanoTime();
    Admission admission = admission(base + begun++);
    store
        .ledger()
        .admit(admission)
        .onSuccess(
            placed -> {
              acknowledged.recordValue(System.nanoTime() - at);
              ((Placed.Kept) placed)
                  .now()
                  .ifPresent(
                      waiting ->
                          store
                              .outbox()
                              .delivered(
                                  waiting,
                                  new Attempt(1, Instant.now(), Duration.ofMillis(1), 200, "")));
              if (++ended == events) {
                over.countDown();
              }
              next(base);
            });
  }

  private Admission admission(long number) {
    byte[] own = body.clone();
    ByteBuffer.wrap(own).putLong(number);
    RawBody raw = RawBody.of(own);
    EventId id = EventId.of("bench", "", Long.toString(number).getBytes());
    InboundWebhook inbound =
        new InboundWebhook(
            "bench",
            "req",
            "POST",
            "/hooks/bench",
            Headers.of(
                List.of(
                    Map.entry("Host", "hooks.example.com"),
                    Map.entry("Content-Type", "application/json"),
                    Map.entry("X-Signature", "0123456789abcdef0123456789abcdef"))),
            raw,
            InetAddress.getLoopbackAddress(),
            Instant.now(),
            Map.of(),
            Optional.empty());
    Parcel parcel =
        new Parcel(
            inbound,
            "https://hooks.example.com/hooks/bench",
            "",
            id,
            Optional.of("main"),
            Optional.empty(),
            Optional.of("thing.happened"),
            List.of(),
            1,
            false,
            1);
    Event event =
        new Event(
            id,
            Optional.of(ClaimKey.of("signed", Long.toString(number).getBytes())),
            ClaimKey.of(raw.sha256()),
            Optional.empty(),
            Optional.of("thing.happened"),
            Optional.empty(),
            0,
            raw.size(),
            List.of());
    return new Admission(parcel, "sha256:0", List.of(event), Keeping.defaults(), Optional.empty());
  }
}
