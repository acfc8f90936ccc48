package io.sallyport.store.shared;

import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The estates of a model index. */
final class ModelEstates implements Estates {
  private final ModelIndex index;

  ModelEstates(ModelIndex index) {
    this.index = index;
  }

  @Override
  public Future<Reply<List<Change.Settlement>>> deposit(
      Shard shard, Epoch epoch, List<Deposit> deposits) {
    Instant now = index.now();
    return index.inEpoch(
        shard,
        epoch,
        model -> {
          List<Change.Settlement> all = new ArrayList<>();
          deposits.forEach(it -> all.add(model.deposit(it.bid(), it.fence(), it.left(), now)));
          return all;
        });
  }

  @Override
  public Future<Reply<List<RawBody>>> left(
      Shard shard, Epoch epoch, List<Integer> owners, int most) {
    return index.inEpoch(shard, epoch, model -> atOnce(model.left(owners, most)));
  }

  private static List<RawBody> atOnce(List<RawBody> all) {
    List<RawBody> some = new ArrayList<>();
    int bytes = 0;
    for (RawBody it : all) {
      bytes += it.size();
      if (some.isEmpty() || bytes <= BYTES_AT_ONCE) {
        some.add(it);
      }
    }
    return some;
  }

  @Override
  public Future<Reply<List<Found>>> inherit(Shard shard, Epoch epoch, List<Inheritance> all) {
    Instant now = index.now();
    return index.granting(
        shard,
        epoch,
        model -> {
          List<Found> found = new ArrayList<>();
          all.forEach(it -> found.add(index.inherit(model, it, epoch.fence(), now)));
          return found;
        });
  }
}
