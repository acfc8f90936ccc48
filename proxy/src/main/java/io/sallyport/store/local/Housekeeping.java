package io.sallyport.store.local;

import io.sallyport.journal.Journal;
import io.sallyport.journal.JournalException;
import io.sallyport.journal.Position;
import io.sallyport.store.local.LedgerRecord.Timed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done between groups: those who waited too long are told to come back, receipts are
 * written down, what has changed goes into the index, held events expire, and segments that nobody
 * needs any more are removed. Whatever takes long runs on a thread of its own, one thing at a time.
 */
final class Housekeeping implements Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** So many changes, and they are written although the second is not over. */
  private static final int CHANGES_MAX = 8_192;

  /** So much of the journal is read again after a crash, at most about twice. */
  private static final long FLUSH_EVERY_BYTES = 128L << 20;

  private static final int CASES_AT_ONCE = 256;

  /** So long the index's thread reads before it writes what has come since. */
  private static final int FILTER_ROWS_AT_ONCE = 50_000;

  /** So far a crash sets back what a machine's clock does not tell. */
  private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

  private static final Duration CLOSED_CASES_STAY = Duration.ofDays(30);

  private final Fullness fullness;
  private final Carrier carrier;
  private final Journal journal;
  private final IndexFiles files;
  private final Desk desk;
  private final Errand receipts;
  private final Errand times;
  private final HeldExpiry expiry;
  private final LedgerClock clock;
  private final ClockWatch watch;
  private final Consumer<Throwable> onFatal;
  private final ExecutorService worker;

  private Instant noted = Instant.EPOCH;
  private long lastTick;
  private boolean everTicked;
  private Position written;
  private volatile boolean writing;
  private volatile boolean done;

  /** What there was no room for when it came to be written. */
  private volatile Optional<Frozen> postponed = Optional.empty();

  private volatile boolean readingFilters;
  private Optional<ClaimTables.FilterReading> filters = Optional.empty();

  /** Up to where the index is on the disk for certain. */
  private final AtomicLong flushed = new AtomicLong();

  /** As of when that is. */
  private volatile Instant flushedAt = Instant.EPOCH;

  private final AtomicLong bytesSinceFlush = new AtomicLong();

  Housekeeping(
      Fullness fullness,
      Journal journal,
      long onDisk,
      IndexFiles files,
      Desk desk,
      LedgerClock clock,
      Consumer<Throwable> onFatal) {
    this.fullness = fullness;
    this.carrier = new Carrier(journal, desk);
    this.journal = journal;
    this.files = files;
    this.desk = desk;
    this.receipts = new Errand(desk::submit);
    this.times = new Errand(desk::submit);
    this.expiry = new HeldExpiry(desk);
    this.clock = clock;
    this.watch = new ClockWatch(clock);
    this.onFatal = onFatal;
    this.written = journal.end();
    this.worker =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "sallyport-index");
              thread.setDaemon(true);
              return thread;
            });
    this.flushed.set(onDisk);
    worker.execute(this::prepare);
  }

  @Override
  public long tick(long nanos) {
    if (done) {
      done = false;
      writing = false;
      desk.state().thaw();
    }
    sendBack(nanos);
    if (!everTicked || nanos - lastTick >= SECOND) {
      everTicked = true;
      lastTick = nanos;
      everySecond();
    }
    return desk.running().hasWaiters() ? TimeUnit.MILLISECONDS.toNanos(10) : SECOND / 4;
  }

  @Override
  public void synced(Position end, long nanos) {
    bytesSinceFlush.addAndGet(
        end.segment() == written.segment() ? end.offset() - written.offset() : end.offset());
    written = end;
    desk.accord().synced(desk.state());
    if (desk.state().changes() >= CHANGES_MAX) {
      writeIndex();
    }
  }

  /** What it found out of the machine's clock. */
  ClockWatch clock() {
    return watch;
  }

  /** None who waits for the end of an event waits longer than its sender does. */
  private void sendBack(long nanos) {
    if (desk.running().hasWaiters()) {
      for (Running.Waiter waiter : desk.running().overdue(nanos)) {
        waiter.loop().execute(() -> waiter.promise().complete(SettleTask.busy(waiter)));
      }
    }
  }

  private void everySecond() {
    if (!desk.receipts().isEmpty()) {
      receipts.submit(desk.receipts().bytesMost(), desk.receipts()::write);
    }
    noteTime();
    expiry.look(clock.instant());
    desk.accord().look(desk.state());
    forget(); // before: while the index is being written or read no bucket is dropped
    if (!readingFilters && files.wantsFilters()) {
      readingFilters = true;
      worker.execute(this::readFilters);
    }
    Optional<Frozen> unwritten = postponed;
    if (unwritten.isPresent()) {
      postponed = Optional.empty();
      worker.execute(() -> write(unwritten.get()));
    } else if (fullness.hasRoomToWrite()
        && (desk.state().changes() > 0 || holdsUpSegments() || holdsUpBuckets())) {
      writeIndex();
    } else if (!writing) {
      worker.execute(this::prepare);
    }
    carrier.next().ifPresent(worker::execute);
    watch.look();
  }

  /**
   * While the machine's clock is behind, only the journal can tell the next process what time it
   * is: without that, what aged since the last event would age once more, and be forgotten early
   * when the clock is put right.
   */
  private void noteTime() {
    Instant now = clock.instant();
    if (clock.drift().compareTo(ClockWatch.TOLERANCE.negated()) < 0
        && !now.isBefore(noted.plus(NOTED_EVERY))) {
      noted = now;
      times.submit(Bounds.smallBytesMost(), group -> group.add(new Timed(group.now())));
    }
  }

  /** Hands what has changed to the other thread; without effect while that is still at it. */
  private void writeIndex() {
    if (writing || desk.state().isWriting() || !fullness.hasRoomToWrite()) {
      return;
    }
    writing = true;
    long position = Ids.number(journal.end());
    long bytes = desk.state().changesBytes();
    Instant now = clock.instant();
    Frozen frozen = new Frozen(desk.state().freeze(position, now), position, now, bytes);
    worker.execute(() -> write(frozen));
  }

  /**
   * What is to be written.
   *
   * @param position of the journal, up to which it is
   * @param at when it was frozen
   * @param bytes about
   */
  private record Frozen(LedgerTables.Writing changes, long position, Instant at, long bytes) {}

  private void write(Frozen frozen) {
    try {
      fullness.makeRoom(files.unflushedBytes() + frozen.bytes());
      if (fullness.hasRoomToWrite()) {
        frozen.changes().write();
        flushWhereWanted(frozen);
        done = true;
      } else {
        postponed = Optional.of(frozen);
      }
      prepare();
    } catch (Throwable broken) {
      onFatal.accept(broken);
      throw broken;
    }
  }

  private void flushWhereWanted(Frozen frozen) {
    long unflushed = files.unflushedBytes();
    if (bytesSinceFlush.get() >= FLUSH_EVERY_BYTES
        || holdsUpSegments()
        || (files.hasExpired(frozen.at()) && !files.hasExpired(flushedAt))
        || unflushed >= fullness.unwrittenMost()) {
      fullness.makeRoom(unflushed);
      if (fullness.hasRoomToWrite()) {
        bytesSinceFlush.set(0);
        files.flush();
        flushed.set(frozen.position());
        flushedAt = frozen.at();
      }
    }
  }

  /** Whether room is wanted, and what the index has not on the disk keeps segments. Any thread. */
  private boolean holdsUpSegments() {
    return fullness.drops() && flushed.get() >>> 32 < journal.end().segment();
  }

  /** Whether claims that have expired together wait for a flush to be dropped. */
  private boolean holdsUpBuckets() {
    return files.hasExpired(clock.instant()) && !files.hasExpired(flushedAt);
  }

  /** A piece of them, and then whatever else waits for this thread, until they are whole. */
  private void readFilters() {
    try {
      if (filters.isEmpty()) {
        filters = files.unreadFilters();
      }
      if (filters.isEmpty() || filters.get().read(FILTER_ROWS_AT_ONCE)) {
        filters = Optional.empty();
        readingFilters = false;
      } else {
        worker.execute(this::readFilters);
      }
    } catch (RejectedExecutionException closing) {
      LOG.atDebug().log("the store is being closed before its filters were read");
    } catch (Throwable broken) {
      onFatal.accept(broken);
      throw broken;
    }
  }

  /** The zeros of the next segment. */
  private void prepare() {
    try {
      fullness.look(files.unflushedBytes());
      if (!fullness.refuses() && journal.wantsSpare()) {
        journal.prepare();
      }
      fullness.missesSegment(false);
      desk.tight(fullness.refuses());
    } catch (JournalException.Full full) {
      if (!fullness.missesSegment()) {
        LOG.atWarn()
            .addKeyValue("detail", full.getMessage())
            .log("there is no room for the journal's next segment: nothing new is taken");
      }
      fullness.missesSegment(true);
      desk.tight(true);
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("the next segment cannot be made ahead of time");
    }
  }

  /** What has expired, what is closed for long, and segments that only hold such things. */
  private void forget() {
    Instant now = clock.instant();
    if (!writing && !readingFilters) {
      files.dropExpired(flushedAt);
    }
    for (int name : desk.state().usages().keySet()) {
      desk.state()
          .inOrder(
              OrderKey.first(OrderKey.Kind.CLOSED, name),
              OrderKey.closed(name, now.minus(CLOSED_CASES_STAY), 0, 0),
              CASES_AT_ONCE)
          .forEach(closed -> desk.state().forgetClosed(closed.getKey(), closed.getValue()));
    }
    long kept = desk.state().segments().firstNeeded(now);
    long needed = fullness.drops() ? desk.state().segments().firstLive() : kept;
    long first = Math.min(needed, flushed.get() >>> 32);
    int early = (int) journal.segments().stream().filter(it -> it >= kept && it < first).count();
    try {
      journal.forgetBefore(new Position(first, 0));
      desk.state().segments().forgetBefore(first);
      if (early > 0) {
        fullness.dropped(early);
      }
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("an old segment cannot be removed");
    }
  }

  /**
   * Blocks until the index has everything.
   *
   * @return whether the index may be closed: not while something is still being written into it
   */
  boolean close(boolean whole) throws IOException {
    worker.shutdown();
    try {
      if (!worker.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.atError()
            .log("the index is still being written; the next start reads the journal again");
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the index was being written", e);
    }
    boolean lost = desk.state().isWriting() && writing && !done && postponed.isEmpty();
    long late = postponed.map(Frozen::bytes).orElse(0L);
    fullness.makeRoom(files.unflushedBytes() + late + desk.state().changesBytes());
    if (whole && !lost && fullness.hasRoomToWrite()) {
      postponed.ifPresent(it -> it.changes().write());
      desk.state().thaw();
      desk.state().freeze(Ids.number(journal.end()), clock.instant()).write();
      files.flush();
    } else {
      postponed.ifPresent(it -> it.changes().batch().close());
    }
    return true;
  }
}
