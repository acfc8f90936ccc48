package io.sallyport.admit;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One thing that happens to a ledger.
 *
 * @param which of the events, or of what is in hands; read modulo how many there are
 * @param how which content, label, limit or time
 */
public record WalkStep(Kind kind, int which, int how) {
  /** What happens. */
  public enum Kind {
    ADMIT,
    ADMIT_BATCH,
    ADMIT_LABELLED,
    ADMIT_LIMITED,
    ADMIT_HELD,
    BEGIN,
    SETTLE,
    DROP,
    TAKE,
    DELIVER,
    FAIL,
    BURY,
    GIVE_BACK,
    RETRY,
    DISCARD,
    RELEASE,
    REJECT,
    TICK,
    REOPEN,
    CRASH,
    END_THEN_CRASH,
    SYNC_FAILS
  }

  static Arbitrary<WalkStep> any() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(12, Kind.ADMIT),
            Tuple.of(3, Kind.ADMIT_BATCH),
            Tuple.of(4, Kind.ADMIT_LABELLED),
            Tuple.of(4, Kind.ADMIT_LIMITED),
            Tuple.of(3, Kind.ADMIT_HELD),
            Tuple.of(8, Kind.BEGIN),
            Tuple.of(5, Kind.SETTLE),
            Tuple.of(2, Kind.DROP),
            Tuple.of(5, Kind.TAKE),
            Tuple.of(7, Kind.DELIVER),
            Tuple.of(4, Kind.FAIL),
            Tuple.of(2, Kind.BURY),
            Tuple.of(2, Kind.GIVE_BACK),
            Tuple.of(2, Kind.RETRY),
            Tuple.of(1, Kind.DISCARD),
            Tuple.of(3, Kind.RELEASE),
            Tuple.of(2, Kind.REJECT),
            Tuple.of(5, Kind.TICK),
            Tuple.of(1, Kind.REOPEN),
            Tuple.of(1, Kind.CRASH),
            Tuple.of(1, Kind.END_THEN_CRASH),
            Tuple.of(1, Kind.SYNC_FAILS));
    return Combinators.combine(
            kinds, Arbitraries.integers().between(0, 11), Arbitraries.integers().between(0, 3))
        .as(WalkStep::new);
  }

  @Override
  public String toString() {
    return kind + "(" + which + ", " + how + ")";
  }
}
