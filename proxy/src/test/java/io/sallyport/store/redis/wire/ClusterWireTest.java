package io.sallyport.store.redis.wire;

/** Three masters with a replica each. */
class ClusterWireTest extends WireContract {
  ClusterWireTest() {
    super(RedisMode.CLUSTER, 1);
  }
}
