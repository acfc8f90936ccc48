package io.sallyport.store.shared;

import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The way of an heir whose round goes on with the dead that it began with: what it looked for once
 * it looks for again, as in the last shards of a long round, and takes it up without asking who is
 * there by then.
 */
record SimStaleHeir(SimNet net, OwnLedger own, SimWorld.Loop loop) implements Estates {
  /** The round is as long as it takes until whoever comes back leaves something again. */
  private static final List<Duration> LATER =
      List.of(Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(40));

  @Override
  public Future<Reply<List<Change.Settlement>>> deposit(
      Shard shard, Epoch epoch, List<Deposit> deposits) {
    return net.deposit(shard, epoch, deposits);
  }

  @Override
  public Future<Reply<List<RawBody>>> left(
      Shard shard, Epoch epoch, List<Integer> owners, int most) {
    Set<Integer> dead = new TreeSet<>(owners);
    LATER.forEach(
        time ->
            loop.after(
                time,
                () ->
                    net.left(shard, epoch, owners, most)
                        .onSuccess(reply -> takeUp(shard, reply, dead))));
    return net.left(shard, epoch, owners, most);
  }

  private void takeUp(Shard shard, Reply<List<RawBody>> reply, Set<Integer> dead) {
    if (reply instanceof Reply.Certain<List<RawBody>> certain) {
      certain.value().forEach(left -> own.inherit(shard, left, dead));
    }
  }

  @Override
  public Future<Reply<List<Found>>> inherit(Shard shard, Epoch epoch, List<Inheritance> all) {
    return net.inherit(shard, epoch, all);
  }
}
