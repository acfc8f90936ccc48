package io.sallyport.store.local;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.local.FixtureDisk.Damaged;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Holdings.Piece;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  /** The second of it is another's, and the disk has not given the record so far. */
  private Petition cannotBeParted() {
    Petition petition = granted();
    store.failReads(true);
    yieldsTheSecond(petition);
    until(() -> store.failedReads() > 0);
    return petition;
  }

  /** Else both would be delivered here, and one of them there, too. */
  @Test
  void whatIsAnothersIsLeftToItWhenTheDiskCanBeReadAgain() {
    cannotBeParted();

    store.failReads(false);

    until(() -> standing(TWO.id(1)) != Standing.QUEUED);
    assertThat(standing(TWO.id(1))).isEqualTo(Standing.DONE);
    assertThat(standing(TWO.id(0))).isEqualTo(Standing.QUEUED);
    assertThat(store.overtaken()).isZero();
  }

  /** The other has been forgotten meanwhile, and this node was believed in the next rebuild. */
  @Test
  void whatIsThisNodesAfterAllIsNotLeft() {
    Petition petition = cannotBeParted();
    await(
        store
            .holdings()
            .asserted(
                petition.shards().get(1),
                petition.bids().get(1).key(),
                new Assertion.Answer.Stands(9)));

    store.failReads(false);
    until(() -> ((LocalHoldings) store.holdings()).answersOpen() == 0);

    assertThat(standing(TWO.id(1))).isEqualTo(Standing.QUEUED);
    assertThat(standing(TWO.id(0))).isEqualTo(Standing.QUEUED);
  }

  /** It would be believed in a rebuild, and the other leave the event to this node. */
  @Test
  void whatIsAnothersIsNotToldAsThisNodesMeanwhile() {
    cannotBeParted();

    Piece told = await(store.holdings().remembered(Holdings.Cursor.START, 10));

    assertThat(told.remembered())
        .extracting(it -> it.assertion().bid().id())
        .containsExactly(TWO.id(0));
  }

  /**
   * Told in the next rebuild it would win over what the other can deliver, and be a dead letter
   * here. And whoever brings answers need not wait for a disk that gives no more.
   */
  @ParameterizedTest
  @EnumSource(names = {"ALL", "CONTENT", "END"})
  void whatIsAnothersIsLeftToItThoughItIsDamagedHere(Damaged what) {
    Petition petition = granted();
    store.damage(what);

    yieldsTheSecond(petition);

    until(() -> ((LocalHoldings) store.holdings()).answersOpen() == 0);
    store.damage(Damaged.NOTHING);
    isLeftAlone();
    store.reopen();
    isLeftAlone();
    assertThat(store.overtaken()).isZero();
  }

  private void isLeftAlone() {
    assertThat(remembered()).containsExactly(TWO.id(0));
    assertThat(find(TWO.id(1)).elsewhere()).isTrue();
    assertThat(find(TWO.id(0)).elsewhere()).isFalse();
  }
}
