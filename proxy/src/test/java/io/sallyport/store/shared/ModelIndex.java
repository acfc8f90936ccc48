package io.sallyport.store.shared;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The plainest index that keeps what the port promises: the reference for every other, and a Redis
 * that a simulation can lose, set back and promote. Answers at once, on the caller's thread; one
 * thread at a time.
 */
final class ModelIndex extends ModelServer implements SharedIndex, Roster {
  /** Whose it is that asks, where nothing else is said. */
  static final String INSTALLATION = "0123456789abcdef";

  /** An index without faults. */
  ModelIndex(InstantSource clock) {
    this(clock, () -> Fault.NONE);
  }

  /**
   * An index.
   *
   * @param faults asked once a call
   */
  ModelIndex(InstantSource clock, Supplier<Fault> faults) {
    super(clock, faults);
  }

  @Override
  public Future<Reply<List<Found>>> look(Shard shard, Epoch epoch, List<Bid> events) {
    Instant now = now();
    return call(
        shard,
        model -> doubt(model, epoch),
        model -> each(events, bid -> model.look(bid, now)),
        true);
  }

  @Override
  public Future<Reply<List<Found>>> accept(Shard shard, Epoch epoch, List<Bid> bids) {
    Instant now = now();
    return granting(
        shard, epoch, model -> each(bids, bid -> model.accept(bid, epoch.fence(), now)));
  }

  @Override
  public Future<Reply<Found>> begin(Shard shard, Epoch epoch, Bid bid, Duration upTo) {
    Instant now = now();
    return granting(shard, epoch, model -> model.begin(bid, epoch.fence(), upTo, now));
  }

  @Override
  public Future<Reply<Change.Settlement>> drop(Shard shard, Epoch epoch, Bid bid, long fence) {
    Instant now = now();
    return inEpoch(shard, epoch, model -> model.drop(bid, fence, now));
  }

  @Override
  public Future<Reply<Boolean>> giveBack(Shard shard, Epoch epoch, List<Bid> charged) {
    Instant now = now();
    return call(
        shard,
        model -> doubt(model, epoch),
        model -> {
          charged.forEach(bid -> model.giveBack(bid, now));
          return true;
        },
        true);
  }

  @Override
  public Future<Reply<List<Change.Settlement>>> settle(
      Shard shard, Epoch epoch, List<Settling> changes) {
    Instant now = now();
    return inEpoch(
        shard,
        epoch,
        model -> each(changes, it -> model.settle(it.bid(), it.change(), flaw(), now)));
  }

  @Override
  public Future<Reply<List<Assertion.Answer>>> affirm(
      Shard shard, long generation, List<Assertion> assertions) {
    Instant now = now();
    return call(
        shard,
        model -> doubt(model, generation),
        model -> affirmAll(model, assertions, now),
        false);
  }

  private List<Assertion.Answer> affirmAll(
      ModelShard model, List<Assertion> assertions, Instant now) {
    List<Assertion.Answer> answers = each(assertions, it -> model.affirm(it, flaw(), now));
    model.trust.heard(answers.size(), now);
    return answers;
  }

  @Override
  public Future<Reply<RollCall>> attend(Shard shard, Epoch known, Fellows fellows, long proposed) {
    Instant now = now();
    return call(
        shard,
        model -> model.trust.areTooMany(fellows).or(() -> misruled(model)),
        model -> model.trust.attend(known, fellows, proposed, servedBy(), evicted(), now, flaw()),
        false);
  }

  @Override
  public Future<Reply<RollCall>> sign(
      Shard shard, long generation, String node, int number, long highest) {
    Instant now = now();
    return call(
        shard,
        model -> doubt(model, generation),
        model -> model.trust.sign(node, number, highest, now),
        false);
  }

  @Override
  public Future<Reply<RollCall>> openInPart(Shard shard, long generation, Duration patience) {
    Instant now = now();
    return call(
        shard,
        model -> doubt(model, generation),
        model -> model.trust.openInPart(patience, now),
        false);
  }

  @Override
  public Future<Reply<Map<Shard, Long>>> summoned() {
    Map<Shard, Long> closed = new HashMap<>();
    shards.forEach(
        (shard, model) -> {
          if (model.trust.isRebuilding()) {
            closed.put(shard, model.trust.generation());
          }
        });
    return Future.succeededFuture(
        nextFault() == Fault.NONE
            ? new Reply.Certain<>(Map.copyOf(closed), 0)
            : new Reply.Away<>("away"));
  }

  Found inherit(ModelShard model, Estates.Inheritance it, long seen, Instant now) {
    return model.inherit(it.bid(), seen, it.from(), flaw(), now);
  }

  @Override
  public Future<Reply<Seating>> beat(Beat beat) {
    return beat(beat, INSTALLATION);
  }

  private Future<Reply<Seating>> beat(Beat beat, String installation) {
    Instant now = now();
    return call(() -> roster.beat(beat, installation, met(), servedBy(), now));
  }

  /** The same index with a roster that nobody has asked yet. */
  Roster newRoster() {
    roster = new ModelRoster();
    return this;
  }

  /** The roster as another installation sees it. */
  Roster rosterOf(String installation) {
    ModelIndex index = this;
    return new Roster() {
      @Override
      public Future<Reply<Seating>> beat(Beat beat) {
        return index.beat(beat, installation);
      }

      @Override
      public Future<Reply<Boolean>> leave(Seat mine) {
        return index.leave(mine);
      }
    };
  }

  @Override
  public Future<Reply<Boolean>> leave(Seat mine) {
    return call(() -> roster.leave(mine));
  }

  private static <A, B> List<B> each(List<A> all, Function<A, B> one) {
    List<B> answers = new ArrayList<>();
    all.forEach(it -> answers.add(one.apply(it)));
    return answers;
  }
}
