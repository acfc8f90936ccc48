package io.sallyport.store.redis.wire;

/** A master and two replicas. */
class SentinelWireTest extends WireContract {
  SentinelWireTest() {
    super(RedisMode.SENTINEL, 2);
  }
}
