package io.sallyport.egress;

import java.time.Duration;

/**
 * The bounds of one fetch, and of all together.
 *
 * @param bodyBytesMax a longer body fails the fetch
 * @param headerBytesMax a longer head fails it
 * @param timeout from the look-up of the name to the last byte, absolute: a trickle does not extend
 *     it
 * @param connectTimeout for each of a host's addresses
 * @param inFlightMax further fetches fail at once
 */
public record FetchLimits(
    int bodyBytesMax,
    int headerBytesMax,
    Duration timeout,
    Duration connectTimeout,
    int inFlightMax) {

  /** Of a host's checked addresses at most this many are tried. */
  public static final int ADDRESSES_MAX = 3;

  /** 256 KiB, 16 KiB, 5 s, 2 s, 32. */
  public static FetchLimits defaults() {
    return new FetchLimits(256 * 1024, 16 * 1024, Duration.ofSeconds(5), Duration.ofSeconds(2), 32);
  }
}
