package io.sallyport.store.shared;

import static io.sallyport.store.shared.GrantContract.COPY;
import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.assertSuspect;
import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.IndexCase.known;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may have been dropped for want of memory is not taken for what never was. */
interface EvictionContract extends TrustContract {
  /** What ended long ago may be gone, whatever has a higher fence. */
  @Test
  default void ofWhatHasEvictedSomethingNothingIsGrantedBeforeAllIsToldAgain() {
    long fence = grant(EVENT);
    settle(EVENT.becomes(Standing.DONE, fence, 200));
    long second = grant(ABid.on("e2"));

    fixture().evict();

    assertSuspect(index().accept(shard(), epoch(), IndexCase.bids(COPY)));
    assertSuspect(index().begin(shard(), epoch(), COPY.bid(), HOUR));
    assertSuspect(
        fixture()
            .estates()
            .inherit(
                shard(),
                epoch(),
                List.of(
                    new Estates.Inheritance(COPY.bid(), new Estates.Lot(EVENT.origin(), fence)))));
    RollCall call = attend(new Epoch(epoch().generation(), second), NODE);
    assertThat(call.open()).isFalse();
    assertThat(call.generation()).isEqualTo(epoch().generation() + 1);
    assertThat(call.surviving()).isZero();
    certain(index().affirm(shard(), call.generation(), List.of(EVENT.as(Standing.DONE, fence))));
    RollCall opened = sign(call.generation(), NODE, second);
    Epoch next = new Epoch(opened.generation(), opened.fence());
    known(
        certain(index().accept(shard(), next, IndexCase.bids(COPY))).value().get(0), Standing.DONE);
    fixture().countAnew();
  }

  @Test
  default void whatIsEvictedInMidRebuildBeginsItAnew() {
    long fence = grant(EVENT);
    RollCall first = attend(new Epoch(epoch().generation(), fence + 1), NODE);
    assertThat(first.surviving()).isEqualTo(fence);
    certain(
        index().affirm(shard(), first.generation(), List.of(COPY.as(Standing.DONE, fence + 1))));

    fixture().evict();
    RollCall opened = sign(first.generation(), NODE, fence + 1);
    Epoch next = new Epoch(opened.generation(), opened.fence());

    assertSuspect(index().accept(shard(), next, IndexCase.bids(COPY)));
    RollCall again = attend(next, NODE);
    assertThat(again.open()).isFalse();
    assertThat(again.surviving()).isZero();
    fixture().countAnew();
  }

  /** A replica that was promoted may have been evicting on its own. */
  @Test
  default void anotherHistoryOfWhatHasEverEvictedIsToldAll() {
    long fence = grant(EVENT);
    fixture().evict();
    fixture().serveAnew();

    assertThat(attend(new Epoch(epoch().generation(), fence), NODE).surviving()).isZero();
    fixture().countAnew();
  }

  @Test
  default void nothingIsOpenedOrGrantedWhereAnythingMayBeEvicted() {
    long fence = grant(EVENT);
    Epoch known = new Epoch(epoch().generation(), fence);
    fixture().misrule(true);

    Reply<RollCall> attended = IndexCase.await(index().attend(shard(), known, Fellows.of(NODE)));
    Reply<RollCall> fresh =
        IndexCase.await(index().attend(fixture().newShard(), Epoch.NONE, Fellows.of(NODE)));

    assertThat(attended).isEqualTo(new Reply.Suspect<>("policy allkeys-lru"));
    assertThat(fresh).isEqualTo(attended);
    assertSuspect(index().accept(shard(), known, IndexCase.bids(EVENT)));
    fixture().misrule(false);
    assertSuspect(index().accept(shard(), known, IndexCase.bids(EVENT)));
    RollCall call = attend(known, NODE);
    assertThat(call.open()).isFalse();
    assertThat(call.surviving()).isZero();
  }
}
