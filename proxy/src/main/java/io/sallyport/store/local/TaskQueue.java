package io.sallyport.store.local;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the committer, bounded by number and by bytes; what ends, records or reads what
 * was promised before is always let in, for whoever asks has one answer or a few outstanding, and a
 * bound of its own: a turn its end, a delivery in hands its beginning and its end, a petition in
 * memory its outcome, a rebuild, a renewal and whoever tells of ends a page, a person an order. Any
 * thread puts in; the committer's takes out.
 */
final class TaskQueue {
  private final int tasksMax;
  private final long bytesMax;
  private final ConcurrentLinkedQueue<Task> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger tasks = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean parked = new AtomicBoolean();
  private final Deque<Task> taken = new ArrayDeque<>();

  /**
   * Empty.
   *
   * @param tasksMax how many may wait
   * @param bytesMax how much they may hold
   */
  TaskQueue(int tasksMax, long bytesMax) {
    this.tasksMax = tasksMax;
    this.bytesMax = bytesMax;
  }

  /** Any thread; false when there is no room. */
  boolean offer(Task task) {
    int size = task.bytesMost();
    if (!task.isOfOld() && (tasks.get() >= tasksMax || bytes.get() + size > bytesMax)) {
      return false;
    }
    tasks.incrementAndGet();
    bytes.addAndGet(size);
    queue.add(task);
    return true;
  }

  /** Any thread: whether the committer sleeps and is to be woken, by the one who is told so. */
  boolean wantsWaking() {
    return parked.compareAndSet(true, false);
  }

  /** Sleeps until somebody puts something in or wakes it, at the longest so many nanoseconds. */
  void park(long atMostNanos, BooleanSupplier ends) {
    parked.set(true);
    if (queue.isEmpty() && !ends.getAsBoolean()) {
      LockSupport.parkNanos(atMostNanos);
    }
    parked.set(false);
  }

  /** The next one, which stays; null when there is none. */
  @Nullable Task peek() {
    if (taken.isEmpty()) {
      Task task = queue.poll();
      if (task == null) {
        return null;
      }
      tasks.decrementAndGet();
      bytes.addAndGet(-task.bytesMost());
      taken.add(task);
    }
    return taken.peek();
  }

  /** Takes the next one; null when there is none. */
  @Nullable Task next() {
    peek();
    return taken.poll();
  }

  boolean isEmpty() {
    return taken.isEmpty() && queue.isEmpty();
  }

  /** These were taken and could not be done now. */
  void putBack(Collection<Task> postponed) {
    taken.addAll(postponed);
  }

  /** Any thread: empties what was not looked at yet. */
  void drain(Consumer<Task> told) {
    for (Task task = queue.poll(); task != null; task = queue.poll()) {
      told.accept(task);
    }
  }

  /** The committer's thread, or anyone when that has ended: empties what it had looked at. */
  void drainTaken(Consumer<Task> told) {
    for (Task task = taken.poll(); task != null; task = taken.poll()) {
      told.accept(task);
    }
  }
}
