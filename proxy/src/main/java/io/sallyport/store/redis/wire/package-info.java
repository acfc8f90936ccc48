/**
 * The way to Redis: scripts and {@code WAIT} on one connection to the master that owns a slot, with
 * the answer to the question that everything above rests on: has it run, and on how many replicas?
 *
 * <p>Connections, RESP and TLS are the Vert.x Redis client's, one standalone client a connection.
 * Its Cluster client is not used: it sends a command without keys, such as {@code WAIT}, to any
 * node, and a batch of which one part is refused loses the other parts' replies.
 *
 * <p>Nothing here knows what the scripts do, and nothing blocks: everything runs on the one event
 * loop that {@link io.sallyport.store.redis.wire.RedisWire} was opened on.
 */
@NullMarked
package io.sallyport.store.redis.wire;

import org.jspecify.annotations.NullMarked;
