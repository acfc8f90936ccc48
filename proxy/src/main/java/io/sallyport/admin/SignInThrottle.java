package io.sallyport.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many wrong keys an address may present: ten a minute, counted from the first; from then on
 * they are answered 429. The table is bounded; a right key is neither counted nor held up.
 */
public final class SignInThrottle {
  static final int WRONG_A_MINUTE_MAX = 10;
  private static final int ADDRESSES_MAX = 10_000;

  private final Cache<String, AtomicInteger> wrong;

  /**
   * Counts by the given clock.
   *
   * @param nanos a monotonic clock in nanoseconds
   */
  public SignInThrottle(Ticker nanos) {
    this.wrong =
        Caffeine.newBuilder()
            .maximumSize(ADDRESSES_MAX)
            .expireAfterWrite(Duration.ofMinutes(1))
            .ticker(nanos)
            .executor(Runnable::run)
            .build();
  }

  boolean mayTry(String address) {
    AtomicInteger count = wrong.getIfPresent(address);
    return count == null || count.get() < WRONG_A_MINUTE_MAX;
  }

  void failed(String address) {
    wrong.get(address, unused -> new AtomicInteger()).incrementAndGet();
  }
}
