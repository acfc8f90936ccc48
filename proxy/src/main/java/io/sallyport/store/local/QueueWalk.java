package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.local.Consignment.State;
import io.sallyport.store.local.OrderKey.Kind;
import io.sallyport.store.local.Succession.Row;
import io.sallyport.store.shared.Estates;
import io.sallyport.store.shared.Holdings.Grant;
import io.sallyport.store.shared.Holdings.Granted;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Goes once through what is queued, a piece a decision, and says of each request whether it can be
 * left. A request stands in the queue by its due time, which each try moves: what comes to stand
 * where the walk has been is remembered, and looked at when it ends. So each that is queued then
 * was looked at, some of them twice.
 *
 * <p>Must be ended. Its methods may be called from any thread, one after the other; what it
 * remembers belongs to the committer's.
 */
public final class QueueWalk {
  /** So many at most are remembered, and looked at in one decision. */
  static final int BEHIND_MAX = 1_000;

  private final Desk desk;
  private final Asking asking;
  private final Map<Long, ClaimKey> behind = new LinkedHashMap<>();
  private Row from = Row.firstOf(1);
  private boolean begun;
  private boolean over;
  private long more;

  /** Has looked at nothing yet. */
  QueueWalk(Desk desk, Asking asking) {
    this.desk = desk;
    this.asking = asking;
  }

  /**
   * The next piece.
   *
   * @param most 1 to 1,000
   */
  public Future<QueuePiece> next(int most) {
    return asking.of(group -> read(group, most));
  }

  /**
   * No piece comes any more.
   *
   * @return what came to stand where it had been
   */
  public Future<QueuePiece.Behind> end() {
    return asking.of(this::ended);
  }

  private QueuePiece read(Group group, int most) {
    LedgerState state = group.state();
    if (!begun) {
      begun = true;
      desk.accord().walks(this);
    }
    if (from.name() > state.names().all().size()) {
      over = true;
      return new QueuePiece(List.of(), false);
    }
    List<Map.Entry<OrderKey, ClaimKey>> rows =
        state.inOrder(from.key(), OrderKey.last(Kind.QUEUE, from.name()), most);
    from = from.behind(rows, most);
    return new QueuePiece(
        rows.stream()
            .flatMap(row -> queued(group, row.getKey().sequence(), row.getValue()).stream())
            .toList(),
        true);
  }

  /** Something stands at this place now; for the committer's thread. */
  void queues(OrderKey row, ClaimKey key) {
    if (!isBehind(row)) {
      return;
    }
    if (behind.size() < BEHIND_MAX || behind.containsKey(row.sequence())) {
      behind.put(row.sequence(), key);
    } else {
      more++;
    }
  }

  private boolean isBehind(OrderKey row) {
    return over
        || row.name() < from.name()
        || (row.name() == from.name() && row.compareTo(from.key()) < 0);
  }

  private QueuePiece.Behind ended(Group group) {
    desk.accord().walksNoMore(this);
    List<QueuePiece.Queued> still =
        behind.entrySet().stream()
            .flatMap(it -> queued(group, it.getKey(), it.getValue()).stream())
            .toList();
    return new QueuePiece.Behind(still, more);
  }

  private Optional<QueuePiece.Queued> queued(Group group, long sequence, ClaimKey key) {
    Optional<Claim> claim = group.state().claim(key, group.now()).filter(it -> !it.alias());
    return group
        .state()
        .consignment(sequence)
        .filter(it -> it.state() == State.QUEUED)
        .flatMap(
            it ->
                claim.map(
                    known ->
                        new QueuePiece.Queued(kind(group, it, known), grant(group, key, known))));
  }

  /** By what an heir does not take, whatever room there is. */
  private static QueuePiece.Kind kind(Group group, Consignment it, Claim claim) {
    if (!it.whole() || it.events().size() > 1) {
      return QueuePiece.Kind.BATCH;
    }
    if (it.bytes() > Estates.DELIVERY_BYTES_MAX) {
      return QueuePiece.Kind.LONG;
    }
    return it.receivedAt().plus(claim.memory()).isBefore(group.now())
        ? QueuePiece.Kind.OLD
        : QueuePiece.Kind.ALONE;
  }

  private Optional<Grant> grant(Group group, ClaimKey key, Claim it) {
    if (!desk.accord().isOfMany() || !it.share().isGranted()) {
      return Optional.empty();
    }
    Petitions of = new Petitions(group.state(), desk.accord().node());
    return Optional.of(new Grant(of.shard(it), new Granted(of.bid(key, it), it.share().fence())));
  }
}
