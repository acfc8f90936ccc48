package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.answered;
import static io.sallyport.admit.LedgerCase.assertHeld;
import static io.sallyport.admit.LedgerCase.assertKnown;
import static io.sallyport.admit.LedgerCase.assertQueued;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Limits: several at once, all or nothing, after the keys. One permit a minute, two at once. */
interface LimitContract extends LedgerCase {
  Limit ACCOUNTS = limit("accounts", Limit.Over.REFUSE, false);

  private static Limit limit(String name, Limit.Over over, boolean soft) {
    return new Limit(name, Reason.LIMIT_ACCOUNT, 1, Duration.ofMinutes(1), 2, over, soft);
  }

  private static AnAdmission by(Limit limit, String id) {
    return AnAdmission.to("limited").event(id, "hello").spending(limit, "acct-7");
  }

  @Test
  default void refusesPastTheBurstAndSaysWhenToComeAgain() {
    place(by(ACCOUNTS, "e1"));
    place(by(ACCOUNTS, "e2"));

    Placed.Limited limited = (Placed.Limited) admit(by(ACCOUNTS, "e3"));

    assertThat(limited.limit()).isEqualTo(ACCOUNTS);
    assertThat(limited.retryAfter()).isEqualTo(Duration.ofMinutes(1));
    assertThat(find(by(ACCOUNTS, "e3").id())).isEmpty();
    store().tick(Duration.ofSeconds(59));
    assertThat(admit(by(ACCOUNTS, "e3"))).isInstanceOf(Placed.Limited.class);
    store().tick(Duration.ofSeconds(1));
    assertQueued(place(by(ACCOUNTS, "e3")));
    assertThat(admit(by(ACCOUNTS, "e4"))).isInstanceOf(Placed.Limited.class);
  }

  @Test
  default void limitsATurnLikeAPlace() {
    settle(go(by(ACCOUNTS, "e1")), answered(200, "ok"));
    settle(go(by(ACCOUNTS, "e2")), answered(200, "ok"));

    assertThat(begin(by(ACCOUNTS, "e3"))).isInstanceOf(Placed.Limited.class);
    assertKnown(((Turn.Has) begin(by(ACCOUNTS, "e2"))).place(), Standing.DONE);
  }

  @Test
  default void countsEveryValueByItself() {
    place(by(ACCOUNTS, "e1"));
    place(by(ACCOUNTS, "e2"));

    assertQueued(
        place(AnAdmission.to("limited").event("e3", "hello").spending(ACCOUNTS, "acct-8")));
  }

  @Test
  default void aKnownEventSpendsNothingAndIsAnsweredWhenNothingIsLeft() {
    place(by(ACCOUNTS, "e1"));
    for (int i = 0; i < 5; i++) {
      assertKnown(place(by(ACCOUNTS, "e1")), Standing.QUEUED);
    }
    assertQueued(place(by(ACCOUNTS, "e2")));

    assertThat(admit(by(ACCOUNTS, "e3"))).isInstanceOf(Placed.Limited.class);
    assertKnown(place(by(ACCOUNTS, "e1")), Standing.QUEUED);
    assertHeld(
        place(AnAdmission.to("limited").event("e1", "other").spending(ACCOUNTS, "acct-7")),
        Reason.REPLAY_CONFLICT);
  }

  @Test
  default void severalAreSpentTogetherOrNotAtAll() {
    Limit types = limit("types", Limit.Over.REFUSE, false);
    AnAdmission both =
        AnAdmission.to("limited")
            .event("e3", "hello")
            .spending(types, "refund")
            .spending(ACCOUNTS, "acct-7");
    place(by(ACCOUNTS, "e1"));
    place(by(ACCOUNTS, "e2"));

    for (int i = 0; i < 5; i++) {
      assertThat(((Placed.Limited) admit(both)).limit()).isEqualTo(ACCOUNTS);
    }

    for (String id : new String[] {"e4", "e5"}) {
      assertQueued(place(AnAdmission.to("limited").event(id, "hello").spending(types, "refund")));
    }
  }

  @Test
  default void aTurnThatWasNeverSentOnHasTakenNothing() {
    for (int i = 0; i < 5; i++) {
      assertThat(settle(go(by(ACCOUNTS, "e1")), new Ending.Withdrawn()))
          .isEqualTo(Settled.RECORDED);
    }

    assertQueued(place(by(ACCOUNTS, "e1")));
    assertQueued(place(by(ACCOUNTS, "e2")));
    assertThat(admit(by(ACCOUNTS, "e3"))).isInstanceOf(Placed.Limited.class);
  }

  @Test
  default void aTurnThatWasSentOnInVainHasTakenIt() {
    settle(go(by(ACCOUNTS, "e1")), new Ending.Dropped());

    assertQueued(place(by(ACCOUNTS, "e1")));
    assertThat(admit(by(ACCOUNTS, "e2"))).isInstanceOf(Placed.Limited.class);
  }

  @Test
  default void whatIsDelayedIsAcceptedAndPaced() {
    Limit paced = limit("paced", Limit.Over.DELAY, false);
    place(by(paced, "e1"));
    place(by(paced, "e2"));

    Placed.Kept kept = (Placed.Kept) admit(by(paced, "e3"));
    assertThat(kept.now()).as("what may be tried at once").isEmpty();
    Place.Queued third = (Place.Queued) kept.places().get(0);
    Place.Queued fourth = (Place.Queued) place(by(paced, "e4"));

    assertThat(third.due()).isEqualTo(store().now().plusSeconds(60));
    assertThat(fourth.due()).isEqualTo(store().now().plusSeconds(120));
    take("limited");
    store().tick(Duration.ofSeconds(60));
    assertThat(take("limited")).extracting(Waiting::id).containsExactly(third.id());
    store().tick(Duration.ofSeconds(60));
    assertThat(take("limited")).extracting(Waiting::id).containsExactly(fourth.id());
  }

  @Test
  default void whatIsSuspiciousIsHeld() {
    Limit suspicious = limit("suspicious", Limit.Over.HOLD, false);
    place(by(suspicious, "e1"));
    place(by(suspicious, "e2"));

    assertHeld(place(by(suspicious, "e3")), Reason.LIMIT_ACCOUNT);

    assertThat(cases()).hasSize(1);
    assertThat(cases().get(0).reason()).isEqualTo("limit.account");
  }

  @Test
  default void aSoftLimitStopsNobody() {
    Limit soft = limit("soft", Limit.Over.REFUSE, true);

    for (int i = 0; i < 5; i++) {
      assertQueued(place(by(soft, "e" + i)));
    }
  }
}
