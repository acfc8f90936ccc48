/**
 * Redis for tests as users run it: real {@code redis-server} processes on loopback addresses of
 * their own, alone, under Sentinels or as a Cluster, which a test may kill, freeze and restart.
 * {@link io.sallyport.store.redis.rig.RedisRig} is the door.
 */
@NullMarked
package io.sallyport.store.redis.rig;

import org.jspecify.annotations.NullMarked;
