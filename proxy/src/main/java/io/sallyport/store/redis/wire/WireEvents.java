package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Failed;

/** Hears what becomes of the connections. Called on the wire's event loop; must not block. */
public interface WireEvents {
  /** A connection can be used; whoever is there may be new, or have lost its memory. */
  void connected(Identity identity);

  /** A connection has ended. */
  void lost(RedisAddress address, String said);

  /** No connection could be had. */
  void refused(RedisAddress address, Failed why);

  /** Hears nothing. */
  static WireEvents silent() {
    return new WireEvents() {
      @Override
      public void connected(Identity identity) {}

      @Override
      public void lost(RedisAddress address, String said) {}

      @Override
      public void refused(RedisAddress address, Failed why) {}
    };
  }
}
