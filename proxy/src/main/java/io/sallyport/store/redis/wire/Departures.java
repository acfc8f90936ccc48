package io.sallyport.store.redis.wire;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs that wait for a connection to one process, in two queues: those that want replicas must not
 * hold up those that do not.
 */
final class Departures {
  /** What one flight carries at most; the first run goes in any case. */
  private static final int COMMANDS_MAX = 512;

  private static final long BYTES_MAX = 4L << 20;

  private final Set<Run> plain = new LinkedHashSet<>();
  private final Set<Run> certain = new LinkedHashSet<>();

  void add(Run run) {
    queue(run).add(run);
  }

  /** Whether it was there. */
  boolean remove(Run run) {
    return queue(run).remove(run);
  }

  int size() {
    return plain.size() + certain.size();
  }

  boolean isEmpty() {
    return plain.isEmpty() && certain.isEmpty();
  }

  /** Both queues, the one that wants no replicas first. */
  List<Set<Run>> queues() {
    return List.of(plain, certain);
  }

  /** Takes as many from the head of the queue as go together: they wait for replicas alike. */
  static Flight board(Set<Run> queue) {
    List<Run> runs = new ArrayList<>();
    Waits waits = queue.iterator().next().waits();
    int commands = 0;
    long bytes = 0;
    for (Run run : queue) {
      commands += run.commands();
      bytes += run.bytes();
      boolean fits = commands <= COMMANDS_MAX && bytes <= BYTES_MAX && run.waits().equals(waits);
      if (!runs.isEmpty() && !fits) {
        break;
      }
      runs.add(run);
    }
    runs.forEach(queue::remove);
    return new Flight(runs, waits);
  }

  /** Takes all of them. */
  List<Run> drain() {
    List<Run> runs = new ArrayList<>(certain);
    runs.addAll(plain);
    certain.clear();
    plain.clear();
    return runs;
  }

  private Set<Run> queue(Run run) {
    return run.waits().isNone() ? plain : certain;
  }
}
