package io.sallyport.store.local;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Event;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Turn;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Origin;
import io.sallyport.store.shared.OwnLedger;
import io.sallyport.store.shared.Shard;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/**
 * The ledger of this node. Encoding and sealing are done on the caller's thread; the rest is the
 * committer's.
 */
final class LocalLedger implements OwnLedger {
  private final VertxInternal vertx;
  private final Desk desk;
  private final Contents contents;
  private final Succession succession;

  /**
   * A turn, and where to read what its sender was told before.
   *
   * @param answeredAt the place of the record, or 0 where there is nothing to read
   */
  record Told(Turn turn, long answeredAt) {}

  LocalLedger(VertxInternal vertx, Desk desk, Contents contents, Succession succession) {
    this.succession = succession;
    this.vertx = vertx;
    this.desk = desk;
    this.contents = contents;
  }

  @Override
  public Future<Placed> admit(Admission admission) {
    return admit(admission, List.of(), unused -> {});
  }

  @Override
  public Future<Placed> admit(Admission admission, List<Found> elsewhere, IntConsumer spent) {
    if (!elsewhere.isEmpty() && elsewhere.size() != admission.events().size()) {
      throw new IllegalArgumentException("others know of each event, or were not asked");
    }
    ContextInternal context = vertx.getOrCreateContext();
    Promise<Placed> promise = context.promise();
    ByteBuffer sealed = contents.seal(admission);
    desk.submit(
        new AdmitTask(
            desk,
            admission,
            List.copyOf(elsewhere),
            spent,
            sealed,
            contents.recent(),
            context.nettyEventLoop(),
            promise));
    return promise.future();
  }

  @Override
  public Future<Turn> begin(Admission admission) {
    return begin(admission, Optional.empty());
  }

  @Override
  public Future<Turn> begin(Admission admission, Found elsewhere) {
    return begin(admission, Optional.of(elsewhere));
  }

  private Future<Turn> begin(Admission admission, Optional<Found> elsewhere) {
    if (admission.events().size() != 1) {
      throw new IllegalArgumentException("a batch is durable");
    }
    ContextInternal context = vertx.getOrCreateContext();
    Promise<Told> promise = context.promise();
    desk.submit(
        new BeginTask(desk, admission, elsewhere, contents, context.nettyEventLoop(), promise));
    return promise.future().compose(this::withAnswer);
  }

  @Override
  public Future<Optional<List<Place>>> recall(Admission admission) {
    ContextInternal context = vertx.getOrCreateContext();
    Promise<Optional<List<Place>>> promise = context.promise();
    Executor loop = context.nettyEventLoop();
    desk.submit(
        new Task() {
          @Override
          public int bytesMost() {
            return admission.parcel().inbound().body().size(); // it is held in memory until then
          }

          @Override
          public void decide(Group group) {
            Optional<List<Place>> places = recalled(group, admission);
            group.tellThen(this, loop, () -> promise.complete(places));
          }

          @Override
          public void refuse(Reason reason, String detail) {
            loop.execute(() -> promise.tryComplete(Optional.empty()));
          }

          @Override
          public boolean isOfOld() {
            return false; // anyone who has captured a delivery may ask, and as often
          }
        });
    return promise.future();
  }

  private Optional<List<Place>> recalled(Group group, Admission admission) {
    Placement placement = new Placement(group.state(), group.now(), admission.events().size());
    List<Placement.Again> known = new ArrayList<>(admission.events().size());
    for (Event event : admission.events()) {
      if (placement.find(event) instanceof Placement.Again again
          && again.key().equals(event.key())) {
        known.add(again);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(known.stream().map(again -> desk.again(again, group)).toList());
  }

  @Override
  public Future<Settled> settle(Turn.Go go, Ending ending) {
    return settle(go, ending, 0);
  }

  @Override
  public Future<Settled> settle(Turn.Go go, Ending ending, Shard shard, long fence) {
    return settle(go, ending, fence);
  }

  private Future<Settled> settle(Turn.Go go, Ending ending, long fence) {
    ContextInternal context = vertx.getOrCreateContext();
    Promise<Settled> promise = context.promise();
    desk.submit(
        new SettleTask(desk, go, ending, fence, contents, context.nettyEventLoop(), promise));
    return promise.future();
  }

  @Override
  public Future<Uptake> inherit(Shard shard, RawBody left, Set<Integer> owners) {
    return succession.inherit(shard, left, owners);
  }

  @Override
  public void passedOver(String integration, List<Limit> limits) {
    desk.passedOver(integration, limits);
  }

  @Override
  public Bid bid(Admission admission, int index) {
    Event event = admission.events().get(index);
    return new Bid(
        event.id(),
        event.signed().filter(key -> !key.equals(event.key())),
        event.content(),
        event.label(),
        new Origin(desk.accord().node(), desk.accord().nextTurn(), index),
        admission.parcel().inbound().receivedAt(),
        admission.keeping().memory(),
        admission.hold().isPresent());
  }

  /** Whoever sends what has been answered gets the same answer, while that is kept. */
  private Future<Turn> withAnswer(Told told) {
    if (told.answeredAt() == 0
        || !(told.turn() instanceof Turn.Has has)
        || !(has.place() instanceof Place.Known known)) {
      return Future.succeededFuture(told.turn());
    }
    return contents
        .answer(known.id(), told.answeredAt())
        .map(
            answer ->
                new Turn.Has(
                    new Place.Known(
                        known.id(),
                        known.standing(),
                        answer.or(known::answer),
                        known.firstReceipt(),
                        known.receipts())));
  }
}
