package io.sallyport.store.redis.wire;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;

/** Which process is the master of a slot, as far as is known. For the wire's event loop only. */
interface Topology {
  /** Empty while nobody has said. */
  Optional<RedisAddress> masterOf(Slot slot);

  /** All that are known. */
  Set<RedisAddress> masters();

  /** A process has said where the slot is. */
  void moved(Slot slot, RedisAddress to);

  /** It could not be reached, or is no master: it must be named anew before it is used again. */
  void doubt(RedisAddress address);

  /** Asks whoever knows; fails with {@link RedisFailure} when nobody tells. */
  Future<Void> learn();

  /** The one that the settings want. */
  static Topology of(RedisSettings settings, Dialer dialer, Canvass canvass) {
    return switch (settings.mode()) {
      case STANDALONE -> new StandaloneTopology(settings.addresses().get(0));
      case SENTINEL -> new SentinelTopology(settings, dialer, canvass);
      case CLUSTER -> new ClusterTopology(settings, dialer, canvass);
    };
  }
}
