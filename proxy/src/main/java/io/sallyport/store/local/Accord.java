package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Petition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether other nodes must agree before something goes on, and who asks them. A node that is alone
 * has nothing that waits for others, and pays nothing for this.
 *
 * <p>But for the listeners and {@link #waiting} it belongs to the committer's thread.
 */
final class Accord {
  private static final Logger LOG = LoggerFactory.getLogger(Accord.class);

  /** So many of each integration's are looked at for the oldest. */
  private static final int OLDEST_OF = 256;

  /** Where the numbers of turns may begin: two processes of a node hardly ever share one. */
  private static final long TURNS = 1L << 60;

  private final OptionalInt node;
  private final List<Map.Entry<OrderKey, ClaimKey>> fresh = new ArrayList<>();
  private final List<QueueWalk> walks = new ArrayList<>(1);
  private volatile Consumer<List<Petition>> petitioned = petitions -> {};
  private volatile Runnable ended = () -> {};
  private volatile Holdings.Waiting told = new Holdings.Waiting(0, 0, 0);
  private final AtomicLong turns;
  private long began;
  private Runnable looks = () -> {};
  private boolean running;
  private boolean hasEnds;
  private long count;
  private long countNew;

  /** Before that of an integration nothing is new that waits: sequences only grow. */
  private final Map<Integer, Long> behind = new HashMap<>();

  private long bytes;
  private long oldest;

  private Accord(OptionalInt node, long turns) {
    this.node = node;
    this.turns = new AtomicLong(turns);
  }

  /** What is promised here goes on at once. */
  static Accord alone() {
    return new Accord(OptionalInt.empty(), 0);
  }

  /**
   * What is promised here waits until it is granted, where this node is one of many.
   *
   * @param node the number of its name; empty where it is alone
   */
  static Accord of(OptionalInt node, RandomGenerator random) {
    return new Accord(node, -1 - random.nextLong(TURNS));
  }

  boolean isOfMany() {
    return node.isPresent();
  }

  /** The number of this node's name; of one of many. */
  int node() {
    return node.orElseThrow(() -> new IllegalStateException("this node is alone"));
  }

  /** Where an event stands that is promised now, and that nobody need see first. */
  Standing promised() {
    return isOfMany() ? Standing.WAITING : Standing.QUEUED;
  }

  /** From now on listeners are told; before, the journal was read. */
  void begin(LedgerState state, long nowMillis) {
    began = nowMillis;
    running = true;
    look(state);
  }

  // --- what records do

  /** Something waits that did not, or for another answer. */
  void waits(OrderKey row, ClaimKey key) {
    if (running && isOfMany()) {
      fresh.add(Map.entry(row, key));
    }
  }

  /** Something stands in the queue where it did not. */
  void queues(OrderKey row, ClaimKey key) {
    if (!walks.isEmpty()) {
      walks.forEach(walk -> walk.queues(row, key));
    }
  }

  /** Is told of that until {@link #walksNoMore}. */
  void walks(QueueWalk walk) {
    walks.add(walk);
  }

  void walksNoMore(QueueWalk walk) {
    walks.remove(walk);
  }

  /** Nobody is told of what waits from then on: it is read from the list. */
  void quietly(Runnable change) {
    boolean wasRunning = running;
    running = false;
    change.run();
    running = wasRunning;
  }

  /** One more, or one less, waits to be delivered. What was granted before is no backlog of new. */
  void counts(Consignment it, int more) {
    count += more;
    if (it.isNew()) {
      countNew += more;
      bytes += more * it.bytes();
    }
  }

  /** Something of which others must be told has ended. */
  void untold() {
    hasEnds = true;
  }

  // --- between groups

  /** What the last groups did is synced. */
  void synced(LedgerState state) {
    if (!isOfMany()) {
      return;
    }
    publish(state, false);
    if (!fresh.isEmpty()) {
      List<Petition> petitions = new ArrayList<>(fresh.size());
      Petitions of = new Petitions(state, node());
      fresh.forEach(row -> of.petition(row.getKey(), row.getValue()).ifPresent(petitions::add));
      fresh.clear();
      tell(() -> petitioned.accept(petitions));
    }
    if (hasEnds) {
      hasEnds = false;
      tell(ended);
    }
  }

  /** Now and then. */
  void look(LedgerState state) {
    if (isOfMany()) {
      publish(state, true);
      looks.run();
    }
  }

  /** Is run now and then by the committer's thread. Before that begins. */
  void onLook(Runnable task) {
    looks = task;
  }

  private void publish(LedgerState state, boolean looks) {
    if (countNew == 0) {
      oldest = 0;
    } else if (looks || oldest == 0) {
      oldest = oldest(state);
    }
    if (told.count() != count || told.bytes() != bytes || told.oldestMillis() != oldest) {
      told = new Holdings.Waiting(count, bytes, oldest);
    }
  }

  /** About: of what a person has had tried again the place does not say since when it waits. */
  private long oldest(LedgerState state) {
    long found = Long.MAX_VALUE;
    for (Map.Entry<Integer, Usage> usage : state.usages().entrySet()) {
      if (usage.getValue().waiting() > 0) {
        found = Math.min(found, oldest(state, usage.getKey()));
      }
    }
    return found == Long.MAX_VALUE ? 0 : found;
  }

  private long oldest(LedgerState state, int name) {
    List<Map.Entry<OrderKey, ClaimKey>> rows =
        state.inOrder(
            OrderKey.waiting(name, behind.getOrDefault(name, 0L)),
            OrderKey.last(OrderKey.Kind.WAITING, name),
            OLDEST_OF);
    long found =
        rows.stream()
            .flatMap(row -> state.consignment(row.getKey().sequence()).stream())
            .filter(Consignment::isNew)
            .mapToLong(this::since)
            .min()
            .orElse(Long.MAX_VALUE);
    if (found == Long.MAX_VALUE && rows.size() == OLDEST_OF) {
      behind.put(name, rows.get(OLDEST_OF - 1).getKey().sequence() + 1);
    }
    return found;
  }

  private long since(Consignment it) {
    long received = it.receivedAt().toEpochMilli();
    long revived = it.attempts() > 0 ? it.due().toEpochMilli() : received;
    return Math.max(began, Math.max(received, revived));
  }

  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException bug) {
      LOG.atError().setCause(bug).log("somebody could not take what waits for other nodes");
    }
  }

  // --- any thread

  /**
   * Stands where a place in the journal would, of what has none: never one, and never the same
   * again, not even after a restart.
   */
  long nextTurn() {
    return turns.decrementAndGet();
  }

  void onPetition(Consumer<List<Petition>> listener) {
    petitioned = listener;
  }

  void onEnded(Runnable listener) {
    ended = listener;
  }

  Holdings.Waiting waiting() {
    return told;
  }
}
