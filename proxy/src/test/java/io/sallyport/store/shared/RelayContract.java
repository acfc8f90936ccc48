package io.sallyport.store.shared;

import static io.sallyport.store.shared.GrantContract.COPY;
import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.granted;
import static io.sallyport.store.shared.IndexCase.known;
import static io.sallyport.store.shared.IndexCase.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Change.Settlement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pass-through: an event on its way upstream that nobody has promised anything for. */
interface RelayContract extends IndexCase {
  Duration LONG = Duration.ofHours(1);
  Duration SHORT = Duration.ofMillis(30);

  @Test
  default void whatRunsIsFreeToNobody() {
    granted(begin(EVENT, LONG));

    assertThat(running(begin(COPY, LONG)).left())
        .isPositive()
        .isLessThanOrEqualTo(LONG)
        .isGreaterThan(LONG.minusMinutes(5));
    running(accept(COPY));
    running(look(COPY));
    running(look(EVENT));
  }

  @Test
  default void whoBeganFindsItsOwnAgainAndNotMoreTime() {
    long fence = granted(begin(EVENT, SHORT));

    Found again = begin(EVENT, LONG);

    // A slow machine may have let it lapse; then it was granted anew.
    if (granted(again) == fence) {
      fixture().letPass(SHORT);
      granted(accept(COPY));
    }
  }

  @Test
  default void whatLapsedIsFree() {
    long first = granted(begin(EVENT.signedAs("bytes"), SHORT));

    fixture().letPass(SHORT);

    assertThat(look(COPY)).isEqualTo(new Found.Free());
    assertThat(look(ABid.on("e2").signedAs("bytes"))).isEqualTo(new Found.Free());
    assertThat(granted(begin(COPY, LONG))).isGreaterThan(first);
  }

  @Test
  default void whatIsDroppedIsFreeAtOnceAndSoAreItsSignedBytes() {
    ABid signed = EVENT.signedAs("bytes");
    long first = granted(begin(signed, LONG));

    assertThat(drop(signed, first)).isEqualTo(Settlement.SETTLED);

    assertThat(look(ABid.on("e2").signedAs("bytes"))).isEqualTo(new Found.Free());
    assertThat(granted(begin(COPY, LONG))).isGreaterThan(first);
    assertThat(drop(signed, first)).isEqualTo(Settlement.SUPERSEDED);
    running(look(EVENT));
  }

  @Test
  default void itMayBeDroppedTwice() {
    long fence = granted(begin(EVENT, LONG));

    assertThat(drop(EVENT, fence)).isEqualTo(Settlement.SETTLED);
    assertThat(drop(EVENT, fence)).isEqualTo(Settlement.SETTLED);
  }

  @Test
  default void whatWasPromisedCannotBeDropped() {
    long fence = grant(EVENT);

    assertThat(drop(EVENT, fence)).isEqualTo(Settlement.SUPERSEDED);
    assertThat(drop(EVENT, 0)).isEqualTo(Settlement.SUPERSEDED);

    known(accept(COPY), Standing.QUEUED);
  }

  @Test
  default void whatRanAndEndedIsKnownWithItsStatus() {
    long fence = granted(begin(EVENT.signedAs("bytes"), LONG));

    assertThat(settle(EVENT.signedAs("bytes").becomes(Standing.DONE, fence, 204)))
        .isEqualTo(Settlement.SETTLED);

    Found.Known known = known(begin(COPY, LONG), Standing.DONE);
    assertThat(known.status()).isEqualTo(204);
    assertThat(known.receipts()).isEqualTo(2);
    known(begin(EVENT, LONG), Standing.DONE);
    assertThat(look(ABid.on("e2").signedAs("bytes"))).isEqualTo(new Found.Reused(EVENT.id()));
  }

  @Test
  default void whatLapsedAndEndedAfterAllIsKnown() {
    long fence = granted(begin(EVENT, Duration.ZERO));

    assertThat(settle(EVENT.becomes(Standing.DONE, fence, 200))).isEqualTo(Settlement.SETTLED);

    known(accept(COPY), Standing.DONE);
  }

  @Test
  default void aLateEndIsSupersededByTheNextTurn() {
    long late = granted(begin(EVENT, Duration.ZERO));
    long next = granted(begin(COPY, LONG));

    assertThat(settle(EVENT.becomes(Standing.DONE, late, 200))).isEqualTo(Settlement.SUPERSEDED);

    assertThat(settle(COPY.becomes(Standing.DONE, next, 200))).isEqualTo(Settlement.SETTLED);
  }

  @Test
  default void whatRanAndIsInItsOwnersJournalNowDoesNotLapse() {
    long fence = granted(begin(EVENT, SHORT));
    assertThat(settle(EVENT.becomes(Standing.QUEUED, fence, 0))).isEqualTo(Settlement.SETTLED);

    fixture().letPass(SHORT);

    known(accept(COPY), Standing.QUEUED);
  }

  @Test
  default void whoRanMayPromiseIt() {
    long fence = granted(begin(EVENT, LONG));

    assertThat(accept(EVENT)).isEqualTo(new Found.Granted(fence));

    known(accept(COPY), Standing.QUEUED);
    assertThat(drop(EVENT, fence)).isEqualTo(Settlement.SUPERSEDED);
  }

  @Test
  default void whoRanMayHaveItSeenByAPersonFirst() {
    ABid held = EVENT.mustBeSeen();
    long fence = granted(begin(held, SHORT));

    // A slow machine may have let it lapse; then it is granted anew.
    assertThat(granted(accept(held))).isGreaterThanOrEqualTo(fence);

    fixture().letPass(SHORT);
    known(accept(COPY), Standing.HELD);
  }

  @Test
  default void otherBytesConflictWithWhatRuns() {
    granted(begin(EVENT, LONG));

    assertThat(begin(COPY.holding("other"), LONG)).isEqualTo(new Found.Conflict());
  }

  /** Its grant may have got lost on the way to it. */
  @Test
  default void whoDoesNotKnowItsFenceDropsWhatIsItsOwn() {
    granted(begin(EVENT, LONG));

    assertThat(drop(COPY, 0)).isEqualTo(Settlement.SUPERSEDED);
    assertThat(drop(EVENT, 0)).isEqualTo(Settlement.SETTLED);

    granted(begin(COPY, LONG));
  }
}
