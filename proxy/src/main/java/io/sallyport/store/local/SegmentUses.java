package io.sallyport.store.local;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Why each segment of the journal is still needed: for deliveries that have not ended, and for
 * bytes that are kept a while after the end.
 */
final class SegmentUses {
  private final TreeMap<Long, Use> uses = new TreeMap<>();

  private record Use(long live, Instant until) {}

  /** A delivery there is needed by one more consignment or case. */
  void need(long at) {
    change(at, 1, Instant.EPOCH);
  }

  /** And by one less; its bytes stay until then. */
  void free(long at, Instant until) {
    change(at, -1, until);
  }

  /** Something there is to be read until then. */
  void keep(long at, Instant until) {
    change(at, 0, until);
  }

  /** The first segment that is needed at this time; {@code Long.MAX_VALUE} when none is. */
  long firstNeeded(Instant now) {
    for (Map.Entry<Long, Use> use : uses.entrySet()) {
      if (use.getValue().live() > 0 || now.isBefore(use.getValue().until())) {
        return use.getKey();
      }
    }
    return Long.MAX_VALUE;
  }

  /** The first segment with a delivery that has not ended; {@code Long.MAX_VALUE} when none has. */
  long firstLive() {
    for (Map.Entry<Long, Use> use : uses.entrySet()) {
      if (use.getValue().live() > 0) {
        return use.getKey();
      }
    }
    return Long.MAX_VALUE;
  }

  /** Whether only deliveries that have not ended need it, and how many. */
  long liveIn(long segment) {
    Use use = uses.get(segment);
    return use == null ? 0 : use.live();
  }

  void forgetBefore(long segment) {
    uses.headMap(segment, false).clear();
  }

  byte[] toBytes() {
    Output out = new Output(16 + 24 * uses.size());
    out.number(uses.size());
    uses.forEach(
        (segment, use) ->
            out.number(segment).number(use.live()).number(use.until().toEpochMilli()));
    return out.toBytes();
  }

  static SegmentUses of(byte[] bytes) {
    SegmentUses uses = new SegmentUses();
    Input in = new Input(bytes);
    for (int left = in.size(); left > 0; left--) {
      uses.uses.put(in.number(), new Use(in.number(), Instant.ofEpochMilli(in.number())));
    }
    return uses;
  }

  private void change(long at, int live, Instant until) {
    uses.merge(
        at >>> 32,
        new Use(Math.max(0, live), until),
        (before, more) ->
            new Use(
                Math.max(0, before.live() + live),
                before.until().isAfter(until) ? before.until() : until));
  }
}
