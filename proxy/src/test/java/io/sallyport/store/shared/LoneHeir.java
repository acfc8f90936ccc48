package io.sallyport.store.shared;

import io.sallyport.store.shared.OwnLedger.Uptake;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * An heir in a world of which the test has the clock, and what the others have left; they are dead
 * until they beat.
 */
final class LoneHeir implements Estates {
  /** For which no policy of this node delivers. */
  static final String NOT_SERVED = "elsewhere";

  /** Until the others are dead for certain, and it is looked into what they have left. */
  static final Duration UNTIL_DEAD = Duration.ofSeconds(30);

  final CountedTold told = new CountedTold();
  final LoneNode node = new LoneNode(index -> index, LoneNode.nothing());
  final SimWorld world = node.world;
  final Heir heir;

  /** What is left, and not granted to an heir. */
  final Map<Shard, List<RawBody>> lies = new TreeMap<>();

  /** Of what it was taken up, or was to be. */
  final List<RawBody> asked = new ArrayList<>();

  final List<Look> looks = new ArrayList<>();

  /** What becomes of it. */
  BiFunction<Shard, RawBody, Future<Uptake>> takesUp =
      (shard, left) -> Future.succeededFuture(Uptake.TAKEN);

  /** How long each of the next looks is on its way. */
  Duration looksTake = Duration.ZERO;

  /** What comes instead of an answer. */
  Optional<Reply<List<RawBody>>> answersNothingBut = Optional.empty();

  /** Not built upon any more when the answer to a look was there. */
  final Set<Shard> suspected = new TreeSet<>();

  /** One look into a shard. */
  record Look(long nanos, Shard shard, List<Integer> owners, int most) {}

  LoneHeir(Set<String> others, Collection<Shard> shards) {
    List<String> all = new ArrayList<>(others);
    all.add("a");
    Fellows fellows = Fellows.of(all);
    Members members = LoneNode.proxy(Members.class, (it, method, of) -> fellows);
    Outside outside = node.telling(told);
    OwnLedger own =
        LoneNode.proxy(
            OwnLedger.class, (it, method, of) -> inherit((Shard) of[0], (RawBody) of[1]));
    heir =
        new Heir(
            outside,
            node.trust,
            new Absences(outside, members, node.world::nanos),
            own,
            this,
            integration -> !integration.equals(NOT_SERVED));
    node.start(shards.toArray(Shard[]::new));
    heir.start();
  }

  private Future<Uptake> inherit(Shard shard, RawBody left) {
    asked.add(left);
    return takesUp
        .apply(shard, left)
        .onSuccess(
            uptake -> {
              if (uptake == Uptake.TAKEN) {
                lies.getOrDefault(shard, new ArrayList<>()).remove(left); // as the grant does
              }
            });
  }

  void leaves(Shard shard, int events) {
    for (int i = 0; i < events; i++) {
      lies.computeIfAbsent(shard, unused -> new ArrayList<>())
          .add(RawBody.ofText(shard + " event " + i));
    }
  }

  /** Of a disk that takes so long for each. */
  void takesUpWithin(Duration time) {
    takesUp = (shard, left) -> later(time, Uptake.TAKEN);
  }

  <T> Future<T> later(Duration time, T value) {
    Promise<T> promise = Promise.promise();
    node.home.after(time, () -> promise.complete(value));
    return promise.future();
  }

  /** Is alive for one lease from now on, as the roster says. */
  void beats(String name) {
    beats(name, new NodeName(name).number());
  }

  void beats(String name, int number) {
    Seat seat = new Seat(name, number, "0123");
    node.index.beat(
        new Roster.Beat(seat, Lease.Terms.DEFAULT.lease(), 0, Optional.<String>empty()));
  }

  boolean hasHeardOf(String name) {
    return node.outside.lease().others().stream().anyMatch(it -> it.node().equals(name));
  }

  @Override
  public Future<Reply<List<Change.Settlement>>> deposit(
      Shard shard, Epoch epoch, List<Deposit> some) {
    throw new AssertionError("nobody asked");
  }

  @Override
  public Future<Reply<List<RawBody>>> left(
      Shard shard, Epoch epoch, List<Integer> owners, int most) {
    looks.add(new Look(node.world.nanos(), shard, List.copyOf(owners), most));
    node.home.run(() -> node.home.run(() -> isSuspected(shard))); // behind the answer
    List<RawBody> left = lies.getOrDefault(shard, List.of());
    Reply<List<RawBody>> certain =
        new Reply.Certain<>(left.stream().limit(most).toList(), epoch.fence());
    Reply<List<RawBody>> reply = answersNothingBut.orElse(certain);
    return looksTake.isZero() ? Future.succeededFuture(reply) : later(looksTake, reply);
  }

  private void isSuspected(Shard shard) {
    if (node.trust.epoch(shard).isEmpty()) {
      suspected.add(shard);
    }
  }

  @Override
  public Future<Reply<List<Found>>> inherit(Shard shard, Epoch epoch, List<Inheritance> all) {
    throw new AssertionError("nobody asked");
  }
}
