package io.sallyport.store.redis.wire;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;

/** One process has all the slots. */
record StandaloneTopology(RedisAddress only) implements Topology {
  @Override
  public Optional<RedisAddress> masterOf(Slot slot) {
    return Optional.of(only);
  }

  @Override
  public Set<RedisAddress> masters() {
    return Set.of(only);
  }

  @Override
  public void moved(Slot slot, RedisAddress to) {
    // Only a member of a Cluster says so, and a Cluster is not what was configured.
  }

  @Override
  public void doubt(RedisAddress address) {
    // There is no other.
  }

  @Override
  public Future<Void> learn() {
    return Future.succeededFuture();
  }
}
