package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Records.Filter;
import io.sallyport.admit.Records.Page;
import io.sallyport.admit.Records.Recorded;
import io.sallyport.admit.Standing;
import io.sallyport.store.local.Lists.Found;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lists of events, a part at a time: what is open from the index, which has it in order; what has
 * ended by reading the journal backwards.
 */
final class Pages {
  private static final Set<Standing> OPEN =
      EnumSet.of(Standing.QUEUED, Standing.DEAD, Standing.HELD);

  /** What is open is listed from memory and index; no more of it than this at once. */
  private static final int OPEN_MAX = 1_000;

  private final Asking asking;
  private final Retrieval retrieval;
  private final Lists lists;

  Pages(Asking asking, Retrieval retrieval, Lists lists) {
    this.asking = asking;
    this.retrieval = retrieval;
    this.lists = lists;
  }

  /** Newest first. */
  Future<Page> list(Filter filter, Optional<String> cursor, int most) {
    return !filter.standings().isEmpty() && OPEN.containsAll(filter.standings())
        ? asking
            .of(group -> open(group, filter))
            .compose(open -> asking.blocking(() -> openPage(open, filter, cursor, most)))
        : asking
            .blocking(() -> lists.before(Cursor.place(cursor), filter, most))
            .compose(
                part ->
                    asking
                        .of(group -> atTheirPlaces(group, part.found()))
                        .compose(
                            known ->
                                asking.blocking(
                                    () ->
                                        new Page(
                                            recorded(known, filter),
                                            part.next() == 0
                                                ? Optional.empty()
                                                : Optional.of(Cursor.of(part.next()))))));
  }

  /** Only what still stands there: what was carried elsewhere is found at its other place. */
  private static List<Known> atTheirPlaces(Group group, List<Found> found) {
    List<Known> all = new ArrayList<>(found.size());
    for (Found one : found) {
      Known.find(group, one.id()).filter(it -> it.claim().at() == one.at()).ifPresent(all::add);
    }
    return all;
  }

  private static List<Known> open(Group group, Filter filter) {
    List<Known> all = new ArrayList<>();
    for (String name : group.state().names().all()) {
      if (!filter.integration().map(name::equals).orElse(true)) {
        continue;
      }
      int number = group.state().names().number(name);
      for (Standing standing : filter.standings()) {
        for (Map.Entry<OrderKey, ClaimKey> entry :
            group
                .state()
                .inOrder(
                    OrderKey.first(kind(standing), number),
                    OrderKey.last(kind(standing), number),
                    OPEN_MAX)) {
          events(group, standing, entry).forEach(id -> Known.find(group, id).ifPresent(all::add));
        }
      }
    }
    return all;
  }

  private static List<EventId> events(
      Group group, Standing standing, Map.Entry<OrderKey, ClaimKey> entry) {
    List<ClaimKey> keys =
        standing == Standing.HELD
            ? List.of(entry.getValue())
            : group
                .state()
                .consignment(entry.getKey().sequence())
                .map(Consignment::events)
                .orElse(List.of());
    return keys.stream()
        .flatMap(key -> group.state().claim(key, group.now()).map(it -> it.id(key)).stream())
        .toList();
  }

  private static OrderKey.Kind kind(Standing standing) {
    return switch (standing) {
      case QUEUED -> OrderKey.Kind.QUEUE;
      case DEAD -> OrderKey.Kind.DEAD;
      case HELD -> OrderKey.Kind.HELD;
      default -> throw new IllegalArgumentException(standing + " is not open");
    };
  }

  /** Newest first; the cursor is the number of those that were told before. */
  private Page openPage(List<Known> open, Filter filter, Optional<String> cursor, int most)
      throws IOException {
    List<Known> sorted =
        open.stream()
            .sorted(
                Comparator.comparing((Known it) -> it.claim().first())
                    .reversed()
                    .thenComparing(it -> it.id().value()))
            .toList();
    int from = (int) Math.min(sorted.size(), Cursor.count(cursor));
    List<Recorded> page = new ArrayList<>();
    int at = from;
    for (; at < sorted.size() && page.size() < most; at++) {
      page.addAll(recorded(List.of(sorted.get(at)), filter));
    }
    return new Page(page, at < sorted.size() ? Optional.of(Cursor.of(at)) : Optional.empty());
  }

  private List<Recorded> recorded(List<Known> known, Filter filter) throws IOException {
    List<Recorded> all = new ArrayList<>(known.size());
    for (Known one : known) {
      Recorded recorded = retrieval.recorded(one);
      if (matches(filter, recorded)) {
        all.add(recorded);
      }
    }
    return all;
  }

  private static boolean matches(Filter filter, Recorded it) {
    return (filter.standings().isEmpty() || filter.standings().contains(it.standing()))
        && filter.account().map(account -> it.account().equals(Optional.of(account))).orElse(true)
        && filter.type().map(type -> it.type().equals(Optional.of(type))).orElse(true)
        && filter.reason().map(reason -> it.reason().equals(Optional.of(reason))).orElse(true)
        && filter.since().map(since -> !it.firstReceipt().isBefore(since)).orElse(true)
        && filter.until().map(it.firstReceipt()::isBefore).orElse(true);
  }
}
