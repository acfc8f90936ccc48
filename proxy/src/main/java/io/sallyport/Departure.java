package io.sallyport;

import io.sallyport.Remains.Others;
import io.sallyport.Remains.Queue;
import io.sallyport.admit.Records.Stats;
import io.sallyport.store.local.LocalStore;
import io.sallyport.store.local.QueuePiece;
import io.sallyport.store.local.QueuePiece.Queued;
import io.sallyport.store.local.QueueWalk;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Nodes;
import io.sallyport.store.shared.Parting;
import io.sallyport.store.shared.RollCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;

/** What this node's store would leave behind. A look goes through the whole queue, by pieces. */
final class Departure {
  private static final int PIECE = 256;
  private static final int UNTOLD_MAX = 1_000;

  private final LocalStore store;
  private final Optional<Neighbours> neighbours;
  private volatile boolean takesUp = true;

  Departure(LocalStore store, Optional<Neighbours> neighbours) {
    this.store = store;
    this.neighbours = neighbours;
  }

  /** Whether this node takes up what dead ones have left; any thread. */
  void takesUp(boolean anything) {
    takesUp = anything;
    neighbours.ifPresent(it -> it.parting().takesUp(anything));
  }

  /**
   * What is there now. Where nothing comes in any more it misses nothing: what another has left is
   * asked for first, then the queue is gone through, then what waits before it is counted, and last
   * comes what was put where the walk had been.
   */
  Future<Remains> look() {
    Optional<Parting.Standing> before = standing();
    return isTakingUp()
        .compose(
            takingUp ->
                walked()
                    .compose(
                        walked -> others(takingUp).map(them -> remains(before, walked, them))));
  }

  private Optional<Parting.Standing> standing() {
    return neighbours.flatMap(it -> it.parting().standing());
  }

  private Future<Boolean> isTakingUp() {
    return neighbours
        .map(it -> it.parting().isTakingUp())
        .orElseGet(() -> Future.succeededFuture(false));
  }

  private Remains remains(Optional<Parting.Standing> before, Walked all, Others others) {
    // What had been left by then may count for nothing any more.
    boolean stands = before.isPresent() && before.equals(standing());
    Stats stats = all.stats();
    Walk walk = all.walk();
    long left = stands ? walk.left() : 0;
    long unseen = Math.max(all.more(), stats.queued() - walk.all());
    return new Remains(
        stats.queued(),
        stats.waiting(),
        stats.held(),
        stats.dead(),
        new Queue(
            Math.min(left, stats.queued()),
            walk.batch(),
            walk.tooLong(),
            walk.tooOld(),
            walk.alone() - left + unseen),
        others);
  }

  // --- the queue

  /** What was seen of it so far; what was tried meanwhile twice. */
  private record Walk(long alone, long left, long batch, long tooLong, long tooOld) {
    static final Walk NOTHING = new Walk(0, 0, 0, 0, 0);

    Walk and(List<Queued> some, int leftOfThem) {
      return new Walk(
          alone + count(some, QueuePiece.Kind.ALONE),
          left + leftOfThem,
          batch + count(some, QueuePiece.Kind.BATCH),
          tooLong + count(some, QueuePiece.Kind.LONG),
          tooOld + count(some, QueuePiece.Kind.OLD));
    }

    private static long count(List<Queued> some, QueuePiece.Kind kind) {
      return some.stream().filter(it -> it.kind() == kind).count();
    }

    long all() {
      return alone + batch + tooLong + tooOld;
    }
  }

  /**
   * All of it.
   *
   * @param stats as of when the walk had come to the end
   * @param more so many may have been missed
   */
  private record Walked(Walk walk, Stats stats, long more) {}

  private Future<Walked> walked() {
    QueueWalk through = store.walk();
    Promise<Walk> whole = Promise.promise();
    step(through, Walk.NOTHING, whole);
    return whole
        .future()
        .compose(walk -> store.records().stats().compose(stats -> last(through, walk, stats)))
        .recover(fault -> through.end().transform(unused -> Future.failedFuture(fault)));
  }

  private Future<Walked> last(QueueWalk through, Walk walk, Stats stats) {
    return through
        .end()
        .compose(
            behind ->
                left(behind.queued())
                    .map(
                        left -> new Walked(walk.and(behind.queued(), left), stats, behind.more())));
  }

  /** No piece's future waits for the next one's: of thousands the stack would overflow. */
  private void step(QueueWalk through, Walk before, Promise<Walk> whole) {
    through
        .next(PIECE)
        .compose(
            piece ->
                left(piece.queued()).map(left -> new Step(piece, before.and(piece.queued(), left))))
        .onSuccess(
            done -> {
              if (done.piece().hasMore()) {
                step(through, done.walk(), whole);
              } else {
                whole.complete(done.walk());
              }
            })
        .onFailure(whole::fail);
  }

  private record Step(QueuePiece piece, Walk walk) {}

  /** Of what others could finish. */
  private Future<Integer> left(List<Queued> some) {
    List<Holdings.Grant> grants =
        some.stream()
            .filter(it -> it.kind() == QueuePiece.Kind.ALONE)
            .flatMap(it -> it.grant().stream())
            .toList();
    return neighbours.isEmpty() || grants.isEmpty()
        ? Future.succeededFuture(0)
        : neighbours.get().parting().left(grants);
  }

  // --- the others

  private Future<Others> others(boolean takingUp) {
    return neighbours.isEmpty()
        ? Future.succeededFuture(Others.NONE)
        : others(neighbours.get(), takingUp);
  }

  private Future<Others> others(Neighbours them, boolean takingUp) {
    return store
        .holdings()
        .unsettled(UNTOLD_MAX)
        .compose(ends -> them.seen().map(nodes -> others(them, nodes, takingUp, ends.size())));
  }

  private Others others(Neighbours them, Nodes nodes, boolean takingUp, int untold) {
    long closed = nodes.others().stream().filter(it -> it.stage() == RollCall.Stage.CLOSED).count();
    // Of two that are taken out at once one would count on the other, unless it has been heard.
    boolean certain = takesUp ? nodes.isAlive() : nodes.isCountedOnNoMore();
    return new Others(
        nodes.self(), them.handsOver(), certain, nodes.heirs(), takingUp, untold, closed);
  }
}
