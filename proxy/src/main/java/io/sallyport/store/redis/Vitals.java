package io.sallyport.store.redis;

import io.sallyport.store.redis.wire.Identity;
import io.sallyport.store.redis.wire.RedisAddress;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What decides whether a master can be trusted with claims, and for how long it has room for more.
 *
 * @param policy its {@code maxmemory-policy}
 * @param usedBytes all that it has in memory, whoever's it is
 * @param maxBytes {@code maxmemory}; 0 where it has none
 * @param version such as {@code 7.0.15}
 */
public record Vitals(
    RedisAddress address, String policy, long usedBytes, long maxBytes, String version) {
  /** The only policy under which nothing is dropped for want of memory. */
  public static final String POLICY_WANTED = "noeviction";

  /** From here on it is said. */
  public static final double ALARM_RATIO = 0.7;

  /**
   * One claim with its signed bytes, both ended, as measured on a million (docs/performance.md);
   * without signed bytes it is half of it.
   */
  public static final long CLAIM_BYTES = 344;

  /** From here on scripts may ask for the time, and a key may be set with its end. */
  private static final int MAJOR_LEAST = 6;

  private static final int MINOR_LEAST = 2;
  private static final Pattern VERSION = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})");

  /** As it introduces itself. */
  public static Vitals of(Identity identity) {
    return new Vitals(
        identity.address(),
        identity.evictionPolicy(),
        identity.memoryUsedBytes(),
        identity.memoryMaxBytes(),
        identity.version());
  }

  /** Whether anything is granted there: it keeps what it is given, and runs the scripts. */
  public boolean isOfUse() {
    return isFit() && !isOld();
  }

  /** Whether it keeps what it is given. */
  public boolean isFit() {
    return policy.equals(POLICY_WANTED);
  }

  /** Whether it lacks commands that the scripts need. */
  public boolean isOld() {
    Matcher numbers = VERSION.matcher(version);
    if (!numbers.lookingAt()) {
      return false; // it is another program that speaks the same way
    }
    int major = Integer.parseInt(numbers.group(1));
    return major < MAJOR_LEAST
        || (major == MAJOR_LEAST && Integer.parseInt(numbers.group(2)) < MINOR_LEAST);
  }

  /** What part of its memory is taken; empty where it has no bound of its own. */
  public OptionalDouble usedRatio() {
    return maxBytes == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(usedBytes / (double) maxBytes);
  }

  /** Whether it is time to say something. */
  public boolean isFilling() {
    return usedRatio().orElse(0) >= ALARM_RATIO;
  }

  /** For how many more claims there is room, as far as that can be told; never below 0. */
  public long claimsLeft() {
    return Math.max(0, maxBytes - usedBytes) / CLAIM_BYTES;
  }

  /** Why nothing is granted there, shortly; for one that is of no use. */
  String fault() {
    return isFit() ? "Redis " + version : "maxmemory-policy " + policy;
  }

  /** Why nothing is granted there, and what mends it; for one that is of no use. */
  public String misfit() {
    if (isFit()) {
      return String.format(
          Locale.ROOT,
          "%s is Redis %s, which lacks commands that are needed: nothing would be granted there."
              + " Use Redis %d.%d or later",
          address,
          version,
          MAJOR_LEAST,
          MINOR_LEAST);
    }
    return String.format(
        Locale.ROOT,
        "%s has maxmemory-policy %s: for want of memory it drops claims, and replays get through."
            + " Set maxmemory-policy to %s there (CONFIG SET, and in its redis.conf)",
        address,
        policy,
        POLICY_WANTED);
  }
}
