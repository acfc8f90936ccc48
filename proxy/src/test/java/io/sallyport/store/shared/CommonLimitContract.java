package io.sallyport.store.shared;

import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.IndexCase.granted;
import static io.sallyport.store.shared.IndexCase.known;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Charge;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Standing;
import io.sallyport.verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits that all nodes keep together: one bucket for all, in the shard of what spends them. */
interface CommonLimitContract extends IndexCase {
  Limit REFUSING = limit("refusing", Limit.Over.REFUSE, false);
  Limit PACING = limit("pacing", Limit.Over.DELAY, false);
  Limit HOLDING = limit("holding", Limit.Over.HOLD, false);
  Limit SOFT = limit("soft", Limit.Over.REFUSE, true);
  Duration PERMIT = Duration.ofHours(1);

  /** One an hour, two at once. */
  private static Limit limit(String name, Limit.Over over, boolean soft) {
    return new Limit(name, Reason.LIMIT_ACCOUNT, 1, Duration.ofHours(1), 2, over, soft);
  }

  static Charge charge(Limit limit, String account) {
    byte[] value = (limit.name() + " " + account).getBytes(StandardCharsets.UTF_8);
    return new Charge(limit, ClaimKey.of("limit", value), true);
  }

  /** An event of an account at a node. */
  private static Bid bid(String event, int node, Limit... limits) {
    return ABid.on(event)
        .by(node, 1)
        .bid()
        .charging(List.of(limits).stream().map(limit -> charge(limit, "acct-7")).toList());
  }

  private Found look(Bid bid) {
    return certain(index().look(shard(), epoch(), List.of(bid))).value().get(0);
  }

  private Found begin(Bid bid) {
    return certain(index().begin(shard(), epoch(), bid, Duration.ofDays(1))).value();
  }

  private static Ruling ruling(Found found) {
    assertThat(found).isInstanceOf(Found.Free.class);
    return ((Found.Free) found).ruling().orElseThrow();
  }

  private static Ruling.Passed passed(Found found) {
    assertThat(ruling(found)).isInstanceOf(Ruling.Passed.class);
    return (Ruling.Passed) ruling(found);
  }

  private static Ruling.Stopped stopped(Found found) {
    assertThat(ruling(found)).isInstanceOf(Ruling.Stopped.class);
    return (Ruling.Stopped) ruling(found);
  }

  private void assertPermits(Limit limit, int wanted) {
    for (int i = 0; i < wanted; i++) {
      passed(look(bid("left-" + i, 3, limit)));
    }
    stopped(look(bid("left", 3, limit)));
  }

  @Test
  default void allNodesTakeOfOneBucket() {
    passed(look(bid("e1", 1, REFUSING)));
    passed(look(bid("e2", 2, REFUSING)));

    Ruling.Stopped stopped = stopped(look(bid("e3", 3, REFUSING)));

    assertThat(stopped.limit()).isEqualTo(REFUSING);
    assertThat(stopped.retryAfter()).isBetween(PERMIT.minus(Duration.ofMinutes(1)), PERMIT);
  }

  @Test
  default void eachAccountHasABucket() {
    assertPermits(REFUSING, 2);

    Bid other = ABid.on("other").bid().charging(List.of(charge(REFUSING, "acct-8")));
    passed(look(other));
  }

  @Test
  default void permitsComeBackWithTheTimeOfTheIndex() {
    Limit quick =
        new Limit(
            "quick", Reason.LIMIT_ACCOUNT, 5, Duration.ofSeconds(2), 1, Limit.Over.REFUSE, false);
    passed(look(bid("e1", 1, quick)));

    fixture().letPass(Duration.ofMillis(400));

    passed(look(bid("e2", 2, quick)));
  }

  @Test
  default void whatIsKnownTakesNothing() {
    grant(ABid.on("e1"));

    for (int i = 0; i < 5; i++) {
      known(look(bid("e1", 2, REFUSING)), Standing.QUEUED);
    }

    assertPermits(REFUSING, 2);
  }

  @Test
  default void whatIsSuspiciousTakesNothing() {
    grant(ABid.on("e1"));
    Bid other =
        ABid.on("e1").by(2, 1).holding("other").bid().charging(List.of(charge(REFUSING, "acct-7")));

    assertThat(look(other)).isInstanceOf(Found.Conflict.class);

    assertPermits(REFUSING, 2);
  }

  @Test
  default void severalAreTakenTogetherOrNotAtAll() {
    assertPermits(REFUSING, 2);

    for (int i = 0; i < 5; i++) {
      assertThat(stopped(look(bid("e" + i, 1, PACING, REFUSING))).limit()).isEqualTo(REFUSING);
    }

    assertThat(passed(look(bid("e6", 1, PACING))).pace()).isZero();
    assertThat(passed(look(bid("e7", 1, PACING))).pace()).isZero();
  }

  @Test
  default void whatIsDelayedIsPacedAmongAll() {
    look(bid("e1", 1, PACING));
    look(bid("e2", 2, PACING));

    assertThat(passed(look(bid("e3", 1, PACING))).pace())
        .isBetween(PERMIT.minus(Duration.ofMinutes(1)), PERMIT);
    assertThat(passed(look(bid("e4", 2, PACING))).pace())
        .isBetween(PERMIT.multipliedBy(2).minus(Duration.ofMinutes(1)), PERMIT.multipliedBy(2));
  }

  @Test
  default void whatIsOverAHoldingLimitIsToBeHeldAndTakesOfTheOthers() {
    look(bid("e1", 1, HOLDING));
    look(bid("e2", 2, HOLDING));

    Ruling.Passed third = passed(look(bid("e3", 1, HOLDING, REFUSING)));

    assertThat(third.hold()).contains(HOLDING);
    assertThat(third.taken()).extracting(Charge::limit).containsExactly(REFUSING);
    assertPermits(REFUSING, 1);
  }

  @Test
  default void whatIsOverASoftLimitGoesOn() {
    look(bid("e1", 1, SOFT));
    look(bid("e2", 2, SOFT));

    assertThat(passed(look(bid("e3", 1, SOFT))).passedOver()).containsExactly(SOFT);
    assertThat(((Found.Granted) begin(bid("e4", 1, SOFT))).passedOver()).containsExactly(SOFT);
  }

  @Test
  default void aTurnTakesWithItsGrantAndOnlyOnce() {
    granted(begin(bid("e1", 1, REFUSING)));
    granted(begin(bid("e1", 1, REFUSING)));
    assertThat(begin(bid("e1", 2, REFUSING))).isInstanceOf(Found.Running.class);

    assertPermits(REFUSING, 1);
  }

  @Test
  default void aTurnOverALimitIsNotGranted() {
    assertPermits(REFUSING, 2);

    stopped(begin(bid("e1", 1, REFUSING)));

    assertThat(look(ABid.on("e1"))).isEqualTo(new Found.Free());
  }

  @Test
  default void aTurnThatWouldHaveToWaitTakesNothing() {
    look(bid("e1", 1, PACING));
    look(bid("e2", 2, PACING));

    for (int i = 0; i < 5; i++) {
      assertThat(passed(begin(bid("e3", 1, PACING))).pace()).isBetween(Duration.ZERO, PERMIT);
    }

    assertThat(passed(look(bid("e4", 1, PACING))).pace()).isBetween(Duration.ZERO, PERMIT);
  }

  @Test
  default void aTurnThatIsToBeHeldIsNotGranted() {
    look(bid("e1", 1, HOLDING));
    look(bid("e2", 2, HOLDING));

    assertThat(passed(begin(bid("e3", 1, HOLDING))).hold()).contains(HOLDING);

    assertThat(look(ABid.on("e3"))).isEqualTo(new Found.Free());
  }

  @Test
  default void whatIsDroppedGivesBackWhatItsBidCharges() {
    Bid first = bid("e1", 1, REFUSING);
    Bid second = bid("e2", 1, REFUSING);
    granted(begin(first));
    granted(begin(second));

    for (int i = 0; i < 3; i++) {
      certain(index().drop(shard(), epoch(), first, 0));
    }
    certain(index().drop(shard(), epoch(), second.charging(List.of()), 0));

    assertPermits(REFUSING, 1);
  }

  @Test
  default void whatGotNoPlaceIsGivenBack() {
    Bid first = bid("e1", 1, REFUSING);
    passed(look(first));
    passed(look(bid("e2", 1, REFUSING)));

    certain(index().giveBack(shard(), epoch(), List.of(first)));

    assertPermits(REFUSING, 1);
  }

  @Test
  default void whatWasPromisedHasPaidBefore() {
    certain(index().accept(shard(), epoch(), List.of(bid("e1", 1, REFUSING))));

    assertPermits(REFUSING, 2);
  }

  @Test
  default void anIndexThatHasLostAllHasFullBuckets() {
    assertPermits(REFUSING, 2);
    fixture().empty();
    Epoch anew = IndexCase.open(index(), shard());

    passed(certain(index().look(shard(), anew, List.of(bid("e9", 1, REFUSING)))).value().get(0));
  }
}
