package io.sallyport.store.local;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Petition;
import org.junit.jupiter.api.Test;

/** A rebuild gives one event of a granted batch to another node, while the disk fails. */
class PartedLaterTest extends OutcomesCase {
  private Petition granted() {
    Petition petition = promise(TWO);
    answer(petition, new Found.Granted(7), new Found.Granted(8));
    return petition;
  }

  private void yieldsTheSecond(Petition petition) {
    await(
        store
            .holdings()
            .asserted(
                petition.shards().get(1),
                petition.bids().get(1).key(),
                new Assertion.Answer.Yields(anothers())));
  }

  /** Else both would be delivered here, and one of them there, too. */
  @Test
  void whatIsAnothersIsLeftToItWhenTheDiskCanBeReadAgain() {
    Petition petition = granted();
    store.failReads(true);
    yieldsTheSecond(petition);
    until(() -> store.failedReads() > 0);

    store.failReads(false);

    until(() -> standing(TWO.id(1)) != Standing.QUEUED);
    assertThat(standing(TWO.id(1))).isEqualTo(Standing.DONE);
    assertThat(standing(TWO.id(0))).isEqualTo(Standing.QUEUED);
    assertThat(store.overtaken()).isZero();
  }
}
