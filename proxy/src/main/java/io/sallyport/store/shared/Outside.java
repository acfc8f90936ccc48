package io.sallyport.store.shared;

import io.sallyport.loop.Home;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the parts of a node's agreement with the others share.
 *
 * @param node the name of this node
 * @param home the one thread that they belong to
 * @param random for jitter
 * @param clock of this machine
 * @param lease whether this process is the node, which nothing goes on without
 * @param meters is told of what happens
 */
record Outside(
    String node,
    Home home,
    SharedIndex index,
    Holdings holdings,
    RandomGenerator random,
    InstantSource clock,
    Lease lease,
    Told meters) {}
