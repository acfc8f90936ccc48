package io.sallyport.store.shared;

import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The way from one node to the index: it takes time, it can be cut, and what is given up may still
 * arrive.
 */
final class SimNet implements SharedIndex, Roster, Estates {
  private static final Duration GIVES_UP = Duration.ofMillis(100);

  /** A connection is given up when so long nothing came back. */
  private static final Duration ARRIVES = Duration.ofSeconds(40);

  private static final Duration LATER = Duration.ofSeconds(2);

  /** Until a look arrives that was held up, at most. */
  private static final Duration LOOKS = Duration.ofSeconds(40);

  private final String node;
  private final SimWorld world;
  private final SimWorld.Loop loop;
  private final SimRedis redis;
  private final SimFlaw flaw;
  private final String installation;
  private final List<Held> held = new ArrayList<>();
  private boolean cut;
  private boolean deaf;

  /** What was sent into a partition. */
  private record Held(long nanos, Runnable arrives) {}

  SimNet(String node, SimWorld world, SimWorld.Loop loop, SimRedis redis, SimFlaw flaw) {
    this(node, world, loop, redis, flaw, ModelIndex.INSTALLATION);
  }

  SimNet(
      String node,
      SimWorld world,
      SimWorld.Loop loop,
      SimRedis redis,
      SimFlaw flaw,
      String installation) {
    this.flaw = flaw;
    this.installation = installation;
    this.node = node;
    this.world = world;
    this.loop = loop;
    this.redis = redis;
  }

  /** What was sent meanwhile may still arrive, as long as a connection is not given up. */
  void cut(boolean isCut) {
    cut = isCut;
    if (!isCut) {
      List<Held> all = List.copyOf(held);
      held.clear();
      all.stream()
          .filter(it -> world.nanos() - it.nanos() < ARRIVES.toNanos())
          .forEach(it -> world.after(world.within(LATER), it.arrives()));
    }
  }

  /** What it asks arrives, and no answer does. */
  void deaf(boolean isDeaf) {
    deaf = isDeaf;
  }

  /** So much of a call's way, each way; now and then longer than anyone waits. */
  private Duration way() {
    return world.chance(0.04)
        ? world.within(Duration.ofMillis(400))
        : world.within(Duration.ofMillis(2));
  }

  private <T> Future<Reply<T>> call(Function<ModelIndex, Future<Reply<T>>> question) {
    return call(question, 0.5);
  }

  private <T> Future<Reply<T>> call(
      Function<ModelIndex, Future<Reply<T>>> question, double arrivesLate) {
    Promise<Reply<T>> told = Promise.promise();
    loop.after(GIVES_UP, () -> told.tryComplete(new Reply.Away<>("in time")));
    Runnable arrives = () -> arrives(question, told);
    if (!cut && !world.chance(redis.lossy())) {
      world.after(way(), arrives);
    } else if (cut && world.chance(arrivesLate)) {
      held.add(new Held(world.nanos(), arrives));
    }
    return told.future();
  }

  private <T> void arrives(
      Function<ModelIndex, Future<Reply<T>>> question, Promise<Reply<T>> told) {
    if (!redis.isUp()) {
      return;
    }
    Reply<T> reply = question.apply(redis.index(node)).result();
    redis.wrote(node);
    if (!cut && !deaf && !world.chance(redis.lossy())) {
      loop.after(way(), () -> told.tryComplete(reply));
    }
  }

  @Override
  public Future<Reply<List<Change.Settlement>>> deposit(
      Shard shard, Epoch epoch, List<Deposit> deposits) {
    return call(index -> new ModelEstates(index).deposit(shard, epoch, deposits));
  }

  @Override
  public Future<Reply<List<RawBody>>> left(
      Shard shard, Epoch epoch, List<Integer> owners, int most) {
    Promise<Reply<List<RawBody>>> told = Promise.promise();
    // Those who are asked for come back meanwhile.
    Duration slow = redis.isSlow() && world.chance(0.02) ? LOOKS : Duration.ZERO;
    loop.after(
        world.within(slow),
        () ->
            call(index -> new ModelEstates(index).left(shard, epoch, owners, most))
                .onComplete(told));
    return told.future();
  }

  @Override
  public Future<Reply<List<Found>>> inherit(Shard shard, Epoch epoch, List<Inheritance> all) {
    return call(index -> new ModelEstates(index).inherit(shard, epoch, all));
  }

  @Override
  public Future<Reply<Seating>> beat(Beat beat) {
    // Of a process that was killed it would look as if it lived on; its successor here does not
    // know it.
    return call(index -> index.rosterOf(installation).beat(beat), 0);
  }

  @Override
  public Future<Reply<Boolean>> leave(Seat mine) {
    return call(index -> index.leave(mine));
  }

  @Override
  public Future<Reply<List<Found>>> look(Shard shard, Epoch epoch, List<Bid> events) {
    return call(index -> index.look(shard, epoch, events));
  }

  @Override
  public Future<Reply<List<Found>>> accept(Shard shard, Epoch epoch, List<Bid> bids) {
    List<Bid> all =
        flaw == SimFlaw.OLD_FENCES ? bids.stream().map(SimNet::repeated).toList() : bids;
    return call(index -> index.accept(shard, epoch, all));
  }

  /** As if it were known what was granted before. */
  private static Bid repeated(Bid it) {
    return new Bid(
        it.id(),
        it.signed(),
        it.content(),
        it.label(),
        it.origin(),
        it.received(),
        it.memory(),
        it.held(),
        it.vouched());
  }

  @Override
  public Future<Reply<Found>> begin(Shard shard, Epoch epoch, Bid bid, Duration upTo) {
    return call(
        index -> {
          Future<Reply<Found>> begun = index.begin(shard, epoch, bid, upTo);
          redis.turns().begun(node, bid, upTo, begun.result(), world.now());
          return begun;
        });
  }

  @Override
  public Future<Reply<Change.Settlement>> drop(Shard shard, Epoch epoch, Bid bid, long fence) {
    return call(index -> index.drop(shard, epoch, bid, fence));
  }

  @Override
  public Future<Reply<Boolean>> giveBack(Shard shard, Epoch epoch, List<Bid> charged) {
    return call(index -> index.giveBack(shard, epoch, charged));
  }

  @Override
  public Future<Reply<List<Change.Settlement>>> settle(
      Shard shard, Epoch epoch, List<Settling> changes) {
    return call(
        index -> {
          Future<Reply<List<Change.Settlement>>> settled = index.settle(shard, epoch, changes);
          redis.turns().ended(changes, settled.result(), world.now());
          return settled;
        });
  }

  @Override
  public Future<Reply<List<Assertion.Answer>>> affirm(
      Shard shard, long generation, List<Assertion> assertions) {
    return call(
        index -> {
          Future<Reply<List<Assertion.Answer>>> told = index.affirm(shard, generation, assertions);
          redis.turns().asserted(assertions, told.result(), world.now());
          return told;
        });
  }

  @Override
  public Future<Reply<RollCall>> attend(Shard shard, Epoch known, Fellows fellows, long proposed) {
    return call(index -> index.attend(shard, known, fellows, proposed));
  }

  @Override
  public Future<Reply<RollCall>> sign(
      Shard shard, long generation, String node, int number, long highest) {
    return call(index -> index.sign(shard, generation, node, number, highest));
  }

  @Override
  public Future<Reply<RollCall>> openInPart(Shard shard, long generation, Duration patience) {
    return call(
        index ->
            flaw == SimFlaw.FORSAKING
                ? goOnAlone(index, shard, generation)
                : index.openInPart(shard, generation, patience));
  }

  /** As if those who have not signed had been forgotten. */
  private static Future<Reply<RollCall>> goOnAlone(ModelIndex index, Shard shard, long generation) {
    Reply<RollCall> call = index.openInPart(shard, generation, Duration.ZERO).result();
    if (!(call instanceof Reply.Certain<RollCall> certain)) {
      return Future.succeededFuture(call);
    }
    Fellows fellows = certain.value().fellows();
    for (String name : certain.value().missing()) {
      fellows = fellows.without(name);
    }
    return index.attend(shard, new Epoch(generation, 0), fellows);
  }

  @Override
  public Future<Reply<Map<Shard, Long>>> summoned() {
    return call(ModelIndex::summoned);
  }
}
