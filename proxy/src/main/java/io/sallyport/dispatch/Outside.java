package io.sallyport.dispatch;

import io.sallyport.admit.Outbox;
import io.sallyport.deliver.Road;
import io.sallyport.observe.Meters;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What all outlets share.
 *
 * @param roads the destinations of an integration by the policy in force; empty = none. The same
 *     list as long as the policy does not change; asked often, from any thread
 * @param clock for due times
 * @param nanos a monotonic clock in nanoseconds
 * @param random for jitter; safe from any thread
 * @param gate whether an attempt may begin now; asked for each
 */
record Outside(
    Outbox outbox,
    Function<String, List<Road>> roads,
    Meters meters,
    InstantSource clock,
    LongSupplier nanos,
    RandomGenerator random,
    Bounds bounds,
    Room room,
    Gate gate) {}
