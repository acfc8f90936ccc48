package io.sallyport.refusals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What each source may still add this minute. A source is an IPv4 address or an IPv6 /64, which is
 * what one subscriber is given whole. Not safe for several threads.
 */
final class SourceShares {
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final int countMax;
  private final long bytesMax;
  private final Map<InetAddress, Taken> bySource;

  private record Taken(Instant since, int count, long bytes) {}

  /** How much of a refusal may be kept. */
  enum Share {
    /** Head and body. */
    WHOLE,
    /** The head alone: the body would be more than is left. */
    HEAD,
    NONE
  }

  /**
   * Nobody has taken anything.
   *
   * @param countMax refusals a source and minute
   * @param bytesMax their heads and bodies together
   * @param sourcesMax how many sources are counted at once; beyond it, the one heard of least
   *     recently begins anew
   */
  SourceShares(int countMax, long bytesMax, int sourcesMax) {
    this.countMax = countMax;
    this.bytesMax = bytesMax;
    this.bySource =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<InetAddress, Taken> eldest) {
            return size() > sourcesMax;
          }
        };
  }

  Share take(InetAddress address, long headBytes, long bodyBytes, Instant now) {
    InetAddress source = subscriber(address);
    Taken taken = bySource.get(source);
    if (taken == null || Duration.between(taken.since(), now).compareTo(MINUTE) >= 0) {
      taken = new Taken(now, 0, 0);
    }
    long left = bytesMax - taken.bytes();
    if (taken.count() >= countMax || headBytes > left) {
      return Share.NONE;
    }
    boolean whole = headBytes + bodyBytes <= left;
    bySource.put(
        source,
        new Taken(
            taken.since(), taken.count() + 1, taken.bytes() + headBytes + (whole ? bodyBytes : 0)));
    return whole ? Share.WHOLE : Share.HEAD;
  }

  private static InetAddress subscriber(InetAddress source) {
    if (!(source instanceof Inet6Address)) {
      return source;
    }
    byte[] network = source.getAddress();
    Arrays.fill(network, IPV6_NETWORK_BYTES, network.length, (byte) 0);
    try {
      return InetAddress.getByAddress(network);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("sixteen bytes are an address", e);
    }
  }
}
