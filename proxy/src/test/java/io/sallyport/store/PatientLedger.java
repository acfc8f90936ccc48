package io.sallyport.store;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Turn;
import io.sallyport.admit.Waiting;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ledger of one node among others, as of the moment in which what it has promised is granted:
 * the same answers, but that what waited a moment is queued by then, and what is new as a whole and
 * due is in its request's hands, as where nobody need be asked.
 */
final class PatientLedger implements Ledger {
  private static final int TAKEN_AT_ONCE = 1_000;

  private final NodeFixture node;
  private final Patience patience;

  PatientLedger(NodeFixture node, Patience patience) {
    this.node = node;
    this.patience = patience;
  }

  @Override
  public Future<Placed> admit(Admission admission) {
    return node.open(admission)
        .compose(unused -> node.life().ledger().admit(admission))
        .compose(
            placed ->
                node.isTroubled() || !(placed instanceof Placed.Kept kept)
                    ? Future.succeededFuture(placed)
                    : node.granted().compose(unused -> granted(admission, kept)));
  }

  private Future<Placed> granted(Admission admission, Placed.Kept kept) {
    Future<List<Place>> places = Future.succeededFuture(List.of());
    for (Place place : kept.places()) {
      places = places.compose(all -> granted(place).map(it -> with(all, it)));
    }
    return places.compose(
        all ->
            isDueAsAWhole(all)
                ? inHands(admission).map(it -> new Placed.Kept(all, Optional.of(it)))
                : Future.succeededFuture(new Placed.Kept(all, kept.now())));
  }

  private static List<Place> with(List<Place> all, Place one) {
    List<Place> more = new ArrayList<>(all);
    more.add(one);
    return more;
  }

  /** A copy that came while the first one waited was told so. */
  private Future<Place> granted(Place place) {
    return place instanceof Place.Known known && known.standing() == Standing.WAITING
        ? node.records()
            .find(known.id())
            .map(
                it ->
                    new Place.Known(
                        known.id(),
                        it.orElseThrow().standing(),
                        known.answer(),
                        known.firstReceipt(),
                        known.receipts()))
        : Future.succeededFuture(place);
  }

  private boolean isDueAsAWhole(List<Place> places) {
    Instant now = node.now();
    return places.stream()
        .allMatch(it -> it instanceof Place.Queued queued && !queued.due().isAfter(now));
  }

  /** Out of the queue, where it must be: all else goes back to where it was. */
  private Future<Waiting> inHands(Admission admission) {
    EventId id = admission.parcel().id();
    return patience.found(
        "in the queue: " + id,
        () ->
            taken(admission.integration(), new ArrayList<>())
                .map(
                    all -> {
                      all.stream()
                          .filter(it -> !it.id().equals(id))
                          .forEach(it -> node.outbox().giveBack(it, it.due()));
                      return all.stream().filter(it -> it.id().equals(id)).findFirst();
                    }));
  }

  private Future<List<Waiting>> taken(String integration, List<Waiting> before) {
    return node.outbox()
        .take(integration, TAKEN_AT_ONCE)
        .compose(
            taken -> {
              before.addAll(taken.waiting());
              return taken.waiting().size() == TAKEN_AT_ONCE
                  ? taken(integration, before)
                  : Future.succeededFuture(before);
            });
  }

  @Override
  public Future<Turn> begin(Admission admission) {
    return node.open(admission).compose(unused -> node.life().ledger().begin(admission));
  }

  @Override
  public Future<Optional<List<Place>>> recall(Admission admission) {
    return node.life().ledger().recall(admission);
  }

  /** When what it changes on Redis has arrived there. */
  @Override
  public Future<Settled> settle(Turn.Go go, Ending ending) {
    return node.life()
        .ledger()
        .settle(go, ending)
        .compose(
            settled ->
                patience
                    .until("heard", () -> Future.succeededFuture(node.life().isQuiet()))
                    .map(settled));
  }
}
