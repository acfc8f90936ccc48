package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.local.OrderKey.Kind;
import io.sallyport.store.local.Succession.Row;
import io.sallyport.store.shared.Estates;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Grant;
import io.sallyport.store.shared.Holdings.Granted;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goes through what is queued, a piece a decision, and says of each whether it can be left. */
final class QueueReading {
  private final Desk desk;
  private final Asking asking;

  QueueReading(Desk desk, Asking asking) {
    this.desk = desk;
    this.asking = asking;
  }

  /** As {@link LocalStore#queue} says. */
  Future<QueuePiece> from(Holdings.Cursor from, int most) {
    return asking.of(group -> read(group, from instanceof Row at ? at : Row.firstOf(1), most));
  }

  private QueuePiece read(Group group, Row from, int most) {
    LedgerState state = group.state();
    if (from.name() > state.names().all().size()) {
      return new QueuePiece(List.of(), Holdings.Cursor.END);
    }
    List<Map.Entry<OrderKey, ClaimKey>> rows =
        state.inOrder(from.key(), OrderKey.last(Kind.QUEUE, from.name()), most);
    return new QueuePiece(
        rows.stream().flatMap(row -> queued(group, row).stream()).toList(),
        from.behind(rows, most));
  }

  private Optional<QueuePiece.Queued> queued(Group group, Map.Entry<OrderKey, ClaimKey> row) {
    Optional<Claim> claim =
        group.state().claim(row.getValue(), group.now()).filter(it -> !it.alias());
    return group
        .state()
        .consignment(row.getKey().sequence())
        .flatMap(
            it ->
                claim.map(
                    known ->
                        new QueuePiece.Queued(
                            kind(group, it, known), grant(group, row.getValue(), known))));
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
