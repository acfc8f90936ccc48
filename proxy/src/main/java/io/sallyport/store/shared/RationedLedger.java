package io.sallyport.store.shared;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Turn;
import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A ledger that takes nothing new of an integration which has its share of the common claims. What
 * is known is answered as ever.
 */
public final class RationedLedger implements Ledger {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  private final Ledger all;
  private final ClaimRoom room;

  /** Over another. */
  public RationedLedger(Ledger all, ClaimRoom room) {
    this.all = all;
    this.room = room;
  }

  @Override
  public Future<Placed> admit(Admission admission) {
    if (room.isFull(admission.integration())) {
      return all.recall(admission)
          .map(
              known ->
                  known.isPresent()
                      ? new Placed.Kept(known.get(), Optional.empty())
                      : full(admission));
    }
    return all.admit(admission)
        .onSuccess(
            placed -> {
              if (placed instanceof Placed.Kept kept) {
                took(admission, kept.places());
              }
            });
  }

  private void took(Admission admission, List<Place> places) {
    int events = (int) places.stream().filter(it -> !(it instanceof Place.Known)).count();
    if (events > 0) {
      room.took(admission.integration(), events);
    }
  }

  @Override
  public Future<Turn> begin(Admission admission) {
    if (room.isFull(admission.integration())) {
      // What is known begins nothing, and is told with the answer that it got, which no recall has.
      return all.recall(admission)
          .compose(
              known ->
                  known.isPresent()
                      ? beginCounted(admission)
                      : Future.succeededFuture(full(admission)));
    }
    return beginCounted(admission);
  }

  private Future<Turn> beginCounted(Admission admission) {
    return all.begin(admission)
        .onSuccess(
            turn -> {
              // One that comes to nothing gives its claim back: it is counted for a minute.
              if (turn instanceof Turn.Go) {
                room.took(admission.integration(), 1);
              }
            });
  }

  private static Placed.Unavailable full(Admission admission) {
    return new Placed.Unavailable(
        Reason.QUOTA_EXCEEDED,
        admission.integration() + " has as many claims on Redis as one integration may",
        RETRY_AFTER);
  }

  @Override
  public Future<Optional<List<Place>>> recall(Admission admission) {
    return all.recall(admission);
  }

  @Override
  public Future<Settled> settle(Turn.Go go, Ending ending) {
    return all.settle(go, ending);
  }
}
