package io.sallyport.ingress.http1;

import java.util.function.LongSupplier;

/**
 * What holds for every connection.
 *
 * @param nanos a monotonic clock in nanoseconds
 */
public record ConnectionRules(HeadLimits limits, ConnectionTimes times, LongSupplier nanos) {}
