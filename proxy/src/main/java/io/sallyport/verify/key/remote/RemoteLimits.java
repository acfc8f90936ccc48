package io.sallyport.verify.key.remote;

import java.time.Duration;

/**
 * The bounds of everything that is fetched for keys.
 *
 * @param fresh how long a key set is used without asking, where its answer does not say
 * @param freshMin an answer's {@code max-age} below this counts as this
 * @param freshMax above this, as this
 * @param lastGood how long the last good set is used when it cannot be fetched again, from the
 *     fetch
 * @param refetchInterval an unknown key id makes at most one fetch of a set in this time
 * @param negative how long a failure, or the absence of a single key, is remembered
 * @param configuredMax distinct addresses that policies name
 * @param messageMax distinct addresses, or single keys, that messages name; beyond it the least
 *     used goes
 * @param messageFetchesPerMinute new fetches that messages may cause
 */
public record RemoteLimits(
    Duration fresh,
    Duration freshMin,
    Duration freshMax,
    Duration lastGood,
    Duration refetchInterval,
    Duration negative,
    int configuredMax,
    int messageMax,
    int messageFetchesPerMinute) {

  /** 10 min, 1 min, 24 h, 24 h, 30 s, 30 s, 1,024, 1,024, 120. */
  public static RemoteLimits defaults() {
    return new RemoteLimits(
        Duration.ofMinutes(10),
        Duration.ofMinutes(1),
        Duration.ofHours(24),
        Duration.ofHours(24),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        1_024,
        1_024,
        120);
  }
}
