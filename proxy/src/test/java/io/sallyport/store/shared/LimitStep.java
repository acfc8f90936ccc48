package io.sallyport.store.shared;

import io.sallyport.admit.Charge;
import io.sallyport.admit.Limit;
import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One step of a walk through limits. Some events come under wider ones: they are changed by
 * reloads.
 *
 * @param account whose it is, of a few
 * @param which of the limits it spends, a bit for each
 * @param later how long after the step before
 */
public record LimitStep(Kind kind, int event, int account, int which, Duration later) {
  private static final List<Limit> LIMITS =
      List.of(
          limit("refusing", 5, Duration.ofSeconds(1), 2, Limit.Over.REFUSE, false),
          limit("pacing", 1, Duration.ofHours(10), 1, Limit.Over.DELAY, false),
          limit("holding", 4, Duration.ofSeconds(1), 2, Limit.Over.HOLD, false),
          limit("soft", 1, Duration.ofMillis(300), 1, Limit.Over.REFUSE, true),
          limit("slow", 1, Duration.ofSeconds(1), 3, Limit.Over.REFUSE, false),
          limit("pacing a little", 1, Duration.ofSeconds(1), 1, Limit.Over.DELAY, false));

  private static final int WIDER = 3_600;

  /** What is done. */
  enum Kind {
    LOOK,
    LOOK_AT_TWO,
    BEGIN,
    DROP,
    DROP_AFTER_THE_UPSTREAM,
    ACCEPT,
    GIVE_BACK
  }

  private static Limit limit(
      String name, int permits, Duration per, int burst, Limit.Over over, boolean soft) {
    return new Limit(name, Reason.LIMIT_ACCOUNT, permits, per, burst, over, soft);
  }

  /** Any step. */
  public static Arbitrary<LimitStep> any() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(12, Kind.LOOK),
                Tuple.of(4, Kind.LOOK_AT_TWO),
                Tuple.of(6, Kind.BEGIN),
                Tuple.of(2, Kind.DROP),
                Tuple.of(1, Kind.DROP_AFTER_THE_UPSTREAM),
                Tuple.of(1, Kind.ACCEPT),
                Tuple.of(2, Kind.GIVE_BACK)),
            Arbitraries.integers().between(0, 9),
            Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(1, 1)),
            Arbitraries.integers().between(0, (1 << LIMITS.size()) - 1),
            Arbitraries.frequency(
                Tuple.of(6, Duration.ZERO),
                Tuple.of(1, Duration.ofMillis(1)),
                Tuple.of(2, Duration.ofMillis(50)),
                Tuple.of(2, Duration.ofMillis(200)),
                Tuple.of(1, Duration.ofMillis(250)),
                Tuple.of(1, Duration.ofSeconds(1)),
                Tuple.of(1, Duration.ofHours(5))))
        .as(LimitStep::new);
  }

  private static Limit wider(Limit it) {
    return limit(
        it.name(), it.permits(), it.per().multipliedBy(WIDER), it.burst(), it.over(), it.soft());
  }

  Bid bid() {
    return bid(event);
  }

  Bid bid(int other) {
    List<Charge> charges = new ArrayList<>();
    for (int i = 0; i < LIMITS.size(); i++) {
      if ((which >> i & 1) == 1) {
        Limit limit = other % 4 == 0 ? wider(LIMITS.get(i)) : LIMITS.get(i);
        charges.add(CommonLimitContract.charge(limit, "acct-" + account));
      }
    }
    return ABid.on("e" + other).by(1, 100 + other).bid().charging(charges);
  }
}
