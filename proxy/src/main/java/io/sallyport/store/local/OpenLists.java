package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Records.Filter;
import io.sallyport.admit.Standing;
import io.sallyport.store.local.OrderKey.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Goes through what is open, as it stands in the index's lists: an integration after the other, of
 * each what is queued, the dead letters, what is held, what waits for other nodes; in each list
 * what is due first, or has lain there longest. A piece a decision, so that others are not held up.
 */
final class OpenLists {
  static final int ROWS_AT_ONCE = 256;

  /** A row may have as many as a batch. */
  private static final int EVENTS_AT_ONCE = 1_000;

  private static final int LISTS_AT_ONCE = 64;

  private final Group group;
  private final List<Integer> names;
  private final List<Kind> kinds;
  private final List<Row> rows = new ArrayList<>();
  private int events;

  /** One line of a list. */
  record Row(OrderKey key, List<Known> events) {
    Row {
      events = List.copyOf(events);
    }
  }

  /**
   * A piece of all lists.
   *
   * @param next where to go on; empty at the end
   */
  record Piece(List<Row> rows, Optional<OrderKey> next) {
    Piece {
      rows = List.copyOf(rows);
    }
  }

  private OpenLists(Group group, Filter filter) {
    this.group = group;
    this.names =
        filter
            .integration()
            .map(name -> group.state().names().known(name).stream().toList())
            .orElseGet(
                () ->
                    IntStream.rangeClosed(1, group.state().names().all().size()).boxed().toList());
    this.kinds =
        filter.standings().stream().map(OpenLists::kind).sorted(Comparator.naturalOrder()).toList();
  }

  /**
   * What stands at a place and behind it. In one decision.
   *
   * @param filter only its integration and standings are looked at
   * @param from empty for the beginning
   */
  static Piece from(Group group, Filter filter, Optional<OrderKey> from) {
    return new OpenLists(group, filter).read(from);
  }

  private Piece read(Optional<OrderKey> from) {
    Optional<OrderKey> at = from.or(() -> list(0, 0));
    for (int lists = 0; at.isPresent() && lists < LISTS_AT_ONCE && hasRoom(); lists++) {
      at = readList(at.get());
    }
    return new Piece(rows, at);
  }

  private boolean hasRoom() {
    return rows.size() < ROWS_AT_ONCE && events < EVENTS_AT_ONCE;
  }

  /** Returns where to go on. */
  private Optional<OrderKey> readList(OrderKey from) {
    int room = ROWS_AT_ONCE - rows.size();
    List<Map.Entry<OrderKey, ClaimKey>> found =
        names.contains(from.name()) && kinds.contains(from.kind())
            ? group.state().inOrder(from, OrderKey.last(from.kind(), from.name()), room)
            : List.of();
    for (Map.Entry<OrderKey, ClaimKey> entry : found) {
      if (!hasRoom()) {
        return Optional.of(entry.getKey());
      }
      List<Known> known = events(entry);
      rows.add(new Row(entry.getKey(), known));
      events += known.size();
    }
    return found.size() == room
        ? Optional.of(found.get(room - 1).getKey().next())
        : behind(from.name(), from.kind());
  }

  /** The beginning of the list behind one. */
  private Optional<OrderKey> behind(int name, Kind kind) {
    int place = names.indexOf(name);
    int number = kinds.indexOf(kind);
    return place < 0 || number < 0 ? Optional.empty() : list(place, number + 1);
  }

  private Optional<OrderKey> list(int place, int number) {
    if (number == kinds.size()) {
      return list(place + 1, 0);
    }
    return place < names.size()
        ? Optional.of(OrderKey.first(kinds.get(number), names.get(place)))
        : Optional.empty();
  }

  private List<Known> events(Map.Entry<OrderKey, ClaimKey> entry) {
    List<ClaimKey> keys =
        entry.getKey().kind() == Kind.HELD
            ? List.of(entry.getValue())
            : group
                .state()
                .consignment(entry.getKey().sequence())
                .map(Consignment::events)
                .orElse(List.of());
    return keys.stream()
        .flatMap(key -> group.state().claim(key, group.now()).map(it -> it.id(key)).stream())
        .flatMap(id -> Known.find(group, id).stream())
        .toList();
  }

  private static Kind kind(Standing standing) {
    return switch (standing) {
      case QUEUED -> Kind.QUEUE;
      case DEAD -> Kind.DEAD;
      case HELD -> Kind.HELD;
      case WAITING -> Kind.WAITING;
      default -> throw new IllegalArgumentException(standing + " is not open");
    };
  }
}
