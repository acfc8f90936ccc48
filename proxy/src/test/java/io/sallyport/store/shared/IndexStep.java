package io.sallyport.store.shared;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One step of a walk: what is done, to which of a few events, by which of a few nodes.
 *
 * @param shape of the bid: its bytes, label, signed bytes, and whether it is held
 * @param pick which of the fences that were ever seen
 * @param amiss what the caller believes that is not so; mostly nothing
 */
public record IndexStep(
    Kind kind, int shard, int event, int node, int shape, int pick, int time, Amiss amiss) {
  static final int SHARDS = 2;
  static final int EVENTS = 3;
  static final int NODES = 3;

  /** Picks below it are of the right fence. */
  static final int RIGHT = 5;

  /** Nothing that ends within a walk, or nothing that lasts at all. */
  private static final List<Duration> TIMES =
      List.of(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(7));

  /** What is done. */
  enum Kind {
    LOOK,
    ACCEPT,
    ACCEPT_SEVERAL,
    BEGIN,
    /** Begin, and another tells or asserts what became of it under an early fence. */
    BEGIN_BEFORE_A_LATE_WORD,
    DROP,
    SETTLE,
    AFFIRM,
    ATTEND,
    SIGN,
    /** Attend as one who knows that a node was forgotten. */
    FORGET,
    /** What has not been signed by all. */
    OPEN_IN_PART,
    EMPTY,
    SERVE_ANEW,
    EVICT,
    /** Attend while anything may be evicted. */
    MISRULE,
    /** Attend as one who knows more. */
    REBUILD,
    /** Attend and sign until it is open. */
    REOPEN,
    /** Attend as one who knows more and others, and go on without them. */
    GO_ON_IN_PART
  }

  /** What a caller believes. */
  enum Amiss {
    NOTHING,
    GENERATION_BEHIND,
    GENERATION_AHEAD,
    FENCE_AHEAD
  }

  /** Any step; what needs a shard that is open comes more often than what closes it. */
  public static Arbitrary<IndexStep> any() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(10, Kind.ACCEPT),
                Tuple.of(3, Kind.ACCEPT_SEVERAL),
                Tuple.of(5, Kind.BEGIN),
                Tuple.of(4, Kind.BEGIN_BEFORE_A_LATE_WORD),
                Tuple.of(5, Kind.DROP),
                Tuple.of(8, Kind.SETTLE),
                Tuple.of(4, Kind.LOOK),
                Tuple.of(8, Kind.AFFIRM),
                Tuple.of(2, Kind.ATTEND),
                Tuple.of(2, Kind.SIGN),
                Tuple.of(1, Kind.FORGET),
                Tuple.of(1, Kind.OPEN_IN_PART),
                Tuple.of(2, Kind.GO_ON_IN_PART),
                Tuple.of(1, Kind.EMPTY),
                Tuple.of(1, Kind.SERVE_ANEW),
                Tuple.of(1, Kind.EVICT),
                Tuple.of(1, Kind.MISRULE),
                Tuple.of(3, Kind.REBUILD),
                Tuple.of(8, Kind.REOPEN)),
            Arbitraries.frequency(Tuple.of(4, 0), Tuple.of(1, 1)),
            Arbitraries.integers().between(0, EVENTS - 1),
            Arbitraries.integers().between(0, NODES - 1),
            Arbitraries.integers().between(0, 63),
            Arbitraries.integers().between(0, 7),
            Arbitraries.integers().between(0, TIMES.size() - 1),
            Arbitraries.frequency(
                Tuple.of(20, Amiss.NOTHING),
                Tuple.of(1, Amiss.GENERATION_BEHIND),
                Tuple.of(1, Amiss.GENERATION_AHEAD),
                Tuple.of(1, Amiss.FENCE_AHEAD)))
        .as(IndexStep::new);
  }

  /** By another, of a copy that is mostly alike. */
  IndexStep late() {
    int copy = (shape + pick) % 64;
    int other = (time + shape) % TIMES.size();
    return new IndexStep(kind, shard, event, (node + 1) % NODES, copy, pick, other, amiss);
  }

  Duration duration() {
    return TIMES.get(time);
  }

  String nodeName() {
    return "node-" + node;
  }

  /** Mostly one that has joined once; or was forgotten, or has joined anew. */
  Fellows fellows() {
    return numbered(pick < RIGHT ? 1 : pick - RIGHT + 1);
  }

  /** One that was forgotten, once or twice. */
  Fellows forgotten() {
    return numbered(2 + shape % 2 * 2);
  }

  private Fellows numbered(int number) {
    return new Fellows(new TreeMap<>(Map.of(nodeName(), number)));
  }

  ABid bid() {
    return bid(event);
  }

  ABid bid(int other) {
    ABid bid =
        ABid.on("e" + other)
            .from(new Origin(node + 1, 100 + other, shape / 32))
            .receivedAt(ABid.NOON.plusSeconds(node + pick))
            .keptFor(duration());
    // Most copies are alike.
    bid = shape % 8 == 7 ? bid.holding("other bytes") : bid;
    bid = shape / 8 % 4 == 0 ? bid.labelled("l" + shape % 4 / 3) : bid;
    bid = shape % 4 < 3 ? bid.signedAs("s" + (shape % 4 == 2 ? other : 9)) : bid;
    bid = shape % 16 == 5 ? bid.mustBeSeen() : bid;
    return shape % 16 == 9 ? bid.vouchedFor() : bid;
  }

  Epoch believed(Epoch known) {
    return switch (amiss) {
      case NOTHING -> known;
      case GENERATION_BEHIND -> new Epoch(Math.max(0, known.generation() - 1), known.fence());
      case GENERATION_AHEAD -> new Epoch(known.generation() + 1, known.fence());
      case FENCE_AHEAD -> new Epoch(known.generation(), known.fence() + 1 + pick);
    };
  }
}
