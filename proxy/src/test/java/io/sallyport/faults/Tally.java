package io.sallyport.faults;

import java.time.Duration;
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
 * @param grantedTwice events of which two sendings went on, or one try twice (durable)
 * @param replaysReleased arrivals that were sent after the event's acknowledgement
 * @param otherNames events that reached the application under two names, or with other bytes
 * @param secondAttempts arrivals past the first of an event, under the same name
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
    return of(acknowledged, arrivals, durable, false, strikes, unnoticed, outages);
  }

  /**
   * The same.
   *
   * @param anyCopy whether it is all one which sending of an event goes on, as long as no other
   *     does: two nodes may both have acknowledged it while they could not agree
   */
  static Tally of(
      Map<String, Long> acknowledged,
      Collection<Arrival> arrivals,
      boolean durable,
      boolean anyCopy,
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
        durable ? seen.values().stream().filter(Seen::isTwice).count() : 0,
        replays,
        seen.values().stream().filter(it -> it.names.size() > 1).count(),
        seen.values().stream().mapToLong(it -> it.arrivals - 1).sum(),
        outages);
  }

  /** All arrivals of one event. */
  private static final class Seen {
    final Set<String> names = new HashSet<>();
    final Set<Long> sendings = new HashSet<>();
    final Set<Integer> attempts = new HashSet<>();
    final long first;
    long arrivals;
    boolean taken;

    Seen(long first) {
      this.first = first;
    }

    void add(Arrival arrival) {
      names.add(arrival.id() + arrival.digest());
      sendings.add(arrival.sent());
      attempts.add(arrival.attempt());
      arrivals++;
      taken |= arrival.status() == 200;
    }

    boolean isTwice() {
      return sendings.size() > 1 || attempts.size() < arrivals;
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
            + " %d, other names %d, second attempts %d, outage p50 %d ms, max %d ms")
        .formatted(
            strikes,
            unnoticed,
            acknowledged,
            lost,
            grantedTwice,
            replaysReleased,
            otherNames,
            secondAttempts,
            outage(0.5).toMillis(),
            outage(1).toMillis());
  }
}
