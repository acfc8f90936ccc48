package io.sallyport.store;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Outbox;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Waiting;
import io.sallyport.loop.LoopHome;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.LocalStore;
import io.sallyport.store.shared.Away;
import io.sallyport.store.shared.Boot;
import io.sallyport.store.shared.Estates;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Lease;
import io.sallyport.store.shared.MembersFile;
import io.sallyport.store.shared.MetFile;
import io.sallyport.store.shared.OneOfMany;
import io.sallyport.store.shared.Roster;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.SharedIndex;
import io.sallyport.store.shared.SilentTold;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A node as the server makes it, with its store on a disk, and somebody who delivers at once. */
final class NodeUnderTest implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Shorter than a server's: somebody waits for them. */
  static final Lease.Terms TERMS =
      new Lease.Terms(Duration.ofSeconds(3), Duration.ofMillis(300), Duration.ofMillis(500));

  private static final Path NATIVE = Path.of("target", "native");

  final String name;
  private final Vertx vertx;
  private final LocalStore store;
  private final OneOfMany node;
  private final MembersFile members;
  private final BiConsumer<String, EventId> upstream;
  private final Lease lease;
  private final Future<Lease.Start> started;
  private final long timer;
  final AtomicInteger forgotten = new AtomicInteger();
  final AtomicInteger elsewhere = new AtomicInteger();
  final AtomicInteger suspected = new AtomicInteger();
  final AtomicInteger superseded = new AtomicInteger();
  final AtomicInteger deposited = new AtomicInteger();
  final AtomicInteger inherited = new AtomicInteger();
  final AtomicBoolean holdsBack = new AtomicBoolean();
  final List<Found> closed = new CopyOnWriteArrayList<>();
  final List<Shard> opened = new CopyOnWriteArrayList<>();
  final List<Shard> openedInPart = new CopyOnWriteArrayList<>();

  /**
   * Opens it.
   *
   * @param folder of its own; what is there from before is taken up
   * @param upstream is told who delivers what
   */
  NodeUnderTest(
      String name,
      int number,
      Path folder,
      Vertx vertx,
      MasterKey master,
      SharedIndex index,
      Roster roster,
      Optional<Estates> estates,
      BiConsumer<String, EventId> upstream,
      Duration patience) {
    this(name, number, folder, vertx, master, index, roster, estates, upstream, patience, TERMS);
  }

  /** The same with a lease of its own. */
  NodeUnderTest(
      String name,
      int number,
      Path folder,
      Vertx vertx,
      MasterKey master,
      SharedIndex index,
      Roster roster,
      Optional<Estates> estates,
      BiConsumer<String, EventId> upstream,
      Duration patience,
      Lease.Terms terms) {
    this.name = name;
    this.vertx = vertx;
    this.upstream = upstream;
    try {
      Files.createDirectories(folder);
      this.store =
          LocalStore.open(
              folder.resolve("store"),
              new RecordSealer(master, "journal", RANDOM),
              LocalStore.Settings.defaults().withNative(NATIVE).withReserve(0).ofMany(number),
              new LocalStore.Outside(
                  vertx,
                  InstantSource.system(),
                  System::nanoTime,
                  RANDOM,
                  "test",
                  (integration, limit) -> {},
                  fatal -> {
                    throw new AssertionError(fatal);
                  }));
      this.members = MembersFile.open(vertx, folder.resolve("members"), name);
      LoopHome home = new LoopHome(vertx);
      this.lease =
          new Lease(
              name,
              number,
              Boot.open(folder, RANDOM),
              home,
              roster,
              terms,
              System::nanoTime,
              RANDOM);
      this.node =
          new OneOfMany(
              new OneOfMany.Parts(
                  name,
                  home,
                  store.ownLedger(),
                  store.holdings(),
                  index,
                  members,
                  MetFile.open(vertx, folder.resolve("met")),
                  Away.DEFAULT,
                  InstantSource.system(),
                  System::nanoTime,
                  RANDOM,
                  new Counting(),
                  lease,
                  estates),
              patience);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    started = node.start();
    timer = vertx.setPeriodic(5, unused -> deliver());
  }

  private final class Counting extends SilentTold {
    @Override
    public void closed(Shard shard, Found found) {
      closed.add(found);
    }

    @Override
    public void deposited(int events) {
      deposited.addAndGet(events);
    }

    @Override
    public void inherited() {
      inherited.incrementAndGet();
    }

    @Override
    public void superseded(Shard shard) {
      superseded.incrementAndGet();
    }

    @Override
    public void suspected(Shard shard, String why) {
      suspected.incrementAndGet();
    }

    @Override
    public void opened(Shard shard, long generation) {
      opened.add(shard);
    }

    @Override
    public void openedInPart(Shard shard, Set<String> missing) {
      openedInPart.add(shard);
    }

    @Override
    public void forgotten() {
      forgotten.incrementAndGet();
    }

    @Override
    public void cameFromElsewhere() {
      elsewhere.incrementAndGet();
    }
  }

  Future<Placed> admit(Admission admission) {
    return node.ledger().admit(admission);
  }

  Set<String> members() {
    return members.all().members();
  }

  Lease lease() {
    return lease;
  }

  Future<Lease.Start> started() {
    return started;
  }

  LocalStore store() {
    return store;
  }

  OneOfMany node() {
    return node;
  }

  /** What {@code kill -9} leaves: nothing is told any more, and the disk. */
  void die() {
    vertx.cancelTimer(timer);
    try {
      store.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void deliver() {
    if (holdsBack.get() || node.term() == 0) {
      return;
    }
    store.outbox().take("shop", 100).onSuccess(taken -> taken.waiting().forEach(this::deliver));
  }

  private void deliver(Waiting waiting) {
    upstream.accept(name, waiting.id());
    store
        .outbox()
        .delivered(
            waiting,
            new Outbox.Attempt(
                waiting.attempt(), InstantSource.system().instant(), Duration.ZERO, 200, "ok"));
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    node.stop().await();
    try {
      store.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
