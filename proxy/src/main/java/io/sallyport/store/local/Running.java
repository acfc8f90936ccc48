package io.sallyport.store.local;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Event;
import io.sallyport.admit.Ruling;
import io.sallyport.store.local.LocalLedger.Told;
import io.sallyport.webhook.EventId;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Pass-through events that are on their way, in memory only: a crash leaves nothing of them, and
 * the sender may come again. Belongs to the committer's thread.
 */
final class Running {
  /** How many wait for the end of one event; the next one is told to come back at once. */
  static final int WAITERS_MAX = 8;

  /** How many may be on their way: far above what the listener lets in. */
  static final int RUNNING_MAX = 65_536;

  private final Map<ClaimKey, One> byKey = new HashMap<>();
  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private long fences;

  /** One of them. */
  static final class One {
    private final long fence;
    private final Admission admission;
    private final Ruling.Passed spent;
    private final Deque<Waiter> waiting = new ArrayDeque<>(2);
    private long receipts = 1;

    One(long fence, Admission admission, Ruling.Passed spent) {
      this.fence = fence;
      this.admission = admission;
      this.spent = spent;
    }

    long fence() {
      return fence;
    }

    Admission admission() {
      return admission;
    }

    /** What it took of limits. */
    Ruling.Passed spent() {
      return spent;
    }

    Event event() {
      return admission.events().get(0);
    }

    long receipts() {
      return receipts;
    }

    void receivedAgain() {
      receipts++;
    }
  }

  /**
   * Somebody who sent the same event again and waits for its end.
   *
   * @param until told to come back after that, in nanoseconds of the monotonic clock
   */
  record Waiter(ClaimKey key, EventId id, Executor loop, Promise<Told> promise, long until) {}

  boolean isFull() {
    return byKey.size() >= RUNNING_MAX;
  }

  Optional<One> find(ClaimKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  boolean isRunning(ClaimKey key) {
    return !byKey.isEmpty() && byKey.containsKey(key);
  }

  One begin(ClaimKey key, Admission admission, Ruling.Passed spent) {
    One begun = new One(++fences, admission, spent);
    byKey.put(key, begun);
    return begun;
  }

  /** Lets one wait; false when too many do. */
  boolean await(One running, Waiter waiter) {
    if (running.waiting.size() >= WAITERS_MAX) {
      return false;
    }
    running.waiting.add(waiter);
    waiters.add(waiter);
    return true;
  }

  /** Ends one; those who waited for it. */
  List<Waiter> end(ClaimKey key) {
    One ended = byKey.remove(key);
    if (ended == null) {
      return List.of();
    }
    waiters.removeAll(ended.waiting);
    return List.copyOf(ended.waiting);
  }

  /** Those whose time is up; they wait no more. */
  Collection<Waiter> overdue(long nanos) {
    List<Waiter> over = new ArrayList<>();
    waiters.removeIf(
        waiter -> {
          boolean late = nanos - waiter.until() >= 0;
          if (late) {
            over.add(waiter);
          }
          return late;
        });
    over.forEach(waiter -> find(waiter.key()).ifPresent(running -> running.waiting.remove(waiter)));
    return over;
  }

  boolean hasWaiters() {
    return !waiters.isEmpty();
  }
}
