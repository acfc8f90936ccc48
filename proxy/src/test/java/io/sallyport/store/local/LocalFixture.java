package io.sallyport.store.local;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.HoldingsFixture;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Outbox;
import io.sallyport.admit.Records;
import io.sallyport.fixture.SettableClock;
import io.sallyport.journal.Damage;
import io.sallyport.journal.MemoryDisk;
import io.sallyport.quarantine.HeldItems;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.OwnLedger;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The store of one node under test: its journal on a disk in memory that forgets what was not
 * synced, its index in a folder.
 */
public final class LocalFixture implements HoldingsFixture {
  /** No less than a group and a half. */
  private static final int SEGMENT_BYTES = 3 << 20;

  /** Not where the index lies: files there may not be run. */
  private static final Path NATIVE = Path.of("target", "native");

  private final Path folder;
  private final Vertx vertx;
  private final Room room;
  private final long reserveBytes;
  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong ticks = new AtomicLong();
  private final Random random;
  private final RecordSealer sealer;
  private int lives;
  private OptionalInt node;
  private final List<Petition> petitioned = new CopyOnWriteArrayList<>();
  private final AtomicInteger ends = new AtomicInteger();
  private FixtureDisk disk = new FixtureDisk(new MemoryDisk());
  private LocalStore store;

  /**
   * Opens an empty store.
   *
   * @param folder of its own
   * @param vertx not closed with it
   */
  LocalFixture(Path folder, Vertx vertx, long seed) {
    this(folder, vertx, seed, new FixtureRoom(1 << 30), 0);
  }

  /**
   * The same as one of many from the beginning.
   *
   * @param number of its name
   */
  public static LocalFixture among(Path folder, Vertx vertx, long seed, int number) {
    return new LocalFixture(
        folder, vertx, seed, new FixtureRoom(1 << 30), 0, OptionalInt.of(number));
  }

  /** The same on a disk that says how full it is what the test wants, and with a reserve on it. */
  LocalFixture(Path folder, Vertx vertx, long seed, Room room, long reserveBytes) {
    this(folder, vertx, seed, room, reserveBytes, OptionalInt.empty());
  }

  private LocalFixture(
      Path folder, Vertx vertx, long seed, Room room, long reserveBytes, OptionalInt node) {
    this.node = node;
    this.folder = folder;
    this.vertx = vertx;
    this.room = room;
    this.reserveBytes = reserveBytes;
    this.random = new Random(seed);
    try {
      SecureRandom keys = new SecureRandom();
      this.sealer = new RecordSealer(MasterKey.inDirectory(folder, keys), "journal", keys);
      this.store = opened();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LocalStore opened() throws IOException {
    LocalStore made =
        LocalStore.open(
            life(),
            sealer,
            new LocalStore.Settings(
                SEGMENT_BYTES,
                Duration.ZERO,
                unused -> disk,
                unused -> room,
                reserveBytes,
                Optional.of(NATIVE),
                node),
            new LocalStore.Outside(
                vertx, clock, nanos::get, random, "test", (integration, limit) -> {}, fatal -> {}));
    if (node.isPresent()) {
      made.holdings().onPetition(petitioned::addAll);
      made.holdings().onEnded(ends::incrementAndGet);
    }
    return made;
  }

  /** One of many from its next start on, which is now. */
  LocalFixture ofMany(int number) {
    node = OptionalInt.of(number);
    reopen();
    return this;
  }

  @Override
  public void alone() {
    node = OptionalInt.empty();
    reopen();
  }

  @Override
  public void amongOthers() {
    ofMany(NODE);
  }

  @Override
  public Holdings holdings() {
    return store.holdings();
  }

  @Override
  public OwnLedger foreign() {
    return store.ownLedger();
  }

  @Override
  public List<Petition> petitioned() {
    List<Petition> all = List.copyOf(petitioned);
    petitioned.clear();
    return all;
  }

  @Override
  public int endsTold() {
    return ends.get();
  }

  @Override
  public long overtaken() {
    return store.overtaken();
  }

  private Path life() {
    return folder.resolve("life-" + lives);
  }

  /** The files of the journal's segments. */
  List<String> segments() throws IOException {
    return disk.names().stream().filter(it -> !it.startsWith("spare")).toList();
  }

  Path reserve() {
    return life().resolve(Reserve.FILE);
  }

  long segmentsDropped() {
    return store.segmentsDropped();
  }

  @Override
  public Ledger ledger() {
    return store.ledger();
  }

  @Override
  public Outbox outbox() {
    return store.outbox();
  }

  @Override
  public Records records() {
    return store.records();
  }

  @Override
  public HeldItems held() {
    return store.held();
  }

  @Override
  public SettableClock clock() {
    return clock;
  }

  @Override
  public void tick(Duration time) {
    clock.advance(time);
    nanos.addAndGet(time.toNanos());
    for (int i = 0; i < 2; i++) {
      AnAdmission tick = AnAdmission.to("tick").event("tick-" + ticks.incrementAndGet(), "tick");
      try {
        store.ledger().admit(tick.at(clock.instant())).await(20, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        throw new AssertionError("the store stands still", e);
      }
    }
  }

  @Override
  public Duration slack() {
    return Duration.ofSeconds(2);
  }

  @Override
  public void reopen() {
    try {
      store.close();
      store = opened();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stopped cleanly, and started again without its index. */
  void loseIndex() {
    try {
      store.close();
      lives++;
      store = opened();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Damage> damages() {
    return store.damages();
  }

  /** The index is taken as it lies on the disk; what it had in memory is gone. */
  @Override
  public void crash() {
    FixtureDisk old = disk;
    LocalStore dead = store;
    disk = new FixtureDisk(old.tearOut(random));
    Path before = life();
    lives++;
    try {
      SettledCopy.of(before.resolve("index"), life().resolve("index"));
      store = opened();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    closeQuietly(dead);
  }

  /** Its disk is gone, and it says so. */
  private static void closeQuietly(LocalStore dead) {
    try {
      dead.close();
    } catch (IOException | RuntimeException expected) {
      // Nothing of it is used any more.
    }
  }

  /** How much this store has written into its journal since it was opened or crashed last. */
  long bytesWritten() {
    return disk.bytesWritten();
  }

  @Override
  public void failNextSync() {
    disk.failSyncs();
  }

  /** Whether what is in the journal can be read. */
  void failReads(boolean all) {
    disk.failReads(all);
  }

  /** How often the journal was to be read and could not. */
  int failedReads() {
    return disk.failedReads();
  }

  /** What is in the journal is not what was written there. */
  void damage(FixtureDisk.Damaged what) {
    disk.damage(what);
  }

  /** The next record that is read is not what was written there. */
  void damageFirst(FixtureDisk.Damaged what) {
    disk.damageFirst(what);
  }

  @Override
  public void fillDisk() {
    disk.bytesFree(0);
  }

  @Override
  public void freeDisk() {
    disk.bytesFree(Long.MAX_VALUE);
  }

  @Override
  public Optional<Runnable> stallSyncs() {
    disk.syncs.lock();
    return Optional.of(disk.syncs::unlock);
  }

  /** Whether the journal is to be synced and does not come to it. */
  boolean isStalled() {
    return disk.syncs.hasQueuedThreads();
  }

  @Override
  public void close() {
    closeQuietly(store);
  }
}
