package io.sallyport.verify.key.remote;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** How long an answer says it may be kept (RFC 9111 §5.2.2), within our own bounds. */
final class CacheControl {
  private static final int DIGITS_MAX = 9;

  private CacheControl() {}

  /** The time for an answer with this {@code Cache-Control}, if it has one. */
  static Duration fresh(Optional<String> field, RemoteLimits limits) {
    Duration fresh = limits.fresh();
    for (String directive : field.orElse("").toLowerCase(Locale.ROOT).split(",", 32)) {
      String word = directive.strip();
      if (word.equals("no-store") || word.equals("no-cache")) {
        return limits.freshMin();
      }
      if (word.startsWith("max-age=")) {
        fresh = seconds(word.substring("max-age=".length())).orElse(fresh);
      }
    }
    if (fresh.compareTo(limits.freshMin()) < 0) {
      return limits.freshMin();
    }
    return fresh.compareTo(limits.freshMax()) > 0 ? limits.freshMax() : fresh;
  }

  private static Optional<Duration> seconds(String digits) {
    boolean plain = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!plain) {
      return Optional.empty();
    }
    // RFC 9111 §1.2.2: what is too large to be held counts as the largest.
    return Optional.of(
        Duration.ofSeconds(digits.length() > DIGITS_MAX ? 999_999_999L : Long.parseLong(digits)));
  }
}
