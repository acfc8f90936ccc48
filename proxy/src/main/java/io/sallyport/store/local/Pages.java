package io.sallyport.store.local;

import io.sallyport.admit.Records.Filter;
import io.sallyport.admit.Records.Page;
import io.sallyport.admit.Records.Recorded;
import io.sallyport.admit.Standing;
import io.sallyport.store.local.Lists.Found;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lists of events, a part at a time: what is open from the index, in the order of its lists; what
 * has ended by reading the journal backwards.
 */
final class Pages {
  private static final Set<Standing> OPEN =
      EnumSet.of(Standing.QUEUED, Standing.DEAD, Standing.HELD, Standing.WAITING);

  /**
   * So many events of what is open are looked at for one part, whether they match or not: the
   * record of each is read, and a row may have a thousand.
   */
  private static final int EVENTS_MAX = 4_096;

  private final Asking asking;
  private final Retrieval retrieval;
  private final Lists lists;

  Pages(Asking asking, Retrieval retrieval, Lists lists) {
    this.asking = asking;
    this.retrieval = retrieval;
    this.lists = lists;
  }

  /** Newest first; what is only open as {@link OpenLists} has it. */
  Future<Page> list(Filter filter, Optional<String> cursor, int most) {
    return !filter.standings().isEmpty() && OPEN.containsAll(filter.standings())
        ? open(filter, Cursor.key(cursor), most, new ArrayList<>(), 0)
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

  /** The committer is asked for a piece, the disk for what its records say, and so on. */
  private Future<Page> open(
      Filter filter, Optional<OrderKey> from, int most, List<Recorded> page, int looked) {
    return asking
        .of(group -> OpenLists.from(group, filter, from))
        .compose(piece -> asking.blocking(() -> fill(page, piece, filter, most)))
        .compose(
            part -> {
              int events = looked + part.events();
              return part.next().isEmpty() || page.size() >= most || events >= EVENTS_MAX
                  ? Future.succeededFuture(new Page(page, part.next().map(Cursor::of)))
                  : open(filter, part.next(), most, page, events);
            });
  }

  /**
   * How far a page has come.
   *
   * @param events so many were looked at
   * @param next the first that was not; empty at the end
   */
  private record Filled(int events, Optional<OrderKey> next) {}

  private Filled fill(List<Recorded> page, OpenLists.Piece piece, Filter filter, int most)
      throws IOException {
    int events = 0;
    for (OpenLists.Row row : piece.rows()) {
      if (page.size() >= most) {
        return new Filled(events, Optional.of(row.key()));
      }
      page.addAll(recorded(row.events(), filter));
      events += Math.max(1, row.events().size());
    }
    // Also when many lists were empty: a part must come to its end.
    return new Filled(Math.max(1, events), piece.next());
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
