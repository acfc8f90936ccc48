package io.sallyport.store.shared;

import static io.sallyport.store.shared.EstatesCase.heir;
import static io.sallyport.store.shared.EstatesCase.lot;
import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.IndexCase.granted;
import static io.sallyport.store.shared.IndexCase.known;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Change.Settlement;
import org.junit.jupiter.api.Test;

/** What was left by one who was not dead, and asks for it once more after a lapse. */
interface EstateLapseContract extends EstatesCase {
  private Epoch seen(long fence) {
    return new Epoch(epoch().generation(), fence);
  }

  /** Asked for by its owner after a lapse. */
  private long anew(ABid bid, long seen) {
    return granted(
        certain(index().accept(shard(), seen(seen), IndexCase.bids(bid.askedAnew())))
            .value()
            .get(0));
  }

  /** Its owner was not dead, and has asked for it once more. */
  @Test
  default void whatIsGrantedOnceMoreIsNotInherited() {
    long fence = left();
    long again = anew(EVENT, fence);
    assertThat(again).isGreaterThan(fence);
    assertThat(leftBy(OWNER)).isEmpty();

    known(inherit(heir(), lot(fence)), Standing.QUEUED);

    assertThat(granted(accept(EVENT))).isEqualTo(again);
  }

  /** What was read of it belongs to an earlier grant. */
  @Test
  default void whatIsLeftOnceMoreIsNotInheritedAsItWasBefore() {
    long fence = left();
    long again = anew(EVENT, fence);
    assertThat(deposit(EVENT, again, LEFT)).isEqualTo(Settlement.SETTLED);

    known(inherit(heir(), lot(fence)), Standing.QUEUED);

    assertThat(settle(EVENT.becomes(Standing.DONE, again, 200))).isEqualTo(Settlement.SETTLED);
  }

  /** Sent before the one that was answered. */
  @Test
  default void aLateCopyOfABidThatWasAskedAnewTakesNothingFromItsOwner() {
    long fence = left();
    long again = anew(EVENT, fence);
    assertThat(deposit(EVENT, again, LEFT)).isEqualTo(Settlement.SETTLED);

    assertThat(anew(EVENT, fence)).isEqualTo(again);

    assertThat(leftBy(OWNER)).hasSize(1);
    assertThat(settle(EVENT.becomes(Standing.DONE, again, 200))).isEqualTo(Settlement.SETTLED);
  }

  /** A deposit that was long on its way: heirs may still think that its owner is dead. */
  @Test
  default void whatWasLeftBeforeItWasAskedForOnceMoreComesTooLate() {
    long fence = grant(EVENT);
    long again = anew(EVENT, fence); // after a lapse; it begins to send
    assertThat(deposit(EVENT, fence, LEFT)).isEqualTo(Settlement.SUPERSEDED);

    assertThat(inherit(heir(), lot(fence))).isNotInstanceOf(Found.Granted.class);
    assertThat(again).isGreaterThan(fence);
  }

  @Test
  default void aBidThatIsOnlyRepeatedKeepsItsFence() {
    long fence = grant(EVENT);

    assertThat(granted(accept(EVENT))).isEqualTo(fence);
  }

  /** Its journal had lost that it was granted; and it had left it before. */
  @Test
  default void anHeirWhoAsksAnewHasANewFenceToo() {
    long fence = left();
    long next = granted(inherit(heir(), lot(fence)));
    assertThat(deposit(heir(), next, LEFT)).isEqualTo(Settlement.SETTLED);

    long again = granted(inherit(seen(next), heir().askedAnew(), lot(fence)));

    assertThat(again).isGreaterThan(next);
    assertThat(leftBy(heir().origin().node())).isEmpty();
    assertThat(deposit(heir(), next, LEFT)).isEqualTo(Settlement.SUPERSEDED);
    assertThat(settle(heir().becomes(Standing.DONE, again, 200))).isEqualTo(Settlement.SETTLED);
  }

  /** The owner has not heard of the fence that a late copy of its bid was given. */
  @Test
  default void aLateCopyOfABidDoesNotTakeTheOwnersEndFromIt() {
    long fence = left();
    accept(EVENT); // a copy of the first bid, late

    assertThat(settle(EVENT.becomes(Standing.DONE, fence, 200))).isEqualTo(Settlement.SETTLED);
  }

  /** An heir who comes with what he read long ago. */
  @Test
  default void aLateHeirDoesNotTakeAwayWhatIsLeftOnceMore() {
    long fence = left();
    long again = anew(EVENT, fence);
    assertThat(deposit(EVENT, again, LEFT)).isEqualTo(Settlement.SETTLED);

    inherit(heir(), lot(fence));

    assertThat(leftBy(OWNER)).hasSize(1);
  }
}
