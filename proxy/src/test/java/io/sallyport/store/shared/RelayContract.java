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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Whoever had it next may leave nothing behind, and a copy would be new at the third. */
  @Test
  default void aLateEndGoesBeforeATurnThatHasPromisedNothing() {
    long late = granted(begin(EVENT, Duration.ZERO));
    long next = granted(begin(COPY, LONG));

    assertThat(settle(EVENT.becomes(Standing.DONE, late, 204))).isEqualTo(Settlement.SETTLED);

    Found.Known known = known(look(COPY.by(3, 3)), Standing.DONE);
    assertThat(known.origin()).isEqualTo(EVENT.origin());
    assertThat(known.status()).isEqualTo(204);
    for (long fence : List.of(next, 0L)) {
      assertThat(drop(COPY, fence)).isEqualTo(Settlement.SUPERSEDED);
    }
    known(begin(COPY.by(3, 3), LONG), Standing.DONE);
    assertThat(settle(COPY.becomes(Standing.DONE, next, 200))).isEqualTo(Settlement.SUPERSEDED);
    assertThat(known(begin(COPY, LONG), Standing.DONE).status()).isEqualTo(204);
    assertThat(settle(EVENT.becomes(Standing.DONE, late, 204))).isEqualTo(Settlement.SETTLED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "other bytes"})
  default void theSignedBytesOfALateEndAreKnownWhateverComesOfTheTurn(String ofTheTurn) {
    ABid signed = EVENT.signedAs("bytes");
    long late = granted(begin(signed, Duration.ZERO));
    long next = granted(begin(COPY.signedAs(ofTheTurn), LONG));

    settle(signed.becomes(Standing.DONE, late, 200));
    drop(COPY.signedAs(ofTheTurn), next);

    assertThat(look(ABid.on("e2").signedAs("bytes"))).isEqualTo(new Found.Reused(EVENT.id()));
  }

  @Test
  default void aLateEndIsSupersededByTheNextEnd() {
    long late = granted(begin(EVENT, Duration.ZERO));
    long next = granted(begin(COPY, LONG));
    assertThat(settle(COPY.becomes(Standing.DONE, next, 201))).isEqualTo(Settlement.SETTLED);

    assertThat(settle(EVENT.becomes(Standing.DONE, late, 200))).isEqualTo(Settlement.SUPERSEDED);

    assertThat(known(look(COPY), Standing.DONE).status()).isEqualTo(201);
  }

  @Test
  default void aLateEndTakesNothingThatAnotherHasPromised() {
    long late = granted(begin(EVENT, Duration.ZERO));
    long next = grant(COPY);

    assertThat(settle(EVENT.becomes(Standing.DONE, late, 200))).isEqualTo(Settlement.SUPERSEDED);

    assertThat(accept(COPY)).isEqualTo(new Found.Granted(next));
  }

  @Test
  default void aLateEndOfOtherBytesLeavesATurnAsItIs() {
    long late = granted(begin(EVENT.holding("other"), Duration.ZERO));
    long next = granted(begin(COPY, LONG));

    assertThat(settle(EVENT.holding("other").becomes(Standing.DONE, late, 200)))
        .isEqualTo(Settlement.SUPERSEDED);

    running(look(EVENT));
    assertThat(settle(COPY.becomes(Standing.DONE, next, 200))).isEqualTo(Settlement.SETTLED);
  }

  @ParameterizedTest
  @EnumSource(names = {"QUEUED", "DEAD", "HELD"})
  default void whatHasNotEndedGoesBeforeNoTurn(Standing standing) {
    long late = granted(begin(EVENT, Duration.ZERO));
    granted(begin(COPY, LONG));

    assertThat(settle(EVENT.becomes(standing, late, 0))).isEqualTo(Settlement.SUPERSEDED);

    running(look(EVENT));
  }

  @ParameterizedTest
  @EnumSource(names = {"DONE", "REJECTED", "DISCARDED"})
  default void whatWasNeverGrantedGoesBeforeNoTurn(Standing standing) {
    granted(begin(COPY, LONG));

    assertThat(settle(EVENT.becomes(standing, 0, 0))).isEqualTo(Settlement.SUPERSEDED);

    running(look(EVENT));
  }

  /** What is new again by then is somebody's who has it in hand. */
  @Test
  default void whatIsForgottenBeforeATurnLapsesLeavesItAsItIs() {
    long late = granted(begin(EVENT, Duration.ZERO));
    long next = granted(begin(COPY, LONG));

    assertThat(settle(EVENT.keptFor(SHORT).becomes(Standing.DONE, late, 200)))
        .isEqualTo(Settlement.SUPERSEDED);

    fixture().letPass(SHORT);
    running(look(EVENT));
    assertThat(drop(COPY, next)).isEqualTo(Settlement.SETTLED);
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
