package io.sallyport.store.shared;

import static io.sallyport.store.shared.GrantContract.COPY;
import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.await;
import static io.sallyport.store.shared.IndexCase.bids;
import static io.sallyport.store.shared.IndexCase.certain;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.SettableClock;
import io.sallyport.store.shared.ModelServer.Fault;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** The model keeps the contract; and what a simulation may do to it. */
class ModelIndexTest extends SharedIndexContract {
  private static final Shard SHARD = new Shard("acme", 3);

  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");

  @Override
  protected IndexFixture open() {
    return new ModelFixture(clock, new ModelIndex(clock));
  }

  @Test
  void whatIsAwayDoesNothing() {
    Queue<Fault> faults = new ArrayDeque<>();
    ModelIndex index = faulty(faults);
    Epoch epoch = IndexCase.open(index, SHARD);
    faults.add(Fault.AWAY);

    assertThat(await(index.accept(SHARD, epoch, bids(EVENT)))).isInstanceOf(Reply.Away.class);

    assertThat(index.claim(SHARD, EVENT.bid())).isEmpty();
  }

  @Test
  void whatIsUnheardOrUnconfirmedIsDone() {
    for (Fault fault : List.of(Fault.UNHEARD, Fault.UNCONFIRMED)) {
      Queue<Fault> faults = new ArrayDeque<>();
      ModelIndex index = faulty(faults);
      Epoch epoch = IndexCase.open(index, SHARD);
      faults.add(fault);

      assertThat(await(index.accept(SHARD, epoch, bids(EVENT))))
          .isInstanceOf(fault == Fault.UNHEARD ? Reply.Away.class : Reply.Uncertain.class);

      assertThat(index.claim(SHARD, EVENT.bid())).isPresent();
      assertThat(certain(index.accept(SHARD, epoch, bids(EVENT))).value())
          .containsExactly(new Found.Granted(1));
    }
  }

  @Test
  void readingNeedsNoReplica() {
    Queue<Fault> faults = new ArrayDeque<>();
    ModelIndex index = faulty(faults);
    Epoch epoch = IndexCase.open(index, SHARD);
    faults.add(Fault.UNCONFIRMED);

    assertThat(certain(index.look(SHARD, epoch, bids(EVENT))).value())
        .containsExactly(new Found.Free());
  }

  @Test
  void itIsSetBackToACopyAsOftenAsOneLikes() {
    ModelIndex index = new ModelIndex(clock);
    Epoch epoch = IndexCase.open(index, SHARD);
    ModelServer.Copy empty = index.copy();
    index.accept(SHARD, epoch, bids(EVENT));
    ModelServer.Copy one = index.copy();

    index.setBack(empty);
    assertThat(certain(index.accept(SHARD, epoch, bids(COPY))).value())
        .containsExactly(new Found.Granted(1));
    index.setBack(SHARD, one);
    assertThat(index.claim(SHARD, COPY.bid()).map(ModelClaim::origin))
        .isEqualTo(Optional.of(EVENT.origin()));
    index.setBack(SHARD, empty);
    assertThat(index.claim(SHARD, COPY.bid())).isEmpty();

    ModelIndex promoted = new ModelIndex(clock);
    promoted.servedBy(2);
    promoted.setBack(one);
    IndexCase.assertSuspect(promoted.look(SHARD, epoch, bids(EVENT)));
  }

  private ModelIndex faulty(Queue<Fault> faults) {
    return new ModelIndex(clock, () -> Optional.ofNullable(faults.poll()).orElse(Fault.NONE));
  }
}
