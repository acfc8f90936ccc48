package io.sallyport.refusals;

import io.sallyport.refusals.SourceShares.Share;
import io.sallyport.webhook.InboundWebhook;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last refused requests in memory, newest push out oldest.
 *
 * <p>Anyone can make a refusal, so memory is bounded: all bodies and heads together, the number of
 * refusals, and how many and how much one source may add a minute. The last keeps a flood of
 * forgeries from one address from pushing out the one genuine delivery that a botched key rotation
 * refused.
 *
 * <p>Safe from any thread; every call is a few map operations under one lock.
 */
public final class RefusalRing implements Refusals {
  /** A larger body is not kept; the refusal is, with its size. */
  public static final int BODY_BYTES_MAX = 64 * 1024;

  private static final int FIELD_OVERHEAD_BYTES = 96;

  private final InstantSource clock;
  private final Bounds bounds;
  private final SourceShares shares;
  private final Map<String, Kept> byReference = new HashMap<>();
  private final Deque<Kept> inOrder = new ArrayDeque<>();
  private long bytes;

  /**
   * What is kept at most.
   *
   * @param bytes all heads and bodies together
   * @param count how many refusals
   * @param perSource how many one source may add a minute; the rest are not kept
   * @param perSourceBytes their heads and bodies together: what would be more is kept without its
   *     body, or not at all
   */
  public record Bounds(long bytes, int count, int perSource, long perSourceBytes) {
    public static final long BYTES_DEFAULT = 16L << 20;
    public static final int COUNT_DEFAULT = 4_096;
    public static final int PER_SOURCE_DEFAULT = 60;
    public static final long PER_SOURCE_BYTES_DEFAULT = 512 << 10;

    public static Bounds defaults() {
      return new Bounds(BYTES_DEFAULT, COUNT_DEFAULT, PER_SOURCE_DEFAULT, PER_SOURCE_BYTES_DEFAULT);
    }
  }

  public RefusalRing(InstantSource clock) {
    this(clock, Bounds.defaults());
  }

  public RefusalRing(InstantSource clock, Bounds bounds) {
    this.clock = clock;
    this.bounds = bounds;
    this.shares =
        new SourceShares(
            bounds.perSource(), bounds.perSourceBytes(), Math.max(bounds.count(), 1_024));
  }

  @Override
  public void add(Refusal refusal) {
    keep(refusal);
  }

  /** Keeps what its source has a share for, and tells what that is. */
  synchronized Optional<Refusal> keep(Refusal refusal) {
    Refusal bounded =
        refusal.inbound().body().size() > BODY_BYTES_MAX ? refusal.withoutBody() : refusal;
    long head = weighHead(bounded.inbound());
    long body = bounded.inbound().body().size();
    Share share = shares.take(refusal.inbound().source(), head, body, clock.instant());
    if (share == Share.NONE) {
      return Optional.empty();
    }
    Kept kept =
        share == Share.WHOLE
            ? new Kept(bounded, head + body)
            : new Kept(bounded.withoutBody(), head);
    put(kept);
    return Optional.of(kept.refusal());
  }

  private void put(Kept kept) {
    Kept replaced = byReference.put(kept.refusal().reference(), kept);
    if (replaced != null) {
      bytes -= replaced.bytes();
      inOrder.remove(replaced);
    }
    inOrder.addLast(kept);
    bytes += kept.bytes();
    while (bytes > bounds.bytes() || inOrder.size() > bounds.count()) {
      Kept oldest = inOrder.removeFirst();
      byReference.remove(oldest.refusal().reference());
      bytes -= oldest.bytes();
    }
  }

  /** The refusal that the sender was told this reference of, while it is kept. */
  public synchronized Optional<Refusal> find(String reference) {
    return Optional.ofNullable(byReference.get(reference)).map(Kept::refusal);
  }

  /** The newest refusals first, at most {@code most}. */
  public List<Refusal> newest(int most) {
    return newest(Filter.all(), most);
  }

  synchronized List<Refusal> newest(Filter filter, int most) {
    List<Refusal> found = new ArrayList<>(Math.min(most, inOrder.size()));
    for (var kept = inOrder.descendingIterator(); kept.hasNext() && found.size() < most; ) {
      Refusal refusal = kept.next().refusal();
      if (filter.admits(refusal.inbound().integration(), refusal.at())) {
        found.add(refusal);
      }
    }
    return found;
  }

  @Override
  public Future<Optional<Refusal>> open(String reference) {
    return Future.succeededFuture(find(reference));
  }

  @Override
  public Future<List<Refusal>> list(Filter filter, int most) {
    return Future.succeededFuture(newest(filter, most).stream().map(Refusal::withoutBody).toList());
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized int size() {
    return inOrder.size();
  }

  /** About what a request takes in memory without its body. */
  static long weighHead(InboundWebhook inbound) {
    long[] weight = {FIELD_OVERHEAD_BYTES + inbound.target().length()};
    inbound
        .headers()
        .forEach(
            (name, value) -> weight[0] += FIELD_OVERHEAD_BYTES + name.length() + value.length());
    return weight[0];
  }

  private record Kept(Refusal refusal, long bytes) {}
}
