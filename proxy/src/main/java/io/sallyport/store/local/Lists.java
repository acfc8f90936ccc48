package io.sallyport.store.local;

import io.sallyport.admit.Records.Filter;
import io.sallyport.journal.Journal;
import io.sallyport.journal.Position;
import io.sallyport.webhook.EventId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Looks through the journal for events, the newest first. Blocks on the disk: a segment is read
 * from its beginning to its end, and only so many a call.
 */
final class Lists {
  /** So many segments are read at most for one part of a list. */
  private static final int SEGMENTS_MAX = 8;

  private final Journal journal;

  Lists(Journal journal) {
    this.journal = journal;
  }

  /**
   * An event where it stands.
   *
   * @param at the place of its record
   * @param item its number in the delivery; 0 for one that was answered
   */
  record Found(EventId id, long at, int item) {}

  /**
   * A part of what was found.
   *
   * @param next the place before which to go on; 0 at the end
   */
  record Part(List<Found> found, long next) {}

  /**
   * What stands before a place and may match.
   *
   * @param before a place; {@code Long.MAX_VALUE} for the newest
   * @param most so many; a delivery is never cut in two
   */
  Part before(long before, Filter filter, int most) throws IOException {
    List<Long> segments = new ArrayList<>(journal.segments());
    Collections.reverse(segments);
    List<Found> found = new ArrayList<>();
    int read = 0;
    for (long segment : segments) {
      if (segment > (before >>> 32)) {
        continue;
      }
      if (read++ == SEGMENTS_MAX) {
        return new Part(found, (segment + 1) << 32);
      }
      Deque<Found> here = new ArrayDeque<>();
      journal.read(
          segment,
          Position.START,
          (position, entry) -> {
            long at = Ids.number(position);
            if (at < before) {
              collect(LedgerRecord.of(entry), at, filter, here);
            }
          });
      for (Found one : here) {
        if (found.size() >= most && one.at() != found.get(found.size() - 1).at()) {
          return new Part(found, found.get(found.size() - 1).at());
        }
        found.add(one);
      }
    }
    return new Part(found, 0);
  }

  private static void collect(LedgerRecord record, long at, Filter filter, Deque<Found> newest) {
    Optional<Admitted> admitted = Admitted.of(record);
    if (admitted.isPresent()
        && matches(filter, admitted.get().integration(), admitted.get().receivedAt())) {
      for (int i = 0; i < admitted.get().items().size(); i++) {
        if (admitted.get().items().get(i).standing().isPresent()) {
          newest.addFirst(new Found(admitted.get().items().get(i).id(), at, i));
        }
      }
    } else if (record instanceof Answered it
        && matches(filter, it.integration(), it.receivedAt())) {
      newest.addFirst(new Found(it.id(), at, 0));
    }
  }

  private static boolean matches(Filter filter, String integration, Instant receivedAt) {
    return filter.integration().map(integration::equals).orElse(true)
        && filter.since().map(since -> !receivedAt.isBefore(since)).orElse(true)
        && filter.until().map(receivedAt::isBefore).orElse(true);
  }
}
