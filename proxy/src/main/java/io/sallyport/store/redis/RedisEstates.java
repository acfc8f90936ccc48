package io.sallyport.store.redis;

import io.sallyport.store.redis.wire.Call;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.redis.wire.Script;
import io.sallyport.store.redis.wire.Waits;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Change;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Estates;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.Shard;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;

/** Estates on a Redis: a hash of each owner beside each shard's claims. Safe from any thread. */
public final class RedisEstates implements Estates {
  private final Questions questions;
  private final Waits confirmed;
  private final Scripts scripts;
  private final LongSupplier room;

  /**
   * Estates.
   *
   * @param confirmation how long a replica may take to confirm
   * @param room how much there is of it for this node beside the claims, in bytes; any thread
   */
  public RedisEstates(
      RedisWire wire, Certainty certainty, Duration confirmation, LongSupplier room) {
    this(wire, certainty, confirmation, Scripts.ours(), room);
  }

  RedisEstates(
      RedisWire wire,
      Certainty certainty,
      Duration confirmation,
      Scripts scripts,
      LongSupplier room) {
    this.room = room;
    this.questions = new Questions(wire, certainty);
    this.confirmed = certainty.waits(confirmation);
    this.scripts = scripts;
  }

  @Override
  public long bytesMost() {
    return room.getAsLong();
  }

  @Override
  public Future<Reply<List<Change.Settlement>>> deposit(
      Shard shard, Epoch epoch, List<Deposit> deposits) {
    ShardKeys keys = new ShardKeys(shard);
    Call call = inEpoch(scripts.deposit, keys, epoch).arg(BYTES_MAX);
    for (Deposit it : deposits) {
      keysOf(call, keys, it.bid());
      call.arg(Packing.granted(it.bid(), it.fence()));
      call.arg(it.left().toBytes());
    }
    deposits.stream().findFirst().ifPresent(it -> call.key(keys.estate(it.bid().origin().node())));
    return questions.ask(
        keys.slot(),
        call,
        confirmed,
        said ->
            StreamSupport.stream(said.spliterator(), false)
                .map(
                    one ->
                        one.toInteger() == 1
                            ? Change.Settlement.SETTLED
                            : Change.Settlement.SUPERSEDED)
                .toList());
  }

  @Override
  public Future<Reply<List<RawBody>>> left(
      Shard shard, Epoch epoch, List<Integer> owners, int most) {
    ShardKeys keys = new ShardKeys(shard);
    Call call = inEpoch(scripts.estates, keys, epoch).arg(most).arg(BYTES_AT_ONCE);
    owners.forEach(owner -> call.key(keys.estate(owner)));
    return questions.ask(
        keys.slot(),
        call,
        Waits.none(),
        said ->
            StreamSupport.stream(said.spliterator(), false)
                .map(one -> RawBody.of(one.toBytes()))
                .toList());
  }

  @Override
  public Future<Reply<List<Found>>> inherit(Shard shard, Epoch epoch, List<Inheritance> all) {
    ShardKeys keys = new ShardKeys(shard);
    Call call = inEpoch(scripts.inherit, keys, epoch);
    for (Inheritance it : all) {
      keysOf(call, keys, it.bid());
      call.key(keys.estate(it.from().origin().node()));
      call.arg(Packing.bid(it.bid()));
      call.arg(Packing.origin(it.from().origin())).arg(it.from().fence());
    }
    all.stream().findFirst().ifPresent(it -> call.key(keys.estate(it.bid().origin().node())));
    return questions.ask(keys.slot(), call, confirmed, said -> found(said, all));
  }

  private static List<Found> found(Response said, List<Inheritance> all) {
    List<Found> found = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      found.add(Unpacking.found(said.get(i).toBytes(), all.get(i).bid()));
    }
    return found;
  }

  private static Call inEpoch(Script script, ShardKeys keys, Epoch epoch) {
    return Call.of(script).key(keys.shard()).arg(epoch.generation()).arg(epoch.fence());
  }

  private static void keysOf(Call call, ShardKeys keys, Bid bid) {
    call.key(keys.claim(bid.key()));
    bid.signed().map(keys::signed).ifPresent(call::key);
  }
}
