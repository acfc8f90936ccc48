package io.sallyport.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When which node was struck so that others may take it for dead. */
final class Deaths {
  /** Nobody takes a node for dead before. */
  private static final long LEASE = Duration.ofSeconds(10).toMillis();

  /** What was on its way may still arrive. */
  private static final long ON_ITS_WAY = Duration.ofSeconds(1).toMillis();

  private final Map<String, List<Long>> times = new HashMap<>();

  private final boolean ofAll;

  /** Nobody was struck yet. */
  Deaths() {
    this(false);
  }

  private Deaths(boolean ofAll) {
    this.ofAll = ofAll;
  }

  /** Where there is but one node, and every fault strikes it. */
  static Deaths ofTheOnlyNode() {
    return new Deaths(true);
  }

  /** It is struck at this time, in milliseconds of the epoch. */
  void add(String node, long at) {
    times.computeIfAbsent(node, unused -> new ArrayList<>()).add(at);
  }

  /** Whether another one may go on with what it sent last, and sent no more. */
  boolean mayBeReplaced(String node, long last, long next) {
    return times.getOrDefault(node, List.of()).stream()
        .anyMatch(death -> last <= death + ON_ITS_WAY && next >= death + LEASE);
  }

  /** Whether what came from it may have been forgotten before something else came. */
  boolean wasStruck(String node, long at, long next) {
    return ofAll
        || times.getOrDefault(node, List.of()).stream()
            .anyMatch(death -> at <= death + ON_ITS_WAY && death <= next);
  }
}
