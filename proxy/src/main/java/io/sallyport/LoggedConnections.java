package io.sallyport;

import io.sallyport.store.redis.wire.Identity;
import io.sallyport.store.redis.wire.RedisAddress;
import io.sallyport.store.redis.wire.Reply.Failed;
import io.sallyport.store.redis.wire.WireEvents;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the log when a Redis goes away and when it is back; each once. */
final class LoggedConnections implements WireEvents {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedConnections.class);

  /** More addresses than a Redis Cluster has. */
  private static final int ADDRESSES_MAX = 1_024;

  // All belongs to the wire's event loop.
  private final Set<RedisAddress> away = new HashSet<>();
  private final Set<RedisAddress> there = new HashSet<>();
  private volatile Consumer<Identity> next = unused -> {};

  /** Who looks at whoever is connected to from now on. */
  void tell(Consumer<Identity> listener) {
    next = listener;
  }

  @Override
  public void connected(Identity identity) {
    next.accept(identity);
    boolean isBack = away.remove(identity.address());
    if (remember(there, identity.address()) || isBack) {
      LOG.atInfo()
          .addKeyValue("redis", identity.address())
          .addKeyValue("version", identity.version())
          .log("connected");
    }
  }

  @Override
  public void lost(RedisAddress address, String said) {
    if (remember(away, address)) {
      LOG.atWarn()
          .addKeyValue("redis", address)
          .addKeyValue("why", said)
          .log("the connection has ended");
    }
  }

  @Override
  public void refused(RedisAddress address, Failed why) {
    if (remember(away, address)) {
      LOG.atWarn()
          .addKeyValue("redis", address)
          .addKeyValue("why", why.said())
          .log("no connection can be had: events wait, and it is tried again");
    }
  }

  private static boolean remember(Set<RedisAddress> known, RedisAddress address) {
    return (known.size() < ADDRESSES_MAX || known.contains(address)) && known.add(address);
  }
}
