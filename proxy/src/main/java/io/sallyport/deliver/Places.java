package io.sallyport.deliver;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bulkhead of one destination: so many calls at once over all event loops, so many more that
 * wait their turn in order. What one upstream holds up, no other feels. Safe from any thread.
 */
final class Places {
  private final int placesMax;
  private final int waitingMax;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Queue<Call> queue = new ConcurrentLinkedQueue<>();
  private final Starter starter;

  /** Begins a call whose turn it is; called on the call's own loop. */
  @FunctionalInterface
  interface Starter {
    void start(Call call);
  }

  Places(int placesMax, int waitingMax, Starter starter) {
    this.placesMax = placesMax;
    this.waitingMax = waitingMax;
    this.starter = starter;
  }

  /**
   * Begins the call now or when a place is free.
   *
   * @return false when even the queue is full
   */
  boolean enter(Call call) {
    if (take()) {
      call.begin();
      starter.start(call);
      return true;
    }
    if (waiting.incrementAndGet() > waitingMax) {
      waiting.decrementAndGet();
      return false;
    }
    queue.add(call);
    if (take()) {
      passOn(); // a place became free between the two looks, and nobody saw the call
    }
    return true;
  }

  /** A call that had begun is over. */
  void leave() {
    passOn();
  }

  /** How many calls are under way. */
  int taken() {
    return taken.get();
  }

  private boolean take() {
    while (true) {
      int now = taken.get();
      if (now >= placesMax) {
        return false;
      }
      if (taken.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** Hands the place that the caller holds to the first call that still wants it. */
  private void passOn() {
    Call next = queue.poll();
    if (next == null) {
      taken.decrementAndGet();
      if (!queue.isEmpty() && take()) {
        passOn();
      }
      return;
    }
    waiting.decrementAndGet();
    next.line()
        .execute(
            () -> {
              if (next.isDone()) {
                passOn();
              } else {
                next.begin();
                starter.start(next);
              }
            });
  }
}
