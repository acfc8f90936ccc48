package io.sallyport.store.local;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import io.sallyport.journal.Journal;
import io.sallyport.journal.JournalException;
import io.sallyport.journal.Position;
import io.sallyport.verdict.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
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

  /** And while the journal is full: what ends old things has to come in such pieces. */
  static final int GROUP_BYTES_WHEN_FULL = 64 << 10;

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

  private final TaskQueue queue;
  private final Thread thread;

  /**
   * What ends old things, while nothing can be written: one end for each turn that runs ({@link
   * Running#RUNNING_MAX}), a beginning and an end for each delivery in {@link Hands}, which is not
   * out of them before that is decided, one for each {@link Errand}, and one of the {@link
   * Carrier}'s. All else is refused then.
   */
  private final Deque<Task> postponed = new ArrayDeque<>();

  private volatile boolean stopping;
  private volatile boolean ended;
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
    this.queue = new TaskQueue(settings.tasksMax(), settings.bytesMax());
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
    if (!queue.offer(task)) {
      task.refuse(Reason.STORE_UNAVAILABLE, "the committer's queue is full");
      return;
    }
    if (queue.wantsWaking()) {
      wake();
    }
    if (failed || ended) { // since it was asked above: nobody would look at it any more
      queue.drain(Committer::refuseStopped);
    }
  }

  /**
   * An event loop wakes it when it has done what else is there: what it submits meanwhile costs no
   * further turn of this thread.
   */
  private void wake() {
    EventExecutor loop = ThreadExecutorMap.currentExecutor();
    if (loop == null) {
      LockSupport.unpark(thread);
      return;
    }
    try {
      loop.execute(() -> LockSupport.unpark(thread));
    } catch (RejectedExecutionException closing) {
      LockSupport.unpark(thread);
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

  /** Decides what is queued, then ends; everything after is refused. Blocks until it has ended. */
  void stop() throws InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    thread.join();
    ended = true;
    refuseAll();
  }

  private void run() {
    try {
      while (!stopping || !queue.isEmpty()) {
        round();
      }
    } catch (IOException | RuntimeException | Error fatal) {
      fail(fatal);
    }
  }

  private void round() throws IOException {
    long untilTick = upkeep.tick(nanos.getAsLong());
    Task waiting = queue.peek();
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
      queue.putBack(postponed);
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
    for (Task task = queue.next(); task != null; task = queue.next()) {
      boolean writes = task.isOfOld() && task.bytesMost() > 0;
      boolean fits = task.bytesMost() <= GROUP_BYTES_WHEN_FULL;
      if (writes && task.waitsForRoom() && fits && !stopping) {
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

  /** Decides what is there, until the group is full or the time for the next sync has come. */
  private void fill(Group group) {
    long deadline = lastSync + settings.betweenSyncs().toNanos();
    int decided = 0;
    while (true) {
      Task task = queue.peek();
      while (task != null && decided < GROUP_TASKS && fits(task, group)) {
        queue.next();
        if (neverFits(task, group)) {
          task.refuse(Reason.STORE_FULL, FULL);
        } else {
          deciding = task;
          decide(task, group);
          deciding = null;
        }
        decided++;
        task = queue.peek();
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

  private void park(long atMostNanos) {
    queue.park(atMostNanos, () -> stopping);
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

  /** The committer's thread, or who has seen it end. */
  private void refuseAll() {
    queue.drain(Committer::refuseStopped);
    queue.drainTaken(Committer::refuseStopped);
  }

  private static void refuseStopped(Task task) {
    task.refuse(Reason.STORE_UNAVAILABLE, STOPPED);
  }
}
