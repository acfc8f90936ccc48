package io.sallyport.store.shared;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Who is dead: a node of whom the roster has said nothing for long enough, although all could be
 * heard. Asked again and again, since each answer adds to what is known. Belongs to its home.
 */
final class Absences {
  private static final int BEATS = 2;

  private final Outside outside;
  private final Members members;
  private final LongSupplier nanos;
  private final Map<String, Absence> absent = new HashMap<>();

  /** Since when nothing is heard of a node, and how often the roster had answered by then. */
  private record Absence(long since, long beats) {}

  /**
   * Of whom nothing is known yet.
   *
   * @param nanos monotonic, in nanoseconds
   */
  Absences(Outside outside, Members members, LongSupplier nanos) {
    this.outside = outside;
    this.members = members;
    this.nanos = nanos;
  }

  /**
   * The numbers of those who are dead now; none while this node is not certain of it. What one of
   * them has left was left before it died: after it comes back it leaves nothing until all have
   * heard so, be it at their next beat, or by not being certain any more.
   */
  Set<Integer> dead() {
    Lease lease = outside.lease();
    Duration margin = lease.terms().margin();
    long now = nanos.getAsLong();
    Set<String> names = new HashSet<>(members.all().numbers().keySet()); // the forgotten, too
    names.remove(outside.node());
    lease.others().forEach(seat -> names.remove(seat.node()));
    absent.keySet().retainAll(names);
    Absence begins = new Absence(now, lease.beats());
    names.forEach(name -> absent.putIfAbsent(name, begins));
    if (!lease.isCertain() || lease.steady().compareTo(lease.terms().lease().plus(margin)) < 0) {
      absent.clear();
      return Set.of();
    }
    return absent.entrySet().stream()
        .filter(it -> now - it.getValue().since() >= margin.toNanos())
        // One answer is not enough: when the clock of Redis is set, all seem late until they beat.
        .filter(it -> lease.beats() - it.getValue().beats() >= BEATS)
        .map(it -> new NodeName(it.getKey()).number())
        // By its number it is known what a node has left; two names may have the same.
        .filter(number -> lease.others().stream().noneMatch(seat -> seat.number() == number))
        .filter(number -> number != new NodeName(outside.node()).number())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
