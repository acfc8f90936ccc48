package io.sallyport.store.redis.wire;

/** One process: nobody else has what it has. */
class StandaloneWireTest extends WireContract {
  StandaloneWireTest() {
    super(RedisMode.STANDALONE, 0);
  }
}
