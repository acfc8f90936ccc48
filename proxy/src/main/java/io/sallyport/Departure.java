package io.sallyport;

import io.sallyport.Remains.Others;
import io.sallyport.Remains.Queue;
import io.sallyport.admit.Records.Stats;
import io.sallyport.store.local.LocalStore;
import io.sallyport.store.local.QueuePiece;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Nodes;
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

  Departure(LocalStore store, Optional<Neighbours> neighbours) {
    this.store = store;
    this.neighbours = neighbours;
  }

  /** Whether this node takes up what dead ones have left; any thread. */
  void takesUp(boolean anything) {
    neighbours.ifPresent(it -> it.takesUp(anything));
  }

  /**
   * What is there now. Where nothing comes in any more it misses nothing: what waits before the
   * queue is looked through, or is in the queue behind it and was not seen, counts as the rest.
   */
  Future<Remains> look() {
    return store
        .records()
        .stats()
        .compose(
            before ->
                walk()
                    .compose(
                        walked ->
                            store
                                .records()
                                .stats()
                                .compose(
                                    after ->
                                        others()
                                            .map(them -> remains(before, walked, after, them)))));
  }

  private static Remains remains(Stats before, Walk walked, Stats after, Others others) {
    long seen = walked.rest();
    long unseen = Math.max(0, after.queued() - walked.all());
    // What waited was perhaps granted since, to stand where the walk had been.
    long doubtful = before.waiting() > 0 && after.queued() > 0 ? 1 : 0;
    return new Remains(
        after.queued(),
        after.waiting(),
        after.held(),
        after.dead(),
        new Queue(
            Math.min(walked.left(), after.queued()),
            walked.batch(),
            walked.tooLong(),
            walked.tooOld(),
            Math.max(seen + unseen, doubtful)),
        others);
  }

  // --- the queue

  /** What was seen of it so far. */
  private record Walk(long all, long left, long batch, long tooLong, long tooOld) {
    static final Walk NOTHING = new Walk(0, 0, 0, 0, 0);

    Walk and(List<QueuePiece.Queued> piece, int leftOfIt) {
      return new Walk(
          all + piece.size(),
          left + leftOfIt,
          batch + count(piece, QueuePiece.Kind.BATCH),
          tooLong + count(piece, QueuePiece.Kind.LONG),
          tooOld + count(piece, QueuePiece.Kind.OLD));
    }

    private static long count(List<QueuePiece.Queued> piece, QueuePiece.Kind kind) {
      return piece.stream().filter(it -> it.kind() == kind).count();
    }

    long rest() {
      return all - left - batch - tooLong - tooOld;
    }
  }

  private Future<Walk> walk() {
    Promise<Walk> whole = Promise.promise();
    step(Holdings.Cursor.START, Walk.NOTHING, whole);
    return whole.future();
  }

  /** No piece's future waits for the next one's: of thousands the stack would overflow. */
  private void step(Holdings.Cursor from, Walk before, Promise<Walk> whole) {
    store
        .queue(from, PIECE)
        .compose(
            piece -> left(piece).map(left -> new Step(before.and(piece.queued(), left), piece)))
        .onSuccess(
            done -> {
              if (done.piece().next() == Holdings.Cursor.END) {
                whole.complete(done.walk());
              } else {
                step(done.piece().next(), done.walk(), whole);
              }
            })
        .onFailure(whole::fail);
  }

  private record Step(Walk walk, QueuePiece piece) {}

  /** Of what others could finish. */
  private Future<Integer> left(QueuePiece piece) {
    List<Holdings.Grant> grants =
        piece.queued().stream()
            .filter(it -> it.kind() == QueuePiece.Kind.ALONE)
            .flatMap(it -> it.grant().stream())
            .toList();
    return neighbours.isEmpty() || grants.isEmpty()
        ? Future.succeededFuture(0)
        : neighbours.get().left(grants);
  }

  // --- the others

  private Future<Others> others() {
    return neighbours.isEmpty() ? Future.succeededFuture(Others.NONE) : others(neighbours.get());
  }

  private Future<Others> others(Neighbours them) {
    return store
        .holdings()
        .unsettled(UNTOLD_MAX)
        .compose(ends -> them.seen().map(nodes -> others(them, nodes, ends.size())));
  }

  private static Others others(Neighbours them, Nodes nodes, int untold) {
    long alive = nodes.nodes().stream().filter(Nodes.Node::isAlive).count();
    boolean certain =
        nodes.nodes().stream().anyMatch(it -> it.isAlive() && it.name().equals(nodes.self()));
    long closed = nodes.others().stream().filter(it -> it.stage() == RollCall.Stage.CLOSED).count();
    return new Others(
        nodes.self(), them.handsOver(), certain, (int) Math.max(0, alive - 1), untold, closed);
  }
}
