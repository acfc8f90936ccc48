package io.sallyport.store.local;

import io.sallyport.admit.Ledger;
import io.sallyport.admit.Limit;
import io.sallyport.admit.LimitTable;
import io.sallyport.admit.Outbox;
import io.sallyport.admit.Records;
import io.sallyport.journal.Damage;
import io.sallyport.journal.Disk;
import io.sallyport.journal.FolderDisk;
import io.sallyport.journal.Journal;
import io.sallyport.journal.JournalException;
import io.sallyport.journal.Position;
import io.sallyport.quarantine.HeldItems;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.LedgerRecord.Started;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of one node, opened: its journal and index below one folder, which nobody else has open
 * (the data folder's lock sees to that). Opening and closing block on the disk.
 */
public final class LocalStore {
  /** A file below the store's folder that is there to be given back to a full disk. */
  public static final String RESERVE = "reserve";

  static final String JOURNAL = "journal";
  static final String INDEX = "index";
  private static final String NATIVE = "native";

  /** So many changes while the journal is read, and the index is written. */
  private static final int CHANGES_AT_RECOVERY = 50_000;

  private static final Logger LOG = LoggerFactory.getLogger(LocalStore.class);

  private final Journal journal;
  private final Fullness fullness;
  private final IndexFiles files;
  private final Committer committer;
  private final Housekeeping housekeeping;
  private final Desk desk;
  private final LocalLedger ledger;
  private final LocalOutbox outbox;
  private final LocalRecords records;
  private final LocalHeldItems held;
  private boolean closed;

  /**
   * How a store is kept.
   *
   * @param segmentBytes the size of a segment of the journal
   * @param betweenSyncs no two syncs closer than this
   * @param disk makes the disk of the journal's folder; tests bring one that fails
   * @param room tells how much is free where the store's folder lies
   * @param reserveBytes what is kept for a full disk, below the store's folder; 0 for nothing
   * @param nativeFolder where the index's library is unpacked, if not below the store's folder
   */
  public record Settings(
      int segmentBytes,
      Duration betweenSyncs,
      DiskOf disk,
      RoomOf room,
      long reserveBytes,
      Optional<Path> nativeFolder) {
    /** Without a reserve, on this machine's disk. */
    public Settings(
        int segmentBytes, Duration betweenSyncs, DiskOf disk, Optional<Path> nativeFolder) {
      this(segmentBytes, betweenSyncs, disk, Room::of, 0, nativeFolder);
    }

    public static Settings defaults() {
      return new Settings(
          Journal.Settings.SEGMENT_BYTES_DEFAULT,
          Committer.Settings.BETWEEN_SYNCS_DEFAULT,
          FolderDisk::new,
          Room::of,
          Reserve.BYTES_DEFAULT,
          Optional.empty());
    }

    /** The same with its library elsewhere. */
    public Settings withNative(Path folder) {
      return new Settings(
          segmentBytes, betweenSyncs, disk, room, reserveBytes, Optional.of(folder));
    }

    /** The same with another reserve. */
    public Settings withReserve(long bytes) {
      return new Settings(segmentBytes, betweenSyncs, disk, room, bytes, nativeFolder);
    }
  }

  /** Makes the disk of a folder. */
  @FunctionalInterface
  public interface DiskOf {
    Disk disk(Path folder) throws IOException;
  }

  /** Tells of the disk that a folder lies on. */
  @FunctionalInterface
  public interface RoomOf {
    Room room(Path folder);
  }

  /**
   * What it is given from outside.
   *
   * @param clock the machine's time
   * @param nanos monotonic, in nanoseconds
   * @param random for how limits' tables are laid out
   * @param version of this release, for the journal
   * @param overSoft is told of soft limits that an event of an integration is over
   * @param onFatal is told when nothing more can be promised: the process must end
   */
  public record Outside(
      Vertx vertx,
      InstantSource clock,
      LongSupplier nanos,
      RandomGenerator random,
      String version,
      BiConsumer<String, Limit> overSoft,
      Consumer<Throwable> onFatal) {}

  private LocalStore(
      Journal journal,
      Fullness fullness,
      IndexFiles files,
      Committer committer,
      Housekeeping housekeeping,
      Desk desk,
      LocalLedger ledger,
      LocalOutbox outbox,
      LocalRecords records,
      LocalHeldItems held) {
    this.journal = journal;
    this.fullness = fullness;
    this.files = files;
    this.committer = committer;
    this.housekeeping = housekeeping;
    this.desk = desk;
    this.ledger = ledger;
    this.outbox = outbox;
    this.records = records;
    this.held = held;
  }

  /** Opens what is in the folder, or makes it: reads what the index does not have yet. */
  public static LocalStore open(
      Path folder, RecordSealer sealer, Settings settings, Outside outside) throws IOException {
    NativeLibrary.load(settings.nativeFolder().orElse(folder.resolve(NATIVE)));
    Room room = settings.room().room(folder);
    Reserve reserve = new Reserve(new FolderDisk(folder), room, settings.reserveBytes());
    Fullness fullness = new Fullness(room, reserve);
    fullness.makeRoom(0); // what follows writes
    IndexFiles files = IndexFiles.open(folder.resolve(INDEX));
    try {
      // Before anything is read into it: what recovery adds lies in memory, and a crash takes it
      // away.
      long onDisk = files.position();
      LedgerState state = new LedgerState(files);
      LedgerClock clock =
          new LedgerClock(outside.clock(), outside.nanos(), files.clock().orElse(Instant.EPOCH));
      Journal journal =
          Journal.open(
              settings.disk().disk(folder.resolve(JOURNAL)),
              new Journal.Settings(settings.segmentBytes(), reserve.bytes()),
              Ids.position(files.position()),
              (position, entry) -> {
                long at = Ids.number(position);
                state.apply(LedgerRecord.of(entry), at);
                if (state.changes() > CHANGES_AT_RECOVERY) {
                  fullness.makeRoom(files.unflushedBytes() + state.changesBytes());
                  state.freeze(at + 1, clock.instant()).write();
                  state.thaw();
                }
              });
      IndexFiles.requireNotAhead(folder, journal, onDisk);
      return run(folder, fullness, journal, onDisk, files, state, clock, sealer, settings, outside);
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private static LocalStore run(
      Path folder,
      Fullness fullness,
      Journal journal,
      long onDisk,
      IndexFiles files,
      LedgerState state,
      LedgerClock clock,
      RecordSealer sealer,
      Settings settings,
      Outside outside)
      throws IOException {
    Position began = journal.end();
    writeStart(journal, new Started(clock.instant(), outside.version()));
    AtomicReference<Consumer<Task>> queue = new AtomicReference<>(task -> {});
    Desk desk =
        new Desk(
            state,
            new Running(),
            new Hands(Ids.number(began)),
            new LimitTable(outside.random()),
            clock,
            outside.nanos(),
            task -> Objects.requireNonNull(queue.get()).accept(task));
    desk.onOverSoft(outside.overSoft());
    // The committer is made after what it works with.
    AtomicReference<Runnable> failed = new AtomicReference<>(() -> {});
    Consumer<Throwable> onFatal =
        broken -> {
          Objects.requireNonNull(failed.get()).run();
          outside.onFatal().accept(broken);
        };
    Housekeeping housekeeping =
        new Housekeeping(fullness, journal, onDisk, files, desk, clock, onFatal);
    Committer committer =
        new Committer(
            journal,
            state,
            clock,
            outside.nanos(),
            new Committer.Settings(
                settings.betweenSyncs(),
                Committer.Settings.TASKS_MAX_DEFAULT,
                Committer.Settings.BYTES_MAX_DEFAULT),
            housekeeping,
            outside.onFatal());
    queue.set(committer::submit);
    failed.set(committer::failed);
    VertxInternal vertx = (VertxInternal) outside.vertx();
    Contents contents = new Contents(vertx, journal, sealer);
    Asking asking = new Asking(vertx, desk);
    LocalStore store =
        new LocalStore(
            journal,
            fullness,
            files,
            committer,
            housekeeping,
            desk,
            new LocalLedger(vertx, desk, contents),
            new LocalOutbox(vertx, desk, contents),
            new LocalRecords(
                desk, asking, contents, new Lists(journal), new StoreSizes(folder, journal, files)),
            new LocalHeldItems(desk, asking));
    committer.start();
    return store;
  }

  /** A full disk must not keep the store from opening: that is how it comes to have room. */
  private static void writeStart(Journal journal, Started started) throws IOException {
    try {
      journal.write(List.of(started.toEntry()));
      journal.sync();
    } catch (JournalException.Full full) {
      LOG.atWarn().setCause(full).log("the journal is full: it does not say that it was opened");
    }
  }

  public Ledger ledger() {
    return ledger;
  }

  public Outbox outbox() {
    return outbox;
  }

  public Records records() {
    return records;
  }

  public HeldItems held() {
    return held;
  }

  /** What is known of the machine's clock, and doubtful by it. */
  public ClockWatch clock() {
    return housekeeping.clock();
  }

  /** What of the journal is not as it was written; empty when all of it is. */
  public List<Damage> damages() {
    return journal.damages();
  }

  /** Bytes at the journal's end that a crash had cut short. */
  public long cutBytes() {
    return journal.cutBytes();
  }

  /** Whether promises can be kept now. */
  public boolean isReady() {
    return !committer.hasFailed() && !desk.isTight();
  }

  /** How full the disk is, in parts of a hundred; as it was found in the last second. */
  public int diskUsed() {
    return fullness.used();
  }

  /** Segments of the journal that went before the bytes in them had to, since it was opened. */
  public long segmentsDropped() {
    return fullness.segmentsDropped();
  }

  /** Decides what is queued, writes the index, and closes; once. Blocks. */
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      committer.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the store was being closed", e);
    }
    if (housekeeping.close(!committer.hasFailed())) {
      files.close();
    }
    journal.close();
  }
}
