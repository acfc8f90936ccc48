package io.sallyport.store;

import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Change;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Fellows;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.RollCall;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.SharedIndex;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An index of which a test can tell whether everything that was asked of it has been answered. */
final class WatchedIndex implements SharedIndex {
  private final SharedIndex index;
  private final AtomicInteger underWay = new AtomicInteger();

  WatchedIndex(SharedIndex index) {
    this.index = index;
  }

  /** Whether nothing is on its way there that would change a claim. */
  boolean isQuiet() {
    return underWay.get() == 0;
  }

  private <T> Future<T> watched(Future<T> asked) {
    underWay.incrementAndGet();
    return asked.onComplete(unused -> underWay.decrementAndGet());
  }

  @Override
  public Future<Reply<List<Found>>> look(Shard shard, Epoch epoch, List<Bid> events) {
    return watched(index.look(shard, epoch, events));
  }

  @Override
  public Future<Reply<List<Found>>> accept(Shard shard, Epoch epoch, List<Bid> bids) {
    return watched(index.accept(shard, epoch, bids));
  }

  @Override
  public Future<Reply<Found>> begin(Shard shard, Epoch epoch, Bid bid, Duration upTo) {
    return watched(index.begin(shard, epoch, bid, upTo));
  }

  @Override
  public Future<Reply<Change.Settlement>> drop(Shard shard, Epoch epoch, Bid bid, long fence) {
    return watched(index.drop(shard, epoch, bid, fence));
  }

  @Override
  public Future<Reply<Boolean>> giveBack(Shard shard, Epoch epoch, List<Bid> charged) {
    return watched(index.giveBack(shard, epoch, charged));
  }

  @Override
  public Future<Reply<List<Change.Settlement>>> settle(
      Shard shard, Epoch epoch, List<Settling> changes) {
    return watched(index.settle(shard, epoch, changes));
  }

  @Override
  public Future<Reply<List<Assertion.Answer>>> affirm(
      Shard shard, long generation, List<Assertion> assertions) {
    return index.affirm(shard, generation, assertions);
  }

  @Override
  public Future<Reply<RollCall>> attend(Shard shard, Epoch known, Fellows fellows, long proposed) {
    return index.attend(shard, known, fellows, proposed);
  }

  @Override
  public Future<Reply<RollCall>> sign(
      Shard shard, long generation, String node, int number, long highest) {
    return index.sign(shard, generation, node, number, highest);
  }

  @Override
  public Future<Reply<RollCall>> openInPart(Shard shard, long generation, Duration patience) {
    return index.openInPart(shard, generation, patience);
  }

  @Override
  public Future<Reply<Map<Shard, Long>>> summoned() {
    return index.summoned();
  }
}
