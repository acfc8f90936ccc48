package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Records.Outcome;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Waiting;
import io.sallyport.store.local.FixtureDisk.Damaged;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Ended;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.verdict.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead letters that are dead since they could not be read while others were asked about them. */
class DiedUnreadTest extends OutcomesCase {
  private static final Duration DAYS = Duration.ofDays(3);

  /** What happens to its node meanwhile. */
  enum Meanwhile {
    NOTHING,
    A_START,
    A_CRASH,
    A_START_WITHOUT_ITS_INDEX
  }

  private void happens(Meanwhile what) {
    switch (what) {
      case NOTHING -> {}
      case A_START -> store.reopen();
      case A_CRASH -> store.crash();
      case A_START_WITHOUT_ITS_INDEX -> store.loseIndex();
    }
  }

  private void dies(Petition petition, Found... outcomes) {
    store.damage(Damaged.ALL);
    answer(petition, outcomes);
    store.damage(Damaged.NOTHING);
    assertThat(standing(EVENT.id())).isEqualTo(Standing.DEAD);
  }

  /** Nobody has looked whether it was sent elsewhere: that it died says nothing about it. */
  @ParameterizedTest
  @EnumSource
  void whoHasItTriedAgainDoesNotVouchForIt(Meanwhile meanwhile) {
    dies(promise(EVENT), DOUBTFUL);
    happens(meanwhile);

    retry(EVENT.id());
    happens(meanwhile);

    assertThat(onlyWaiting().bids().get(0).vouched()).isFalse();
    answer(onlyWaiting(), DOUBTFUL);
    assertThat(standing(EVENT.id())).isEqualTo(Standing.HELD);
    assertThat(find(EVENT.id()).reason()).contains(Reason.STORE_REBUILDING);
  }

  /**
   * Else an old one would have the node refuse all that is new: it waits for longer than may be.
   */
  @Test
  void whatIsTriedAgainDoesNotCountAgainstWhatMayComeIn() {
    dies(promise(EVENT), DOUBTFUL);
    store.tick(DAYS);
    Holdings.Waiting before = store.holdings().waiting();
    assertThat(before.oldestMillis()).isEqualTo(store.now().toEpochMilli());

    retry(EVENT.id());
    store.tick(Duration.ofSeconds(2)); // so it was looked for the oldest since

    assertThat(store.holdings().waiting().oldestMillis()).isEqualTo(before.oldestMillis());
  }

  @Test
  void whatIsTriedAgainGoesOnWhenItIsGranted() {
    dies(promise(EVENT), DOUBTFUL);
    retry(EVENT.id());

    answer(onlyWaiting(), new Found.Granted(7));

    Waiting granted = await(store.outbox().take("acme", 10)).waiting().get(0);
    store
        .outbox()
        .delivered(granted, new Attempt(granted.attempt(), store.now(), Duration.ZERO, 200, ""));
    assertThat(standing(EVENT.id())).isEqualTo(Standing.DONE);
  }

  /** The one who released it has looked. */
  @ParameterizedTest
  @EnumSource
  void whatAPersonHadLetGoOnIsVouchedForStill(Meanwhile meanwhile) {
    answer(promise(EVENT), DOUBTFUL);
    release(EVENT.id());
    dies(onlyWaiting(), CONFLICT);

    retry(EVENT.id());
    happens(meanwhile);

    assertThat(onlyWaiting().bids().get(0).vouched()).isTrue();
  }

  /** Which is as if it had been released: the node that was alone has tried it. */
  @ParameterizedTest
  @EnumSource
  void whatWasTriedIsVouchedForStill(Meanwhile meanwhile) {
    store.alone();
    Placed.Kept kept = (Placed.Kept) await(store.ledger().admit(EVENT.at(store.now())));
    Waiting tried = kept.now().orElseThrow();
    Attempt failed = new Attempt(tried.attempt(), store.now(), Duration.ZERO, 503, "");
    store.outbox().failed(tried, failed, store.now());
    store.amongOthers();
    assertThat(onlyWaiting().bids().get(0).vouched()).isTrue();
    dies(onlyWaiting(), CONFLICT);

    retry(EVENT.id());
    happens(meanwhile);

    assertThat(onlyWaiting().bids().get(0).vouched()).isTrue();
  }

  /** It is this node's: nobody else would ever end it. */
  @ParameterizedTest
  @EnumSource
  void whatWasGrantedOfItIsThisNodesAndTold(Meanwhile meanwhile) {
    dies(promise(TWO), new Found.Granted(7), CONFLICT);
    happens(meanwhile);

    Ended died = unsettled().get(0);
    assertThat(unsettled()).hasSize(1);
    assertThat(died.bid().id()).isEqualTo(TWO.id(0));
    assertThat(died.change().fence()).isEqualTo(7);
    assertThat(died.change().standing()).isEqualTo(Standing.DEAD);
    assertThat(await(store.records().discard(TWO.id(0), BY_ADA))).isEqualTo(Outcome.DONE);
    assertThat(unsettled()).hasSize(1);
    assertThat(unsettled().get(0).change().standing()).isEqualTo(Standing.DISCARDED);
  }

  @Test
  void whatWasGrantedOfItIsAskedForAsThatWhenItIsTriedAgain() {
    dies(promise(TWO), new Found.Granted(7), CONFLICT);

    retry(EVENT.id());

    assertThat(onlyWaiting().wasGranted()).isTrue();
    answer(onlyWaiting(), new Found.Granted(9), anothers());
    assertThat(standing(TWO.id(0))).isEqualTo(Standing.QUEUED);
    assertThat(standing(TWO.id(1))).isEqualTo(Standing.DONE);
  }
}
