package io.sallyport.admit;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One thing that happens to what a node of many holds.
 *
 * @param which of the things that it may be about; read modulo how many there are
 * @param how what the others say, a digit to base five for each event
 */
public record HoldingsStep(Kind kind, int which, int how) {
  /** What happens. */
  public enum Kind {
    ADMIT,
    ADMIT_BATCH,
    ADMIT_HELD,
    GRANT,
    ANSWER,
    TAKE,
    DELIVER,
    BURY,
    REVIVE,
    DISCARD,
    RELEASE,
    REJECT,
    SETTLE,
    REOPEN,
    CRASH,
    ANSWER_THEN_CRASH,
    DELIVER_THEN_CRASH,
    SETTLE_THEN_CRASH
  }

  static Arbitrary<HoldingsStep> any() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(10, Kind.ADMIT),
            Tuple.of(5, Kind.ADMIT_BATCH),
            Tuple.of(3, Kind.ADMIT_HELD),
            Tuple.of(8, Kind.GRANT),
            Tuple.of(8, Kind.ANSWER),
            Tuple.of(5, Kind.TAKE),
            Tuple.of(7, Kind.DELIVER),
            Tuple.of(3, Kind.BURY),
            Tuple.of(2, Kind.REVIVE),
            Tuple.of(2, Kind.DISCARD),
            Tuple.of(3, Kind.RELEASE),
            Tuple.of(2, Kind.REJECT),
            Tuple.of(3, Kind.SETTLE),
            Tuple.of(1, Kind.REOPEN),
            Tuple.of(2, Kind.CRASH),
            Tuple.of(2, Kind.ANSWER_THEN_CRASH),
            Tuple.of(2, Kind.DELIVER_THEN_CRASH),
            Tuple.of(1, Kind.SETTLE_THEN_CRASH));
    return Combinators.combine(
            kinds, Arbitraries.integers().between(0, 11), Arbitraries.integers().between(0, 124))
        .as(HoldingsStep::new);
  }

  @Override
  public String toString() {
    return kind + "(" + which + ", " + how + ")";
  }
}
