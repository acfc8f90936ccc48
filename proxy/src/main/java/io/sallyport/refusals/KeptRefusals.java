package io.sallyport.refusals;

import io.sallyport.seal.RecordSealer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refusals that outlive a restart: the newest in memory, all of them in a {@link RefusalFile} that
 * one thread of its own writes. Who adds one never waits for a disk: what that thread does not keep
 * up with is counted and left in memory alone.
 *
 * <p>A flood cannot wear the disk out either: at most {@link #WRITES_A_SECOND_MAX} are written. And
 * where the file cannot be had, memory alone serves.
 */
public final class KeptRefusals implements Refusals {
  /** The file's name below the data folder. */
  public static final String FILE = "refusals";

  /** A smaller ring would hold a handful of large requests. */
  public static final long BYTES_MIN = 1L << 20;

  static final int WRITES_A_SECOND_MAX = 1_000;
  private static final int WAITING_MAX = 1_024;
  private static final long WAITING_BYTES_MAX = 8L << 20;
  private static final long CLOSE_SECONDS = 5;
  private static final RefusalRing.Bounds RECENT =
      new RefusalRing.Bounds(
          4L << 20,
          1_024,
          RefusalRing.Bounds.PER_SOURCE_DEFAULT,
          RefusalRing.Bounds.PER_SOURCE_BYTES_DEFAULT);
  private static final Logger LOG = LoggerFactory.getLogger(KeptRefusals.class);

  private final Vertx vertx;
  private final InstantSource clock;
  private final RefusalRing recent;
  private final ThreadPoolExecutor writer;
  private final FutureTask<Optional<RefusalFile>> opening;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private long second;
  private int writtenInSecond;

  private KeptRefusals(
      Vertx vertx,
      InstantSource clock,
      RefusalRing recent,
      FutureTask<Optional<RefusalFile>> opening) {
    this.vertx = vertx;
    this.clock = clock;
    this.recent = recent;
    this.opening = opening;
    this.writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            task -> {
              Thread thread = new Thread(task, "refusals");
              thread.setDaemon(true);
              return thread;
            });
    writer.execute(opening);
  }

  /**
   * Opens the ring on its own thread; what is asked meanwhile waits for it.
   *
   * @param path the file
   * @param bytes its size, at least {@link #BYTES_MIN}
   */
  public static KeptRefusals start(
      Vertx vertx, InstantSource clock, Path path, long bytes, RecordSealer sealer) {
    return start(vertx, clock, path, bytes, sealer, RECENT);
  }

  static KeptRefusals start(
      Vertx vertx,
      InstantSource clock,
      Path path,
      long bytes,
      RecordSealer sealer,
      RefusalRing.Bounds bounds) {
    return new KeptRefusals(
        vertx,
        clock,
        new RefusalRing(clock, bounds),
        new FutureTask<>(() -> file(path, Math.max(BYTES_MIN, bytes), sealer)));
  }

  private static Optional<RefusalFile> file(Path path, long bytes, RecordSealer sealer) {
    try {
      RefusalFile file = RefusalFile.open(path, bytes, sealer);
      if (file.unreadable() > 0) {
        LOG.atWarn()
            .addKeyValue("file", path.toString())
            .addKeyValue("unreadable", file.unreadable())
            .log("refusals that do not open: half-written, damaged, or under another master key");
      }
      return Optional.of(file);
    } catch (IOException e) {
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("file", path.toString())
          .log("refusals are kept in memory alone");
      return Optional.empty();
    }
  }

  @Override
  public void add(Refusal refusal) {
    recent.keep(refusal).ifPresent(this::handOver);
  }

  private void handOver(Refusal refusal) {
    long bytes = RefusalRing.weighHead(refusal.inbound()) + refusal.inbound().body().size();
    if (waitingBytes.addAndGet(bytes) > WAITING_BYTES_MAX) {
      waitingBytes.addAndGet(-bytes);
      leftOut.incrementAndGet();
      return;
    }
    try {
      writer.execute(() -> write(refusal, bytes));
    } catch (RejectedExecutionException fullOrClosed) {
      waitingBytes.addAndGet(-bytes);
      leftOut.incrementAndGet();
    }
  }

  /** On the writer's thread, which opened the file before anything else. */
  private void write(Refusal refusal, long bytes) {
    waitingBytes.addAndGet(-bytes);
    try {
      Optional<RefusalFile> file = file();
      if (file.isEmpty() || !hasWritesLeft()) {
        leftOut.incrementAndGet();
        return;
      }
      file.get().write(refusal);
    } catch (IOException e) {
      leftOut.incrementAndGet(); // counted, not told: a broken disk must not flood the log, too
    }
  }

  private boolean hasWritesLeft() {
    long now = clock.instant().getEpochSecond();
    if (now != second) {
      second = now;
      writtenInSecond = 0;
    }
    return writtenInSecond++ < WRITES_A_SECOND_MAX;
  }

  @Override
  public Future<Optional<Refusal>> open(String reference) {
    Optional<Refusal> known = recent.find(reference);
    return known.isPresent()
        ? Future.succeededFuture(known)
        : vertx.executeBlocking(
            () -> {
              Optional<RefusalFile> file = file();
              return file.isEmpty() ? Optional.<Refusal>empty() : file.get().find(reference);
            },
            false);
  }

  @Override
  public Future<List<Refusal>> list(Filter filter, int most) {
    return vertx.executeBlocking(() -> newest(filter, most), false);
  }

  /** Memory first: what is there is newer than what is on the disk, or on it, too. */
  private List<Refusal> newest(Filter filter, int most) throws IOException {
    Map<String, Refusal> found = new LinkedHashMap<>();
    recent.newest(filter, most).forEach(it -> found.put(it.reference(), it.withoutBody()));
    Optional<RefusalFile> file = file();
    if (file.isPresent()) {
      file.get().newest(filter, most).forEach(it -> found.putIfAbsent(it.reference(), it));
    }
    return found.values().stream().limit(most).toList();
  }

  private Optional<RefusalFile> file() throws IOException {
    try {
      return opening.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("the ring of refusals could not be opened", e);
    }
  }

  /** How many found no room on their way to the disk. */
  public long leftOut() {
    return leftOut.get();
  }

  /** Writes what waits, for a few seconds at most, and closes the file. */
  public Future<Void> close() {
    writer.shutdown();
    return vertx.executeBlocking(
        () -> {
          writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
          Optional<RefusalFile> file = opening.isDone() ? file() : Optional.empty();
          if (file.isPresent()) {
            file.get().close();
          }
          return null;
        },
        false);
  }
}
