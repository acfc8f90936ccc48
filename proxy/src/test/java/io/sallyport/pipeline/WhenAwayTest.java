package io.sallyport.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Turn;
import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * {@code deliver: {mode: pass-through, when-away: queue}}: the nodes cannot agree, and only then.
 */
class WhenAwayTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Admission EVENT = AnAdmission.to("shop").event("e", "body").at(NOON);

  private record Refusing(Placed.Unavailable why) implements Ledger {
    @Override
    public Future<Placed> admit(Admission admission) {
      return Future.succeededFuture(
          new Placed.Kept(
              List.of(new Place.Queued(admission.events().get(0).id(), NOON)), Optional.empty()));
    }

    @Override
    public Future<Turn> begin(Admission admission) {
      return Future.succeededFuture(why);
    }

    @Override
    public Future<Optional<List<Place>>> recall(Admission admission) {
      return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<Settled> settle(Turn.Go go, Ending ending) {
      return Future.failedFuture("nothing has begun");
    }
  }

  private static Outcome passed(Placed.Unavailable why, boolean queued) {
    Handing how = new Handing(false, false, false, Set.of(), SOON, SOON, queued);
    return new AdmittedPassage(
            new Refusing(why),
            rest -> how,
            parcel -> Future.failedFuture("it is not sent"),
            (waiting, parcel) -> {})
        .pass(EVENT)
        .result();
  }

  private static Placed.Unavailable apart() {
    return new Placed.Unavailable(Reason.STORE_UNAVAILABLE, "Redis is away", SOON, true);
  }

  @Test
  void isKeptWhereTheNodesCannotAgree() {
    assertThat(passed(apart(), true))
        .isInstanceOfSatisfying(
            Outcome.Kept.class, kept -> assertThat(kept.word()).isEqualTo("forward"));
  }

  @Test
  void isRefusedWhereThePolicyDoesNotWantIt() {
    assertThat(passed(apart(), false)).isInstanceOf(Outcome.Refused.class);
  }

  /** Its queue is full, say: what is kept beside it would be one more, on one node, too. */
  @Test
  void isRefusedWhereThisNodeItselfCannot() {
    assertThat(passed(new Placed.Unavailable(Reason.STORE_UNAVAILABLE, "full", SOON), true))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            it -> assertThat(it.reason()).isEqualTo(Reason.STORE_UNAVAILABLE));
    assertThat(passed(new Placed.Unavailable(Reason.QUOTA_EXCEEDED, "full", SOON), true))
        .isInstanceOf(Outcome.Refused.class);
  }
}
