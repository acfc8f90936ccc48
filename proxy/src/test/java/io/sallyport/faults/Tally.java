package io.sallyport.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a campaign came to.
 *
 * @param strikes how often the fault struck
 * @param unnoticed faults that the gate had to answer by ending, and did not
 * @param acknowledged events that the sender got a 2xx for
 * @param lost of these, how many never reached the application
 * @param grantedTwice durable: events of which two sendings went on, or one try of a node twice, or
 *     what one node had begun at another that may not have taken it for dead; pass-through: events
 *     of which one sending came twice, or that came again after the application had taken them from
 *     a node that nothing has struck since
 * @param replaysReleased arrivals that were sent after the event's acknowledgement
 * @param otherNames events that reached the application under two names, or with other bytes
 * @param secondAttempts arrivals past the first of an event, under the same name
 * @param handedOver events that one node began and another finished
 * @param outages from each strike to the next acknowledgement, in milliseconds
 */
record Tally(
    int strikes,
    int unnoticed,
    long acknowledged,
    long lost,
    long grantedTwice,
    long replaysReleased,
    long otherNames,
    long secondAttempts,
    long handedOver,
    List<Long> outages) {
  Tally {
    outages = outages.stream().sorted().toList();
  }

  /** Compares what was promised with what came. */
  static Tally of(
      Map<String, Long> acknowledged,
      Collection<Arrival> arrivals,
      boolean durable,
      int strikes,
      int unnoticed,
      List<Long> outages) {
    return of(
        acknowledged,
        arrivals,
        durable,
        false,
        durable ? new Deaths() : Deaths.ofTheOnlyNode(),
        strikes,
        unnoticed,
        outages);
  }

  /**
   * The same.
   *
   * @param anyCopy whether it is all one which sending of an event goes on, as long as no other
   *     does: two nodes may both have acknowledged it while they could not agree
   * @param deaths of nodes that others may have taken for dead
   */
  static Tally of(
      Map<String, Long> acknowledged,
      Collection<Arrival> arrivals,
      boolean durable,
      boolean anyCopy,
      Deaths deaths,
      int strikes,
      int unnoticed,
      List<Long> outages) {
    Map<String, Seen> seen = new HashMap<>();
    long replays = 0;
    for (Arrival arrival : arrivals) {
      Seen it = seen.computeIfAbsent(arrival.event(), unused -> new Seen(arrival.sent()));
      it.add(arrival);
      boolean isTheOne = anyCopy && arrival.sent() == it.first;
      boolean isLate = arrival.sent() > acknowledged.getOrDefault(arrival.event(), Long.MAX_VALUE);
      replays += isLate && !isTheOne ? 1 : 0;
    }
    return new Tally(
        strikes,
        unnoticed,
        acknowledged.size(),
        acknowledged.keySet().stream()
            .filter(it -> !seen.containsKey(it) || !seen.get(it).taken)
            .count(),
        seen.values().stream()
            .filter(it -> durable ? it.isTwice(deaths) : it.isTakenTwice(deaths))
            .count(),
        replays,
        seen.values().stream().filter(it -> it.names.size() > 1).count(),
        seen.values().stream().mapToLong(it -> it.arrivals.size() - 1).sum(),
        seen.values().stream().filter(it -> it.nodes() > 1).count(),
        outages);
  }

  /** All arrivals of one event. */
  private static final class Seen {
    final Set<String> names = new HashSet<>();
    final Set<Long> sendings = new HashSet<>();
    final List<Arrival> arrivals = new ArrayList<>();
    final long first;
    boolean taken;

    Seen(long first) {
      this.first = first;
    }

    void add(Arrival arrival) {
      names.add(arrival.id() + arrival.digest());
      sendings.add(arrival.sent());
      arrivals.add(arrival);
      taken |= arrival.status() == 200;
    }

    long nodes() {
      return arrivals.stream().map(Arrival::from).distinct().count();
    }

    boolean isTwice(Deaths deaths) {
      if (sendings.size() > 1) {
        return true;
      }
      Set<String> tries = new HashSet<>();
      Set<String> nodes = new HashSet<>();
      Arrival before = arrivals.get(0);
      for (Arrival next : arrivals) {
        boolean isAnothers = !next.from().equals(before.from());
        boolean isLegitimate =
            !isAnothers
                || (!nodes.contains(next.from())
                    && deaths.mayBeReplaced(before.from(), before.at(), next.at()));
        if (!isLegitimate || !tries.add(next.from() + " " + next.attempt())) {
          return true;
        }
        nodes.add(next.from());
        before = next;
      }
      return false;
    }

    /** By pass-through, where the sender sends again what was not answered 2xx. */
    boolean isTakenTwice(Deaths deaths) {
      if (sendings.size() < arrivals.size()) {
        return true;
      }
      for (int i = 1; i < arrivals.size(); i++) {
        Arrival next = arrivals.get(i);
        if (arrivals.subList(0, i).stream()
            .anyMatch(
                it -> it.status() == 200 && !deaths.wasStruck(it.from(), it.at(), next.at()))) {
          return true;
        }
      }
      return false;
    }
  }

  /** Whether every promise was kept. */
  boolean isWhole() {
    return strikes > 0
        && acknowledged > 0
        && unnoticed == 0
        && lost == 0
        && grantedTwice == 0
        && replaysReleased == 0
        && otherNames == 0;
  }

  private Duration outage(double share) {
    return outages.isEmpty()
        ? Duration.ZERO
        : Duration.ofMillis(outages.get((int) Math.ceil(share * outages.size()) - 1));
  }

  @Override
  public String toString() {
    return ("strikes %d (unnoticed %d), acknowledged %d, lost %d, granted twice %d, replays released"
            + " %d, other names %d, second attempts %d, handed over %d, outage p50 %d ms, max %d ms")
        .formatted(
            strikes,
            unnoticed,
            acknowledged,
            lost,
            grantedTwice,
            replaysReleased,
            otherNames,
            secondAttempts,
            handedOver,
            outage(0.5).toMillis(),
            outage(1).toMillis());
  }
}
