package io.sallyport.bench;

import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Placed;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.LocalStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/** Admits events to a store and ends them, so many at a time, on one event loop. */
final class LedgerLoad {
  private final Vertx vertx;
  private final LocalStore store;
  private final Admissions admissions;
  private final long first;
  private final long events;
  private final Histogram acknowledged = new Histogram(3);
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private long begun;
  private long ended;

  /**
   * One load, to be run once.
   *
   * @param first the number of its first event
   */
  LedgerLoad(Vertx vertx, LocalStore store, Admissions admissions, long first, long events) {
    this.vertx = vertx;
    this.store = store;
    this.admissions = admissions;
    this.first = first;
    this.events = events;
  }

  /** The store below a folder, as the server opens it. */
  static LocalStore open(Vertx vertx, Path folder) throws IOException {
    SecureRandom random = new SecureRandom();
    return LocalStore.open(
        folder,
        new RecordSealer(MasterKey.inDirectory(folder, random), "journal", random),
        LocalStore.Settings.defaults(),
        new LocalStore.Outside(
            vertx,
            InstantSource.system(),
            System::nanoTime,
            random,
            "bench",
            (integration, limit) -> {},
            Throwable::printStackTrace));
  }

  /** Returns when the store has been told of every end, with a line about it. */
  String run(int inFlight) {
    com.sun.management.OperatingSystemMXBean process =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = process.getProcessCpuTime();
    long began = System.nanoTime();
    vertx
        .getOrCreateContext()
        .runOnContext(
            unused -> {
              for (int i = 0; i < inFlight; i++) {
                next();
              }
            });
    over.join();
    double seconds = (System.nanoTime() - began) / 1e9;
    return String.format(
        "%.0f events/s, %.1f us of CPU an event, ack p50 %.2f ms p99 %.2f ms",
        events / seconds,
        (process.getProcessCpuTime() - cpu) / 1e3 / events,
        acknowledged.getValueAtPercentile(50) / 1e6,
        acknowledged.getValueAtPercentile(99) / 1e6);
  }

  private void next() {
    if (begun == events) {
      return;
    }
    long at = System.nanoTime();
    store
        .ledger()
        .admit(admissions.of(first + begun++))
        .onSuccess(
            placed -> {
              acknowledged.recordValue(System.nanoTime() - at);
              if (placed instanceof Placed.Kept kept && kept.now().isPresent()) {
                Attempt attempt = new Attempt(1, Instant.now(), Duration.ofMillis(1), 200, "");
                store.outbox().delivered(kept.now().get(), attempt);
                ended();
                next();
              } else {
                over.completeExceptionally(new IllegalStateException(placed.toString()));
              }
            })
        .onFailure(over::completeExceptionally);
  }

  private void ended() {
    if (++ended == events) {
      over.complete(null);
    }
  }
}
