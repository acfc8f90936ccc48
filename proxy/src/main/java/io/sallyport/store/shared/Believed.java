package io.sallyport.store.shared;

import java.time.Instant;

/**
 * What a node knows of a shard that it may build upon.
 *
 * @param at when it was asked what it answered last, by this machine's clock, as the time of an end
 *     is: so long it had certainly lost nothing
 */
record Believed(Epoch epoch, Instant at) {
  static final Believed NOTHING = new Believed(Epoch.NONE, Instant.EPOCH);

  /** With what it answered since. */
  Believed seen(long fence, Instant asked) {
    return new Believed(epoch.seen(fence), asked);
  }
}
