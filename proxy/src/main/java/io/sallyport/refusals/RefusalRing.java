package io.sallyport.refusals;

import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last refused requests, newest push out oldest.
 *
 * <p>Anyone can make a refusal, so memory is bounded three ways: all bodies and heads together, the
 * number of refusals, and how many one source may add a minute. The last keeps a flood of forgeries
 * from one address from pushing out the one genuine delivery that a botched key rotation refused.
 *
 * <p>Safe from any thread; every call is a few map operations under one lock.
 */
public final class RefusalRing {
  /** A larger body is not kept; the refusal is, with its size. */
  public static final int BODY_BYTES_MAX = 64 * 1024;

  public static final long BYTES_MAX_DEFAULT = 16L << 20;
  public static final int COUNT_MAX_DEFAULT = 4_096;
  public static final int PER_SOURCE_A_MINUTE_DEFAULT = 60;

  private static final int FIELD_OVERHEAD_BYTES = 96;
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final long bytesMax;
  private final int countMax;
  private final int perSourceMax;

  private final Map<String, Kept> byReference = new HashMap<>();
  private final Deque<Kept> inOrder = new ArrayDeque<>();
  private final Map<InetAddress, Share> shares;
  private long bytes;

  public RefusalRing(InstantSource clock) {
    this(clock, BYTES_MAX_DEFAULT, COUNT_MAX_DEFAULT, PER_SOURCE_A_MINUTE_DEFAULT);
  }

  /**
   * Sets the bounds.
   *
   * @param bytesMax all kept heads and bodies together
   * @param countMax how many refusals
   * @param perSourceMax how many one source may add a minute; the rest are not kept. A source is an
   *     IPv4 address or an IPv6 /64, which is what one subscriber is given whole
   */
  public RefusalRing(InstantSource clock, long bytesMax, int countMax, int perSourceMax) {
    this.clock = clock;
    this.bytesMax = bytesMax;
    this.countMax = countMax;
    this.perSourceMax = perSourceMax;
    this.shares =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<InetAddress, Share> eldest) {
            return size() > countMax;
          }
        };
  }

  /** Keeps a refusal if its source still has a share of this minute. */
  public synchronized void add(Refusal refusal) {
    if (!takesShare(subscriber(refusal.inbound().source()))) {
      return;
    }
    Refusal bounded =
        refusal.inbound().body().size() > BODY_BYTES_MAX ? stripped(refusal) : refusal;
    Kept kept = new Kept(bounded, weigh(bounded.inbound()));
    Kept replaced = byReference.put(bounded.reference(), kept);
    if (replaced != null) {
      drop(replaced);
      inOrder.remove(replaced);
    }
    inOrder.addLast(kept);
    bytes += kept.bytes();
    while (bytes > bytesMax || inOrder.size() > countMax) {
      Kept oldest = inOrder.removeFirst();
      byReference.remove(oldest.refusal().reference());
      drop(oldest);
    }
  }

  /** The refusal that the sender was told this reference of, while it is kept. */
  public synchronized Optional<Refusal> find(String reference) {
    return Optional.ofNullable(byReference.get(reference)).map(Kept::refusal);
  }

  /** The newest refusals first, at most {@code most}. */
  public synchronized List<Refusal> newest(int most) {
    List<Refusal> found = new ArrayList<>(Math.min(most, inOrder.size()));
    for (var kept = inOrder.descendingIterator(); kept.hasNext() && found.size() < most; ) {
      found.add(kept.next().refusal());
    }
    return found;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized int size() {
    return inOrder.size();
  }

  private boolean takesShare(InetAddress source) {
    Instant now = clock.instant();
    Share share = shares.get(source);
    if (share == null || Duration.between(share.since(), now).compareTo(MINUTE) >= 0) {
      shares.put(source, new Share(now, 1));
      return perSourceMax > 0;
    }
    if (share.taken() >= perSourceMax) {
      return false;
    }
    shares.put(source, new Share(share.since(), share.taken() + 1));
    return true;
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

  private void drop(Kept kept) {
    bytes -= kept.bytes();
  }

  private static long weigh(InboundWebhook inbound) {
    long[] weight = {FIELD_OVERHEAD_BYTES + inbound.target().length() + inbound.body().size()};
    inbound
        .headers()
        .forEach(
            (name, value) -> weight[0] += FIELD_OVERHEAD_BYTES + name.length() + value.length());
    return weight[0];
  }

  private static Refusal stripped(Refusal refusal) {
    InboundWebhook inbound = refusal.inbound();
    return new Refusal(
        refusal.reference(),
        refusal.policyVersion(),
        refusal.stage(),
        refusal.reason(),
        refusal.detail(),
        new InboundWebhook(
            inbound.integration(),
            inbound.requestId(),
            inbound.method(),
            inbound.target(),
            inbound.headers(),
            RawBody.empty(),
            inbound.source(),
            inbound.receivedAt(),
            inbound.pathValues(),
            inbound.clientCertificate()),
        refusal.bodyBytes(),
        refusal.at());
  }

  private record Kept(Refusal refusal, long bytes) {}

  private record Share(Instant since, int taken) {}
}
