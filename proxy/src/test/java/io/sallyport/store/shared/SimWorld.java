package io.sallyport.store.shared;

import io.sallyport.loop.Home;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/** Time, chance, and the order in which things happen: one seed, one history. */
final class SimWorld {
  static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

  final Random random;
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
  private long nanos;
  private long numbers;

  private record Task(long at, long number, Runnable run) {}

  SimWorld(long seed) {
    this.random = new Random(seed);
  }

  long nanos() {
    return nanos;
  }

  Instant now() {
    return START.plusNanos(nanos);
  }

  InstantSource clock() {
    return this::now;
  }

  void after(Duration time, Runnable run) {
    tasks.add(new Task(nanos + Math.max(0, time.toNanos()), numbers++, run));
  }

  /** Up to so long, at random. */
  Duration within(Duration most) {
    return Duration.ofNanos((long) (random.nextDouble() * most.toNanos()));
  }

  boolean chance(double of) {
    return random.nextDouble() < of;
  }

  /** Lets so much time pass. */
  void run(Duration time) {
    long until = nanos + time.toNanos();
    while (!tasks.isEmpty() && tasks.peek().at() <= until) {
      Task task = tasks.remove();
      nanos = Math.max(nanos, task.at());
      task.run().run();
    }
    nanos = until;
  }

  /** A thread of a process that can be stopped and go on, or end. */
  final class Loop implements Home {
    private boolean dead;
    private boolean frozen;
    private final java.util.ArrayDeque<Runnable> held = new java.util.ArrayDeque<>();

    @Override
    public void run(Runnable task) {
      after(Duration.ZERO, task);
    }

    @Override
    public Runnable after(Duration time, Runnable task) {
      boolean[] off = {false};
      SimWorld.this.after(
          time,
          () -> {
            if (!off[0]) {
              turn(task);
            }
          });
      return () -> off[0] = true;
    }

    private void turn(Runnable task) {
      if (dead) {
        return;
      }
      if (frozen) {
        held.add(task);
      } else {
        task.run();
      }
    }

    void die() {
      dead = true;
    }

    void freeze() {
      frozen = true;
    }

    void goOn() {
      frozen = false;
      while (!held.isEmpty() && !frozen && !dead) {
        held.remove().run();
      }
    }
  }
}
