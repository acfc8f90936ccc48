package io.sallyport.dispatch;

import io.sallyport.deliver.Road;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The destinations of one integration as its policy says now, and the places there. What the policy
 * keeps, keeps its places and its breaker. Guarded by the outlet's lock.
 *
 * <p>Where there is one destination, a place is taken before anything is taken from the store.
 * Where there are more, the bytes tell which it is: then no more is taken than there are places
 * anywhere, and what finds none goes back.
 */
final class Targets {
  private List<Road> roads = List.of();
  private Map<Target.Name, Target> all = Map.of();
  private List<Target> inOrder = List.of();
  private boolean ordered;
  private int without;

  /**
   * Places for what will be taken.
   *
   * @param target where; null where that is not known yet
   * @param epoch the number of the destination's state
   */
  record Places(@Nullable Target target, int epoch, int number) {
    static final Places NONE = new Places(null, 0, 0);
  }

  /**
   * Follows the policy.
   *
   * @return whether it has changed
   */
  boolean follow(List<Road> current, Function<Road, Target> make) {
    if (current == roads) {
      return false;
    }
    Map<Target.Name, Target> next = new LinkedHashMap<>();
    for (Road road : current) {
      Target.Name name = Target.Name.of(road);
      Target known = all.get(name);
      if (known != null) {
        known.use(road);
      }
      next.putIfAbsent(name, known == null ? make.apply(road) : known);
    }
    roads = current;
    all = next;
    inOrder = new ArrayList<>(next.values());
    ordered = current.stream().anyMatch(road -> road.destination().rule().ordered());
    return true;
  }

  /** Nowhere to go: no policy in force, or one without destinations. */
  boolean isEmpty() {
    return inOrder.isEmpty();
  }

  /** Whether any of them wants the events of an account in order: then all are kept so. */
  boolean isOrdered() {
    return ordered;
  }

  List<Target> all() {
    return inOrder;
  }

  /** The first that takes a path. */
  @Nullable Target taking(String rest) {
    for (Target target : inOrder) {
      if (target.road().takes(rest)) {
        return target;
      }
    }
    return null;
  }

  /** Whether anything of the backlog may begin now. */
  boolean isOpen(long now) {
    return free(now) > 0;
  }

  /** Takes places for the backlog, as many as there are and at most as many as wanted. */
  Places reserve(int want, long now) {
    if (inOrder.size() == 1) {
      Target only = inOrder.get(0);
      int number = only.reserve(want, now);
      return new Places(only, only.breaker().epoch(), number);
    }
    int number = Math.max(0, Math.min(want, free(now)));
    without += number;
    return new Places(null, 0, number);
  }

  /** So many of these places are not used. */
  void giveBack(Places places, int number) {
    if (places.target() == null) {
      without -= number;
    } else {
      places.target().unused(number, places.epoch());
    }
  }

  /** A flight ends before anything was sent. */
  void leave(Flight flight) {
    if (flight.target() == null) {
      without--;
    } else {
      flight.target().unused(1, flight.epoch());
    }
  }

  /**
   * Moves a flight to the destination that its bytes ask for, unless it has a place there in the
   * state that the destination is in now.
   *
   * @return false when there is no place; then it has none anywhere
   */
  boolean move(Flight flight, Target to, long now) {
    if (flight.isIn(to)) {
      return true;
    }
    leave(flight);
    if (to.reserve(1, now) == 1) {
      flight.in(to, to.breaker().epoch());
      return true;
    }
    return false;
  }

  /** When more may begin, where that is a matter of time. */
  OptionalLong wakeAt(long now) {
    return inOrder.stream().flatMapToLong(it -> it.wakeAt(now).stream()).min();
  }

  private int free(long now) {
    long sum = 0;
    for (Target target : inOrder) {
      sum += target.drainable(now);
    }
    return (int) Math.min(Integer.MAX_VALUE, sum - without);
  }
}
