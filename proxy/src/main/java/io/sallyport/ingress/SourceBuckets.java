package io.sallyport.ingress;

import java.net.InetAddress;
import java.util.random.RandomGenerator;

/**
 * Token buckets by source: an IPv4 address or an IPv6 /64 has one, and all networks of an IPv6 /48
 * share a larger one, so that a site cannot multiply its share by changing networks. Safe from any
 * thread; bounded.
 */
public final class SourceBuckets {
  /** What a /48 may, in shares of a /64. */
  static final int SITE_FACTOR = 8;

  private final Buckets sources;
  private final Buckets sites;

  /**
   * Full buckets.
   *
   * @param places how many buckets of each kind at once
   */
  public SourceBuckets(Rate rate, int places, RandomGenerator random) {
    this.sources = new Buckets(rate, places, random.nextLong());
    this.sites =
        new Buckets(
            new Rate(
                Math.multiplyExact(rate.permits(), SITE_FACTOR),
                rate.per(),
                Math.multiplyExact(rate.burst(), SITE_FACTOR)),
            places,
            random.nextLong());
  }

  /**
   * Takes a permit.
   *
   * @param now nanoseconds of a monotonic clock that began at 0
   * @return 0 when there was one, otherwise the nanoseconds after which there is one
   */
  public long take(InetAddress source, long now) {
    long key = SourceKey.of(source);
    long wait = sources.take(key, now);
    if (wait > 0 || !SourceKey.hasSite(source)) {
      return wait;
    }
    wait = sites.take(SourceKey.site(source), now);
    if (wait > 0) {
      sources.giveBack(key, now);
    }
    return wait;
  }

  /** Gives back a permit that was taken a moment ago. */
  public void giveBack(InetAddress source, long now) {
    sources.giveBack(SourceKey.of(source), now);
    if (SourceKey.hasSite(source)) {
      sites.giveBack(SourceKey.site(source), now);
    }
  }

  /** The rate of one source. */
  public Rate rate() {
    return sources.rate();
  }
}
