package io.sallyport.store.shared;

import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.IndexCase.granted;
import static io.sallyport.store.shared.IndexCase.known;
import static io.sallyport.store.shared.IndexCase.running;
import static io.sallyport.store.shared.IndexCase.stands;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose an event is. */
interface GrantContract extends IndexCase {
  ABid EVENT = ABid.on("e1").by(1, 100);
  ABid COPY = ABid.on("e1").by(2, 700).receivedAt(ABid.NOON.plusSeconds(3));

  @Test
  default void aNewEventIsGrantedToWhoAsksFirst() {
    assertThat(look(EVENT)).isEqualTo(new Found.Free());

    Reply.Certain<List<Found>> reply =
        certain(index().accept(shard(), epoch(), IndexCase.bids(EVENT)));

    assertThat(granted(reply.value().get(0))).isPositive().isEqualTo(reply.fence());
  }

  @Test
  default void theSameBidIsGrantedAgainUnderTheSameFence() {
    long fence = grant(EVENT);

    assertThat(accept(EVENT)).isEqualTo(new Found.Granted(fence));
    assertThat(accept(EVENT)).isEqualTo(new Found.Granted(fence));
  }

  @Test
  default void everyGrantHasAHigherFence() {
    List<Long> fences = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      fences.add(grant(ABid.on("e" + i)));
    }
    assertThat(fences).isSorted().doesNotHaveDuplicates();
  }

  @Test
  default void aCopyElsewhereIsKnownAndCounted() {
    long fence = grant(EVENT);

    Found.Known second = known(accept(COPY), Standing.QUEUED);
    Found.Known third = known(look(COPY), Standing.QUEUED);

    assertThat(second)
        .isEqualTo(new Found.Known(Standing.QUEUED, EVENT.origin(), EVENT.received(), 2, 0, fence));
    assertThat(third.receipts()).isEqualTo(3);
    assertThat(granted(accept(EVENT))).isPositive();
    assertThat(known(look(COPY), Standing.QUEUED).receipts()).isEqualTo(4);
  }

  @Test
  default void theSamePlaceAtAnotherNodeIsAnothers() {
    Origin origin = new Origin(7, (3L << 32) + 5, 1);
    ABid event = EVENT.from(origin);
    grant(event);

    for (int node : List.of(0, 8, 7 + 128, 7 + (1 << 14))) {
      Found found = accept(event.from(new Origin(node, origin.sequence(), 1)));
      assertThat(known(found, Standing.QUEUED).origin()).isEqualTo(origin);
    }
    granted(accept(event));
  }

  /** An early bid of it may have been late, after the node had made a case of the event. */
  @Test
  default void whatItsNodeHasWrittenAnewIsItsOwnUnderTheSameFence() {
    Origin origin = new Origin(300, (3L << 32) + 5, 1);
    long fence = grant(EVENT.from(origin));

    for (Origin other :
        List.of(
            new Origin(300, (3L << 32) + 6, 1),
            new Origin(300, (4L << 32) + 5, 1),
            new Origin(300, 5, 1),
            new Origin(300, origin.sequence(), 0))) {
      assertThat(accept(EVENT.from(other))).isEqualTo(new Found.Granted(fence));
      assertThat(known(look(COPY), Standing.QUEUED).origin()).isEqualTo(other);
    }
    ABid held = EVENT.from(new Origin(300, 9, 0)).mustBeSeen();
    assertThat(accept(held)).isEqualTo(new Found.Granted(fence));
    known(look(COPY), Standing.HELD);
    assertThat(accept(EVENT.from(origin).holding("other bytes")))
        .isInstanceOf(Found.Conflict.class);
  }

  @Test
  default void whatItsNodeHasSentOnAlreadyIsNotBegunByItAnew() {
    begin(EVENT.by(1, 5), Duration.ofSeconds(30));

    running(accept(EVENT.by(1, 6)));
    running(begin(EVENT.by(1, 7), Duration.ofSeconds(30)));
  }

  /** Whoever asked has given it up by then, and its node has kept the event to deliver it later. */
  @Test
  default void aTurnThatComesLateLeavesWhatItsNodeHasKeptAsItIs() {
    ABid late = EVENT.by(1, -7);
    ABid kept = EVENT.by(1, 700);
    drop(late, 0);
    long fence = grant(kept);

    assertThat(known(begin(late, Duration.ofSeconds(30)), Standing.QUEUED).origin())
        .isEqualTo(kept.origin());

    assertThat(known(look(COPY), Standing.QUEUED).origin()).isEqualTo(kept.origin());
    assertThat(accept(kept)).isEqualTo(new Found.Granted(fence));
  }

  @Test
  default void originsComeBackAsTheyWere() {
    for (Origin origin :
        List.of(
            new Origin(0, 0, 0),
            new Origin(127, 128, 999),
            new Origin(Integer.MAX_VALUE, Long.MAX_VALUE, 65_535))) {
      ABid event = ABid.on("of " + origin).from(origin).labelled("l");
      grant(event);

      assertThat(known(look(event), Standing.QUEUED).origin()).isEqualTo(origin);
    }
  }

  @Test
  default void otherBytesUnderTheSameNameConflict() {
    grant(EVENT);

    assertThat(accept(COPY.holding("other"))).isEqualTo(new Found.Conflict());
    assertThat(look(COPY.holding("other"))).isEqualTo(new Found.Conflict());
    assertThat(known(look(COPY), Standing.QUEUED).receipts()).isEqualTo(2);
  }

  @Test
  default void anotherLabelIsReuseAndNoLabelSaysNothing() {
    grant(EVENT.labelled("guid-1"));

    assertThat(accept(COPY.labelled("guid-2"))).isEqualTo(new Found.Reused(EVENT.id()));
    assertThat(look(COPY.labelled("guid-2"))).isEqualTo(new Found.Reused(EVENT.id()));
    known(accept(COPY.labelled("guid-1")), Standing.QUEUED);
    known(accept(COPY), Standing.QUEUED);
  }

  @Test
  default void otherBytesConflictWhateverTheLabel() {
    grant(EVENT.labelled("guid-1"));

    assertThat(accept(COPY.labelled("guid-2").holding("other"))).isEqualTo(new Found.Conflict());
  }

  @Test
  default void whatIsTheBiddersIsHisWhateverItIsLabelled() {
    long fence = grant(EVENT.labelled("guid-1"));

    assertThat(accept(EVENT.labelled("guid-2"))).isEqualTo(new Found.Granted(fence));
    assertThat(accept(EVENT)).isEqualTo(new Found.Granted(fence));
  }

  @Test
  default void aLabelMayComeLaterWhereThereWasNone() {
    grant(EVENT);

    known(accept(COPY.labelled("guid-1")), Standing.QUEUED);
  }

  @Test
  default void signedBytesUnderAnotherNameAreReuse() {
    grant(EVENT.signedAs("bytes"));
    ABid renamed = ABid.on("e2").by(2, 9).signedAs("bytes");

    assertThat(look(renamed)).isEqualTo(new Found.Reused(EVENT.id()));
    assertThat(accept(renamed)).isEqualTo(new Found.Reused(EVENT.id()));
    granted(accept(ABid.on("e2").by(2, 9).signedAs("other bytes")));
  }

  @Test
  default void theSameNameMayBeSignedAnew() {
    grant(EVENT.signedAs("bytes"));

    known(accept(COPY.signedAs("bytes of the second try")), Standing.QUEUED);
    granted(accept(ABid.on("e2").signedAs("bytes of the second try")));
  }

  @Test
  default void whatIsHeldIsKnownAsHeldUntilItIsReleased() {
    long fence = grant(EVENT.mustBeSeen());
    known(accept(COPY), Standing.HELD);
    known(look(EVENT), Standing.HELD);
    assertThat(accept(EVENT.mustBeSeen())).isEqualTo(new Found.Granted(fence));
    known(look(COPY), Standing.HELD);

    assertThat(accept(EVENT)).isEqualTo(new Found.Granted(fence));

    known(look(COPY), Standing.QUEUED);
  }

  @Test
  default void aDeadLetterIsTriedAgainByItsOwnerOnly() {
    long fence = grant(EVENT);
    settle(EVENT.becomes(Standing.DEAD, fence, 503));
    assertThat(known(accept(COPY), Standing.DEAD).status()).isEqualTo(503);

    assertThat(accept(EVENT)).isEqualTo(new Found.Granted(fence));

    known(look(COPY), Standing.QUEUED);
  }

  @Test
  default void whatHasEndedIsNotGrantedAgainNotEvenToItsOwner() {
    long fence = grant(EVENT);
    settle(EVENT.becomes(Standing.DONE, fence, 201));

    Found.Known own = known(accept(EVENT), Standing.DONE);
    Found.Known other = known(accept(COPY), Standing.DONE);

    assertThat(own.receipts()).isEqualTo(1);
    assertThat(own.status()).isEqualTo(201);
    assertThat(other.receipts()).isEqualTo(2);
  }

  @Test
  default void severalAreDecidedOnInTheirOrder() {
    grant(EVENT);

    List<Found> found =
        acceptAll(
            COPY,
            ABid.on("new").by(2, 1),
            COPY.holding("other"),
            ABid.on("new").by(3, 1),
            ABid.on("new").by(2, 1));

    assertThat(found).hasSize(5);
    known(found.get(0), Standing.QUEUED);
    long fence = granted(found.get(1));
    assertThat(found.get(2)).isEqualTo(new Found.Conflict());
    assertThat(known(found.get(3), Standing.QUEUED).receipts()).isEqualTo(2);
    assertThat(found.get(4)).isEqualTo(new Found.Granted(fence));
  }

  @Test
  default void aThousandAreDecidedOnAtOnce() {
    ABid[] all = new ABid[1_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = ABid.on("e" + i).from(new Origin(1, 5, i)).signedAs("s" + i).labelled("l" + i);
    }

    List<Found> found = acceptAll(all);

    assertThat(found).hasSize(1_000).allMatch(Found.Granted.class::isInstance);
    assertThat(found).doesNotHaveDuplicates().isEqualTo(acceptAll(all));
  }

  @Test
  default void nothingIsAskedForNothing() {
    assertThat(acceptAll()).isEmpty();
  }

  @Test
  default void lookingGrantsNothing() {
    assertThat(look(EVENT)).isEqualTo(new Found.Free());
    assertThat(look(COPY)).isEqualTo(new Found.Free());

    granted(accept(COPY));
  }

  @Test
  default void oneShardKnowsNothingOfAnother() {
    grant(EVENT);
    Shard other = fixture().newShard();
    Epoch epoch = IndexCase.open(index(), other);

    granted(certain(index().accept(other, epoch, IndexCase.bids(COPY))).value().get(0));
  }

  @Test
  default void theFirstReceiptStaysTheFirst() {
    grant(COPY);

    assertThat(known(accept(EVENT), Standing.QUEUED).first()).isEqualTo(COPY.received());
    assertThat(stands(affirm(COPY.as(Standing.QUEUED, 0)))).isPositive();
  }
}
