package io.sallyport.store.local;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Below which key each sorted list has nothing stored. A queue is emptied at its front, and what
 * was removed stays in the database as a mark for a while: whoever looks for the first row from the
 * very beginning walks over all of them, each time.
 *
 * <p>Belongs to the committer's thread.
 */
final class ListFloors {
  private final Map<ListName, OrderKey> floors = new HashMap<>();

  private record ListName(OrderKey.Kind kind, int name) {
    static ListName of(OrderKey key) {
      return new ListName(key.kind(), key.name());
    }
  }

  /** Where to begin looking for what is stored from this key on. */
  OrderKey from(OrderKey from) {
    OrderKey floor = floors.get(ListName.of(from));
    return floor == null || floor.compareTo(from) < 0 ? from : floor;
  }

  /**
   * What a look from {@link #from} on has shown.
   *
   * @param from what was asked for
   * @param first the first row that is stored, or is being written; empty when there is none to the
   *     end of the list
   */
  void looked(OrderKey from, Optional<OrderKey> first) {
    ListName list = ListName.of(from);
    OrderKey floor = floors.getOrDefault(list, OrderKey.first(from.kind(), from.name()));
    if (from.compareTo(floor) <= 0) { // else nobody has looked at what lies between
      floors.put(list, first.orElse(OrderKey.last(from.kind(), from.name())));
    }
  }

  /** Something is about to be stored there. */
  void put(OrderKey key) {
    floors.computeIfPresent(
        ListName.of(key), (list, floor) -> key.compareTo(floor) < 0 ? key : floor);
  }
}
