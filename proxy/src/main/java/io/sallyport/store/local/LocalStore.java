package io.sallyport.store.local;

import io.sallyport.admit.Ledger;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Outbox;
import io.sallyport.admit.Records;
import io.sallyport.journal.Damage;
import io.sallyport.journal.Disk;
import io.sallyport.journal.FolderDisk;
import io.sallyport.journal.Journal;
import io.sallyport.quarantine.HeldItems;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.OwnLedger;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The store of one node, opened: its journal and index below one folder, which nobody else has open
 * (the data folder's lock sees to that). Opening and closing block on the disk.
 */
public final class LocalStore {
  /** A file below the store's folder that is there to be given back to a full disk. */
  public static final String RESERVE = "reserve";

  static final String JOURNAL = "journal";
  static final String INDEX = "index";

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
  private final LocalHoldings holdings;
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
   * @param node the number of this node's name where it is one of many, who must agree before
   *     anything goes on; empty where it is alone
   */
  public record Settings(
      int segmentBytes,
      Duration betweenSyncs,
      DiskOf disk,
      RoomOf room,
      long reserveBytes,
      Optional<Path> nativeFolder,
      OptionalInt node) {
    /** Of a node that is alone. */
    public Settings(
        int segmentBytes,
        Duration betweenSyncs,
        DiskOf disk,
        RoomOf room,
        long reserveBytes,
        Optional<Path> nativeFolder) {
      this(segmentBytes, betweenSyncs, disk, room, reserveBytes, nativeFolder, OptionalInt.empty());
    }

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
          segmentBytes, betweenSyncs, disk, room, reserveBytes, Optional.of(folder), node);
    }

    /** The same for one node of many, by the number of its name. */
    public Settings ofMany(int number) {
      return new Settings(
          segmentBytes,
          betweenSyncs,
          disk,
          room,
          reserveBytes,
          nativeFolder,
          OptionalInt.of(number));
    }

    /** The same with another reserve. */
    public Settings withReserve(long bytes) {
      return new Settings(segmentBytes, betweenSyncs, disk, room, bytes, nativeFolder, node);
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

  LocalStore(
      Journal journal,
      Fullness fullness,
      IndexFiles files,
      Committer committer,
      Housekeeping housekeeping,
      Desk desk,
      LocalLedger ledger,
      LocalOutbox outbox,
      LocalRecords records,
      LocalHeldItems held,
      LocalHoldings holdings) {
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
    this.holdings = holdings;
  }

  /** Opens what is in the folder, or makes it: reads what the index does not have yet. */
  public static LocalStore open(
      Path folder, RecordSealer sealer, Settings settings, Outside outside) throws IOException {
    return new Opening(folder, sealer, settings, outside).open();
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

  /** The same as {@link #ledger}, for one of many. */
  public OwnLedger ownLedger() {
    return ledger;
  }

  /** What the nodes must agree on; of one of many. */
  public Holdings holdings() {
    desk.accord().node();
    return holdings;
  }

  /**
   * Each of so many nodes grants its part of every limit; asked for each event that has any.
   *
   * @param nodes that are alive, this one among them; safe from any thread
   */
  public void limitsAmong(IntSupplier nodes) {
    desk.limitsAmong(nodes);
  }

  /** How many events another node had first although this one has delivered or holds them. */
  public long overtaken() {
    return holdings.overtaken();
  }

  /**
   * How many deliveries in the queue were granted to this node when it was one of many. Others may
   * finish them, where they have been left to them.
   */
  public Future<Long> grantedAmongOthers() {
    return holdings.grantedCount();
  }

  /** Goes through what is queued; must be ended. */
  public QueueWalk walk() {
    return holdings.walk();
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
