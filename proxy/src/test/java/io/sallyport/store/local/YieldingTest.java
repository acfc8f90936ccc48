package io.sallyport.store.local;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Holdings.Piece;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** A rebuild gives an event that came alone to another node, and the journal stands still. */
class YieldingTest extends OutcomesCase {
  private static final AnAdmission ANOTHER = AnAdmission.to("acme").event("e9", "goodbye");

  private Petition granted() {
    Petition petition = promise(EVENT);
    answer(petition, new Found.Granted(7));
    return petition;
  }

  /** Nothing is decided until it goes on. */
  private Runnable stalled() {
    Runnable goesOn = store.stallSyncs().orElseThrow();
    store.ledger().admit(ANOTHER.at(store.now()));
    until(store::isStalled);
    return goesOn;
  }

  private Future<Void> asserted(Petition petition, Assertion.Answer answer) {
    return store
        .holdings()
        .asserted(petition.shards().get(0), petition.bids().get(0).key(), answer);
  }

  /** It would be believed in a rebuild, and the other leave the event to this node. */
  @Test
  void whatIsAnothersIsNotToldAsThisNodesUntilItIsLeft() {
    Petition petition = granted();
    Runnable goesOn = stalled();
    Future<Piece> told = store.holdings().remembered(Holdings.Cursor.START, 10);

    await(asserted(petition, new Assertion.Answer.Yields(anothers())));
    goesOn.run();

    assertThat(await(told).remembered())
        .extracting(it -> it.assertion().bid().id())
        .doesNotContain(EVENT.id());
    until(() -> find(EVENT.id()).elsewhere());
  }

  /** Who had it has been forgotten meanwhile, and this node was believed in the next rebuild. */
  @Test
  void whatIsThisNodesAfterAllStays() {
    Petition petition = granted();
    Runnable goesOn = stalled();

    await(asserted(petition, new Assertion.Answer.Yields(anothers())));
    await(asserted(petition, new Assertion.Answer.Stands(9)));
    goesOn.run();

    until(() -> ((LocalHoldings) store.holdings()).answersOpen() == 0);
    assertThat(standing(EVENT.id())).isEqualTo(Standing.QUEUED);
    assertThat(remembered()).contains(EVENT.id());
    assertThat(store.overtaken()).isZero();
  }
}
