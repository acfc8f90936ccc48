package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the index has granted to turns, and been told of their ends. A grant may lapse before its
 * end is told, and then the event is free: this says which second delivery comes of that alone.
 */
final class SimTurns {
  private final Map<Turn, Grant> last = new HashMap<>();
  private final Map<ClaimKey, List<Grant>> promised = new HashMap<>();
  private final Map<ClaimKey, Instant> told = new HashMap<>();

  private record Turn(String node, ClaimKey key) {}

  /** Of the index's own, when it decided. */
  private record Grant(long fence, Instant at, Instant lapses) {
    boolean hasLapsed(Instant by) {
      return !by.isBefore(lapses);
    }
  }

  void begun(String node, Bid bid, Duration upTo, Reply<Found> reply, Instant now) {
    if (reply instanceof Reply.Certain<Found> certain
        && certain.value() instanceof Found.Granted granted) {
      last.put(new Turn(node, bid.key()), new Grant(granted.fence(), now, now.plus(upTo)));
    }
  }

  /** It was taken, and that stands in the journal of its node. */
  void isPromised(String node, ClaimKey key, long fence) {
    Grant grant = last.get(new Turn(node, key));
    if (grant == null || grant.fence() != fence) {
      throw new AssertionError(node + " has ended a turn that nothing has granted");
    }
    promised.computeIfAbsent(key, unused -> new ArrayList<>()).add(grant);
  }

  /** Whatever the index made of it: its node need not tell it again. */
  void ended(List<SharedIndex.Settling> changes, Reply<?> reply, Instant now) {
    changes.forEach(it -> told(it.change().key(), it.change().standing(), reply, now));
  }

  void asserted(List<Assertion> assertions, Reply<?> reply, Instant now) {
    assertions.forEach(it -> told(it.key(), it.standing(), reply, now));
  }

  private void told(ClaimKey key, Standing standing, Reply<?> reply, Instant now) {
    if (standing == Standing.DONE && reply instanceof Reply.Certain<?>) {
      told.putIfAbsent(key, now);
    }
  }

  /**
   * Whether a turn that begins now had its grant when those of all who had taken the event were
   * over, and the index had been told of no end.
   */
  boolean isLeftByALapse(String node, ClaimKey key) {
    Grant mine = last.get(new Turn(node, key));
    return promised.getOrDefault(key, List.of()).stream().allMatch(it -> it.hasLapsed(mine.at()))
        && !told.getOrDefault(key, Instant.MAX).isBefore(mine.at());
  }
}
