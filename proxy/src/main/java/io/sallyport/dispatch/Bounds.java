package io.sallyport.dispatch;

import java.time.Duration;

/**
 * How much at once, and how fast.
 *
 * @param bytesMax bodies in memory, over all integrations; each may always have one
 * @param shareBytesMax bodies in memory of one integration, so that one that hangs leaves room for
 *     the others
 * @param behindMax how many events of an ordered integration are in hand behind others of their
 *     account, without their bytes: how far it looks ahead for another account
 * @param accountsMax accounts of an ordered integration that are under way or in trouble at once;
 *     events of further ones wait
 * @param drainPerSecondFirst the rate at which a backlog begins to be worked off after an outage
 * @param drainPerSecondMax the rate it doubles up to, second by second
 * @param recovery after so long without an outage the rate is no longer bounded
 * @param startSpread the first look at each integration's backlog happens within this time
 * @param strayed when an event is looked at again that no destination of its integration takes
 * @param look how often the queue is measured
 * @param breaker when a destination is left alone
 */
record Bounds(
    long bytesMax,
    long shareBytesMax,
    int behindMax,
    int accountsMax,
    int drainPerSecondFirst,
    int drainPerSecondMax,
    Duration recovery,
    Duration startSpread,
    Duration strayed,
    Duration look,
    Breaker.Rule breaker) {
  private static final long BYTES_MAX = 128L << 20;
  private static final long SHARE_BYTES_MAX = 16L << 20;

  static Bounds defaults() {
    return new Bounds(
        Math.min(BYTES_MAX, Runtime.getRuntime().maxMemory() / 8),
        SHARE_BYTES_MAX,
        1_024,
        1 << 16,
        50,
        1_000,
        Duration.ofMinutes(5),
        Duration.ofSeconds(2),
        Duration.ofMinutes(5),
        Duration.ofSeconds(5),
        Breaker.Rule.defaults());
  }
}
