package io.sallyport.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Outbox;
import io.sallyport.admit.Waiting;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port as its contract says, in memory, with every rule of the contract checked: nothing is
 * ended that is not in hands, nothing is tried again that was not begun. Faults are set by fields.
 */
final class MemoryOutbox implements Outbox {
  private final InstantSource clock;
  private final Map<EventId, Entry> entries = new HashMap<>();
  private final TreeSet<Entry> queue =
      new TreeSet<>(
          Comparator.comparing((Entry it) -> it.due).thenComparingLong(it -> it.sequence));
  private final List<Consumer<String>> listeners = new ArrayList<>();
  private long sequences;
  private int hands;

  final List<EventId> delivered = new CopyOnWriteArrayList<>();
  final List<EventId> dead = new CopyOnWriteArrayList<>();
  final Map<EventId, List<Attempt>> attempts = new ConcurrentHashMap<>();
  int inHandsMost;
  int opened;
  int taken;
  int givenBack;
  Runnable onTake = () -> {};
  Runnable onOpen = () -> {};
  Runnable onBegin = () -> {};
  boolean takeFails;
  boolean beginFails;
  @Nullable EventId unreadable;

  MemoryOutbox(InstantSource clock) {
    this.clock = clock;
  }

  static final class Entry {
    final Parcel parcel;
    final long sequence;
    Instant due;
    int tried;
    boolean failed;
    boolean inHands;
    int begun;

    Entry(Parcel parcel, long sequence, Instant due) {
      this.parcel = parcel;
      this.sequence = sequence;
      this.due = due;
    }
  }

  private record InHands(Entry entry, int attempt, Instant due) implements Waiting {
    @Override
    public String integration() {
      return entry.parcel.inbound().integration();
    }

    @Override
    public EventId id() {
      return entry.parcel.id();
    }

    @Override
    public Instant receivedAt() {
      return entry.parcel.inbound().receivedAt();
    }

    @Override
    public int earlier() {
      return 0;
    }

    @Override
    public Optional<ClaimKey> account() {
      return entry
          .parcel
          .account()
          .map(it -> ClaimKey.of("account", it.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Admits, as the ledger would; the result is in the caller's hands. */
  synchronized Waiting admit(Parcel parcel) {
    Entry entry = queued(parcel);
    return take(entry);
  }

  /** Admits something that nobody offers: a released event, one of a batch. */
  void leave(Parcel parcel) {
    synchronized (this) {
      queued(parcel);
    }
    listeners.forEach(it -> it.accept(parcel.inbound().integration()));
  }

  private Entry queued(Parcel parcel) {
    Entry entry = new Entry(parcel, sequences++, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    entries.put(parcel.id(), entry);
    queue.add(entry);
    return entry;
  }

  private Waiting take(Entry entry) {
    entry.inHands = true;
    hands++;
    inHandsMost = Math.max(inHandsMost, hands);
    return new InHands(entry, entry.tried + 1, entry.due);
  }

  @Override
  public synchronized Future<Taken> take(String integration, int most) {
    assertThat(most).isBetween(1, 1_000);
    taken++;
    onTake.run();
    if (takeFails) {
      return Future.failedFuture(new IllegalStateException("the store is away"));
    }
    List<Waiting> found = new ArrayList<>();
    for (Entry entry : queue) {
      if (entry.inHands || !entry.parcel.inbound().integration().equals(integration)) {
        continue;
      }
      if (found.size() == most || entry.due.isAfter(clock.instant())) {
        return Future.succeededFuture(new Taken(found, Optional.of(entry.due)));
      }
      found.add(take(entry));
    }
    return Future.succeededFuture(new Taken(found, Optional.empty()));
  }

  @Override
  public synchronized Future<Parcel> open(Waiting waiting) {
    opened++;
    onOpen.run();
    if (waiting.id().equals(unreadable)) {
      return Future.failedFuture(new IllegalStateException("flipped bytes"));
    }
    return Future.succeededFuture(mine(waiting).parcel);
  }

  @Override
  public synchronized Future<Waiting> begin(Waiting waiting) {
    Entry entry = mine(waiting);
    onBegin.run();
    if (beginFails) {
      return Future.failedFuture(new IllegalStateException("the disk is full"));
    }
    entry.tried = waiting.attempt() - 1;
    entry.begun = waiting.attempt();
    return Future.succeededFuture(waiting);
  }

  @Override
  public synchronized void delivered(Waiting waiting, Attempt attempt) {
    ended(waiting, attempt);
    delivered.add(waiting.id());
  }

  @Override
  public synchronized void exhausted(Waiting waiting, Attempt attempt) {
    ended(waiting, attempt);
    dead.add(waiting.id());
  }

  private void ended(Waiting waiting, Attempt attempt) {
    Entry entry = tried(waiting, attempt);
    hands--;
    queue.remove(entry);
    entries.remove(waiting.id());
  }

  @Override
  public synchronized void failed(Waiting waiting, Attempt attempt, Instant due) {
    Entry entry = tried(waiting, attempt);
    entry.failed = true;
    free(entry, due);
  }

  private Entry tried(Waiting waiting, Attempt attempt) {
    Entry entry = mine(waiting);
    assertThat(attempt.number()).isEqualTo(waiting.attempt());
    assertThat(attempt.detail()).hasSizeLessThanOrEqualTo(Attempt.DETAIL_CHARS_MAX);
    assertThat(attempt.number() == 1 || entry.begun == attempt.number())
        .as("begun before try %d", attempt.number())
        .isTrue();
    entry.tried = attempt.number();
    attempts.computeIfAbsent(waiting.id(), unused -> new CopyOnWriteArrayList<>()).add(attempt);
    return entry;
  }

  @Override
  public synchronized void giveBack(Waiting waiting, Instant due) {
    givenBack++;
    free(mine(waiting), due);
  }

  private void free(Entry entry, Instant due) {
    hands -= entry.inHands ? 1 : 0;
    entry.inHands = false;
    queue.remove(entry);
    entry.due = due.truncatedTo(ChronoUnit.MILLIS);
    queue.add(entry);
  }

  private Entry mine(Waiting waiting) {
    Entry entry = entries.get(waiting.id());
    assertThat(entry).as("%s is still there", waiting.id()).isNotNull();
    assertThat(entry.inHands).as("%s is in hands", waiting.id()).isTrue();
    return entry;
  }

  @Override
  public synchronized Future<List<Backlog>> backlogs() {
    Map<String, List<Entry>> all = new HashMap<>();
    for (Entry entry : queue) {
      all.computeIfAbsent(entry.parcel.inbound().integration(), unused -> new ArrayList<>())
          .add(entry);
    }
    List<Backlog> found = new ArrayList<>();
    all.forEach(
        (name, of) ->
            found.add(
                new Backlog(
                    name, of.size(), of.get(0).parcel.inbound().receivedAt(), of.get(0).due)));
    return Future.succeededFuture(found);
  }

  @Override
  public synchronized Future<List<Waiting>> heads(String integration, int most) {
    Map<ClaimKey, InHands> heads = new HashMap<>();
    queue.stream()
        .filter(it -> !it.inHands && it.parcel.inbound().integration().equals(integration))
        .map(it -> new InHands(it, it.tried + 1, it.due))
        .forEach(
            it ->
                it.account()
                    .ifPresent(
                        of ->
                            heads.merge(
                                of, it, (a, b) -> a.entry.sequence <= b.entry.sequence ? a : b)));
    return Future.succeededFuture(
        heads.values().stream().limit(most).map(it -> (Waiting) it).toList());
  }

  @Override
  public void whenReady(Consumer<String> listener) {
    listeners.add(listener);
  }

  // --- from outside

  /** The process dies: what was in hands is free, and counts as tried once more. */
  synchronized void crash() {
    hands = 0;
    listeners.clear();
    for (Entry entry : List.copyOf(entries.values())) {
      if (entry.inHands) {
        entry.inHands = false;
        entry.tried++;
      }
    }
  }

  /** A person gives it up. */
  synchronized void discard(EventId id) {
    Entry entry = entries.remove(id);
    assertThat(entry).isNotNull();
    queue.remove(entry);
  }

  /** A person wants it tried now. */
  void retry(EventId id) {
    Entry entry;
    synchronized (this) {
      entry = entries.get(id);
      free(entry, clock.instant());
    }
    listeners.forEach(it -> it.accept(entry.parcel.inbound().integration()));
  }

  synchronized int waiting() {
    return queue.size();
  }

  synchronized int inHands() {
    return hands;
  }

  synchronized Optional<Instant> dueOf(EventId id) {
    return Optional.ofNullable(entries.get(id)).map(it -> it.due);
  }
}
