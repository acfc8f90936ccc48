package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Piece;
import io.sallyport.store.shared.Holdings.Remembered;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goes through all that is remembered, for those who have forgotten it: first what has changed
 * since the index was written last, then the index's tables. A piece a decision, so that others are
 * not held up. What moves on meanwhile may be told twice.
 *
 * <p>What another node has is told as that one's where it had ended when this one was told of it,
 * and left to its owner otherwise.
 *
 * <p>Signed bytes are told with the event that they belong to. Where that does not know them, as it
 * came when this node was alone, it is told once more with them.
 */
final class Recollection {
  private static final int ROWS_AT_ONCE = 256;

  private final Desk desk;
  private final Asking asking;
  private final Yielding yielding;

  Recollection(Desk desk, Asking asking, Yielding yielding) {
    this.desk = desk;
    this.asking = asking;
    this.yielding = yielding;
  }

  /**
   * Where it goes on.
   *
   * @param changed keys that were not in the index when this began, and are to be told first
   * @param place in the index, behind them
   */
  private record Place(List<ClaimKey> changed, ClaimTables.Place place)
      implements Holdings.Cursor {}

  /** A piece: at least one row is looked at, and not many more than wanted. */
  Future<Piece> from(Holdings.Cursor cursor, int most) {
    if (cursor == Holdings.Cursor.END) {
      return Future.succeededFuture(new Piece(List.of(), cursor));
    }
    int rows = Math.max(1, Math.min(most, ROWS_AT_ONCE));
    return asking.of(group -> read(group, cursor, rows));
  }

  private Piece read(Group group, Holdings.Cursor cursor, int rows) {
    Place from =
        cursor instanceof Place place
            ? place
            : new Place(group.state().changedClaims(), ClaimTables.Place.START);
    List<ClaimKey> changed = from.changed();
    if (!changed.isEmpty()) {
      int some = Math.min(rows, changed.size());
      return piece(
          group,
          changed.subList(0, some),
          new Place(changed.subList(some, changed.size()), from.place()));
    }
    ClaimTables.Page page = group.state().writtenClaims(from.place(), rows);
    return piece(
        group,
        page.keys(),
        page.next()
            .<Holdings.Cursor>map(it -> new Place(List.of(), it))
            .orElse(Holdings.Cursor.END));
  }

  private Piece piece(Group group, List<ClaimKey> keys, Holdings.Cursor next) {
    List<Remembered> remembered = new ArrayList<>(keys.size());
    Petitions of = new Petitions(group.state(), desk.accord().node());
    for (ClaimKey key : keys) {
      remember(group, of, key).ifPresent(remembered::add);
    }
    return new Piece(remembered, next);
  }

  private Optional<Remembered> remember(Group group, Petitions of, ClaimKey key) {
    Optional<Claim> found = group.state().claim(key, group.now());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Claim claim = found.get();
    if (!claim.alias()) {
      return remember(group, of, key, claim, claim.share().signed());
    }
    return group
        .state()
        .claim(claim.content(), group.now())
        .filter(event -> !event.alias() && event.share().signed().isEmpty())
        .flatMap(event -> remember(group, of, claim.content(), event, Optional.of(key)));
  }

  private Optional<Remembered> remember(
      Group group, Petitions of, ClaimKey key, Claim claim, Optional<ClaimKey> signed) {
    boolean isBeingLeft = yielding.has(key) && !claim.standing().isEnded();
    if (claim.share().keeper() == Share.Keeper.ELSEWHERE || isBeingLeft) {
      return Optional.empty(); // whoever has it knows better
    }
    // Whatever became of the copy here.
    boolean isEndElsewhere = claim.share().isElsewhere() && claim.standing().isEnded();
    Bid own = of.bid(key, claim);
    Bid bid =
        new Bid(
            own.id(),
            signed,
            own.content(),
            own.label(),
            claim.share().isElsewhere() ? claim.share().owner().orElse(own.origin()) : own.origin(),
            claim.share().isElsewhere() ? claim.end() : own.received(),
            own.memory(),
            own.held());
    return Optional.of(
        new Remembered(
            of.shard(claim),
            new Assertion(
                bid,
                isEndElsewhere ? Standing.DONE : claim.standing(),
                claim.share().isGranted() ? claim.share().fence() : 0,
                claim.receipts(),
                claim.status(),
                LocalHoldings.left(group, claim))));
  }
}
