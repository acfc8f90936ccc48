package io.sallyport.store.local;

import io.sallyport.journal.Journal;
import io.sallyport.journal.JournalException;
import io.sallyport.journal.Position;
import io.sallyport.verdict.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that looks up, decides, writes and syncs. Event loops put tasks into its bounded
 * queue; what came of them goes back to each loop once a group.
 *
 * <p>A sync that fails is never trusted: everyone in the group is refused, everyone after it too,
 * and whoever owns the process is told to end it.
 */
final class Committer {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  /** How much one group may hold; a larger delivery gets a group of its own. */
  private static final int GROUP_BYTES = 1 << 20;

  private static final int GROUP_TASKS = 2_048;
  private static final String STOPPED = "the store is closed";
  private static final String FULL = "the disk of the data folder is full";

  private final Journal journal;
  private final LedgerState state;
  private final LedgerClock clock;
  private final LongSupplier nanos;
  private final Settings settings;
  private final Upkeep upkeep;
  private final Consumer<Throwable> onFatal;

  private final ConcurrentLinkedQueue<Task> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queuedTasks = new AtomicInteger();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean parked = new AtomicBoolean();
  private final Thread thread;
  private final Deque<Task> taken = new ArrayDeque<>();

  /** What ends old things, while nothing can be written. */
  private final Deque<Task> postponed = new ArrayDeque<>();

  private volatile boolean stopping;
  private volatile boolean failed;
  private long lastSync;
  private boolean wasFull;
  private @Nullable Task deciding;

  /**
   * How it works.
   *
   * @param betweenSyncs no two syncs closer than this
   * @param tasksMax how many may wait
   * @param bytesMax how much they may hold
   */
  record Settings(Duration betweenSyncs, int tasksMax, long bytesMax) {
    static final Duration BETWEEN_SYNCS_DEFAULT = Duration.ofNanos(300_000);
    static final int TASKS_MAX_DEFAULT = 16_384;
    static final long BYTES_MAX_DEFAULT = 256L << 20;
  }

  Committer(
      Journal journal,
      LedgerState state,
      LedgerClock clock,
      LongSupplier nanos,
      Settings settings,
      Upkeep upkeep,
      Consumer<Throwable> onFatal) {
    this.journal = journal;
    this.state = state;
    this.clock = clock;
    this.nanos = nanos;
    this.settings = settings;
    this.upkeep = upkeep;
    this.onFatal = onFatal;
    this.thread = new Thread(this::run, "sallyport-committer");
    this.thread.setDaemon(true);
    this.lastSync = nanos.getAsLong() - settings.betweenSyncs().toNanos();
  }

  void start() {
    thread.start();
  }

  /** Any thread. Refuses at once when the queue is full or the store has failed. */
  void submit(Task task) {
    if (failed || stopping) {
      task.refuse(Reason.STORE_UNAVAILABLE, STOPPED);
      return;
    }
    int bytes = task.bytesMost();
    if (!task.isOfOld()
        && (queuedTasks.get() >= settings.tasksMax()
            || queuedBytes.get() + bytes > settings.bytesMax())) {
      task.refuse(Reason.STORE_UNAVAILABLE, "the committer's queue is full");
      return;
    }
    queuedTasks.incrementAndGet();
    queuedBytes.addAndGet(bytes);
    queue.add(task);
    if (parked.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
    if (failed) {
      refuseAll();
    }
  }

  boolean hasFailed() {
    return failed;
  }

  /** Any thread: something that a promise rests on has failed elsewhere. */
  void failed() {
    failed = true;
    LockSupport.unpark(thread);
  }

  boolean isCommitter() {
    return Thread.currentThread() == thread;
  }

  /** Decides what is queued, then ends; everything after is refused. Blocks until it has ended. */
  void stop() throws InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    thread.join();
    refuseAll();
  }

  private void run() {
    try {
      while (!stopping || hasTasks()) {
        round();
      }
    } catch (IOException | RuntimeException | Error fatal) {
      fail(fatal);
    }
  }

  private void round() throws IOException {
    long untilTick = upkeep.tick(nanos.getAsLong());
    Task waiting = peek();
    if (waiting == null) {
      park(untilTick);
      return;
    }
    int room = Math.max(GROUP_BYTES, waiting.bytesMost());
    Optional<Position> first = roomFor(room);
    if (first.isPresent()) {
      sayFull(false);
      decide(new Group(state, clock.instant(), first.get(), room, false));
      return;
    }
    sayFull(true);
    Optional<Position> little = roomFor(GROUP_BYTES_WHEN_FULL);
    if (little.isPresent()) {
      decide(new Group(state, clock.instant(), little.get(), GROUP_BYTES_WHEN_FULL, true));
    } else {
      decide(new Group(state, clock.instant(), journal.end(), 0, true));
      taken.addAll(postponed);
      postponed.clear();
      park(FULL_PAUSE_NANOS);
    }
  }

  private Optional<Position> roomFor(int bytes) throws IOException {
    try {
      return Optional.of(journal.makeRoom(bytes));
    } catch (JournalException.Full full) {
      LOG.atDebug().setCause(full).log("no room for a group");
      return Optional.empty();
    }
  }

  private void sayFull(boolean isFull) {
    if (isFull && !wasFull) {
      LOG.atWarn().log("the journal is full: nothing new is taken");
    } else if (wasFull && !isFull) {
      LOG.atInfo().log("the journal has room again");
    }
    wasFull = isFull;
  }

  private void decide(Group group) throws IOException {
    try {
      if (group.isWithoutRoom()) {
        answerKnown(group);
      } else {
        fill(group);
      }
      write(group);
    } catch (IOException | RuntimeException | Error broken) {
      failed = true; // before anyone is told: nothing must be taken for kept from here on
      group.tellEarly();
      group.askers().forEach(it -> it.refuse(Reason.STORE_UNAVAILABLE, "the store failed"));
      postponed.forEach(it -> it.refuse(Reason.STORE_UNAVAILABLE, "the store failed"));
      Task inHand = deciding;
      if (inHand != null) {
        inHand.refuse(Reason.STORE_UNAVAILABLE, "the store failed");
      }
      throw broken;
    }
  }

  /** Nothing can be written: what is known is answered, and what ends old things waits. */
  private void answerKnown(Group group) {
    for (Task task = next(); task != null; task = next()) {
      boolean writes = task.isOfOld() && task.bytesMost() > 0;
      if (writes && !stopping && task.bytesMost() <= GROUP_BYTES_WHEN_FULL) {
        postponed.add(task);
      } else if (writes) {
        task.refuse(Reason.STORE_FULL, FULL);
      } else {
        deciding = task;
        decide(task, group);
        deciding = null;
      }
    }
    group.tellEarly();
  }

  private static final long FULL_PAUSE_NANOS = 100_000_000;
  private static final int GROUP_BYTES_WHEN_FULL = 64 << 10;

  /** Decides what is there, until the group is full or the time for the next sync has come. */
  private void fill(Group group) {
    long deadline = lastSync + settings.betweenSyncs().toNanos();
    int decided = 0;
    while (true) {
      Task task = peek();
      while (task != null && decided < GROUP_TASKS && fits(task, group)) {
        next();
        if (neverFits(task, group)) {
          task.refuse(Reason.STORE_FULL, FULL);
        } else {
          deciding = task;
          decide(task, group);
          deciding = null;
        }
        decided++;
        task = peek();
      }
      group.tellEarly();
      long wait = deadline - nanos.getAsLong();
      if (task != null || wait <= 0 || stopping || (group.isEmpty() && !group.hasTidings())) {
        return;
      }
      // Nobody wakes it: what comes meanwhile is taken together, for one turn of this thread.
      LockSupport.parkNanos(wait);
    }
  }

  /** What is new writes nothing into a full journal. */
  private static boolean fits(Task task, Group group) {
    return (group.isFull() && !task.isOfOld())
        || group.hasRoomFor(task.bytesMost())
        || neverFits(task, group);
  }

  private static boolean neverFits(Task task, Group group) {
    return group.isFull() && task.isOfOld() && task.bytesMost() > GROUP_BYTES_WHEN_FULL;
  }

  private static void decide(Task task, Group group) {
    int before = group.entries().size();
    try {
      task.decide(group);
    } catch (Input.Unreadable | IndexFiles.IndexBroken broken) {
      throw broken;
    } catch (RuntimeException bug) {
      if (group.entries().size() > before) {
        throw bug; // half of a decision is in force: nothing after it can be trusted
      }
      LOG.atError().setCause(bug).log("a decision of the ledger failed");
      task.refuse(Reason.INTERNAL_ERROR, bug.getClass().getSimpleName());
    }
  }

  private void write(Group group) throws IOException {
    if (!group.isEmpty()) {
      journal.write(group.entries());
      journal.sync();
      lastSync = nanos.getAsLong();
      upkeep.synced(journal.end(), lastSync);
    }
    group.tellLate();
  }

  private boolean hasTasks() {
    return !taken.isEmpty() || !queue.isEmpty();
  }

  private @Nullable Task peek() {
    if (taken.isEmpty()) {
      Task task = queue.poll();
      if (task == null) {
        return null;
      }
      queuedTasks.decrementAndGet();
      queuedBytes.addAndGet(-task.bytesMost());
      taken.add(task);
    }
    return taken.peek();
  }

  private @Nullable Task next() {
    peek();
    return taken.poll();
  }

  private void park(long atMostNanos) {
    parked.set(true);
    if (queue.isEmpty() && !stopping) {
      LockSupport.parkNanos(atMostNanos);
    }
    parked.set(false);
  }

  private void fail(Throwable fatal) {
    failed = true;
    LOG.atError().setCause(fatal).log("the store has failed; nothing more is promised");
    try {
      refuseAll();
    } finally {
      onFatal.accept(fatal);
    }
  }

  private void refuseAll() {
    for (Task task = queue.poll(); task != null; task = queue.poll()) {
      task.refuse(Reason.STORE_UNAVAILABLE, STOPPED);
    }
    if (isCommitter() || !thread.isAlive()) {
      for (Task task = taken.poll(); task != null; task = taken.poll()) {
        task.refuse(Reason.STORE_UNAVAILABLE, STOPPED);
      }
    }
  }
}
