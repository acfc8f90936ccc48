package io.sallyport.store.shared;

import static io.sallyport.store.shared.GrantContract.COPY;
import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.IndexCase.granted;
import static io.sallyport.store.shared.IndexCase.known;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Change.Settlement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of granted events. */
interface EndContract extends IndexCase {
  Duration BRIEF = Duration.ofMillis(40);

  @Test
  default void anEndMayBeToldTwice() {
    long fence = grant(EVENT);

    assertThat(settle(EVENT.becomes(Standing.DONE, fence, 200))).isEqualTo(Settlement.SETTLED);
    assertThat(settle(EVENT.becomes(Standing.DONE, fence, 200))).isEqualTo(Settlement.SETTLED);

    assertThat(known(look(COPY), Standing.DONE).status()).isEqualTo(200);
  }

  @Test
  default void onlyTheFenceOfTheGrantMayEndIt() {
    long fence = grant(EVENT);

    for (long other : List.of(0L, fence - 1, fence + 1)) {
      assertThat(settle(EVENT.becomes(Standing.DONE, other, 200))).isEqualTo(Settlement.SUPERSEDED);
    }

    known(look(COPY), Standing.QUEUED);
  }

  @Test
  default void anEndIsMadeAnewWhereTheClaimWasLost() {
    long fence = granted(begin(EVENT.labelled("l"), Duration.ZERO));

    Settlement settled =
        settle(EVENT.signedAs("bytes").labelled("l").becomes(Standing.DONE, fence + 5, 200));

    assertThat(settled).isEqualTo(Settlement.SETTLED);
    assertThat(known(look(COPY.labelled("l")), Standing.DONE))
        .isEqualTo(
            new Found.Known(Standing.DONE, EVENT.origin(), EVENT.received(), 2, 200, fence + 5));
    assertThat(look(COPY.labelled("other"))).isInstanceOf(Found.Reused.class);
    assertThat(look(COPY.holding("other"))).isEqualTo(new Found.Conflict());
    assertThat(look(ABid.on("e2").signedAs("bytes"))).isEqualTo(new Found.Reused(EVENT.id()));
    assertThat(grant(ABid.on("e2"))).isGreaterThan(fence + 5);
  }

  @Test
  default void whatWasNeverGrantedDoesNotEnd() {
    assertThat(settle(EVENT.becomes(Standing.DONE, 0, 200))).isEqualTo(Settlement.SUPERSEDED);

    assertThat(look(COPY)).isEqualTo(new Found.Free());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WAITING")
  default void othersAreToldWhatBecameOfIt(Standing standing) {
    long fence = grant(EVENT.mustBeSeen());

    settle(EVENT.becomes(standing, fence, 65_535));

    Found.Known known = known(look(COPY), standing);
    assertThat(known.status()).isEqualTo(65_535);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WAITING")
  default void onlyWhatEndedIsForgottenInTime(Standing standing) {
    ABid brief = EVENT.keptFor(BRIEF).signedAs("bytes");
    ABid renamed = ABid.on("e2").signedAs("bytes");
    long fence = grant(brief);
    settle(brief.becomes(standing, fence, 0));

    fixture().letPass(BRIEF);

    assertThat(look(renamed).equals(new Found.Free())).isEqualTo(standing.isEnded());
    assertThat(look(COPY).equals(new Found.Free())).isEqualTo(standing.isEnded());
  }

  @Test
  default void whatHasNotEndedIsNotForgottenForAReceipt() {
    grant(EVENT);
    known(look(COPY.keptFor(BRIEF)), Standing.QUEUED);

    fixture().letPass(BRIEF);

    known(look(COPY), Standing.QUEUED);
  }

  @Test
  default void aReceiptProlongsTheMemoryAndNeverShortensIt() {
    ABid brief = EVENT.keptFor(BRIEF).signedAs("bytes");
    // A slow machine may forget it before the receipt: then nothing is said.
    if (settle(brief.becomes(Standing.DONE, grant(brief), 200)) == Settlement.SETTLED
        && look(COPY.signedAs("bytes")) instanceof Found.Known) {
      fixture().letPass(BRIEF);
      known(look(COPY.keptFor(BRIEF)), Standing.DONE);
      fixture().letPass(BRIEF);
      known(look(COPY), Standing.DONE);
      assertThat(look(ABid.on("e2").signedAs("bytes"))).isEqualTo(new Found.Reused(EVENT.id()));
    }
  }

  @Test
  default void anEndThatIsToldAgainShortensNoMemory() {
    long fence = grant(EVENT);
    settle(EVENT.becomes(Standing.DONE, fence, 200));
    settle(EVENT.keptFor(BRIEF).becomes(Standing.DONE, fence, 200));

    fixture().letPass(BRIEF);

    known(look(COPY), Standing.DONE);
  }

  @Test
  default void whatHasEndedStaysAsItEnded() {
    long fence = grant(EVENT);
    settle(EVENT.becomes(Standing.DONE, fence, 200));

    for (Standing late : List.of(Standing.QUEUED, Standing.DEAD, Standing.DISCARDED)) {
      assertThat(settle(EVENT.becomes(late, fence, 500))).isEqualTo(Settlement.SETTLED);
    }

    assertThat(known(look(COPY), Standing.DONE).status()).isEqualTo(200);
  }

  @Test
  default void whatIsReleasedAndTriedAgainGoesBackAndForth() {
    long fence = grant(EVENT.mustBeSeen());
    for (Standing standing :
        List.of(Standing.QUEUED, Standing.DEAD, Standing.QUEUED, Standing.HELD)) {
      assertThat(settle(EVENT.becomes(standing, fence, 0))).isEqualTo(Settlement.SETTLED);
      known(look(COPY), standing);
    }
  }

  @Test
  default void severalEndsAreToldInTheirOrder() {
    ABid second = ABid.on("e2");
    long first = grant(EVENT);
    long other = grant(second);

    assertThat(
            certain(
                    index()
                        .settle(
                            shard(),
                            epoch(),
                            List.of(
                                second.becomes(Standing.DEAD, first, 0),
                                EVENT.becomes(Standing.DONE, first, 200),
                                second.becomes(Standing.DEAD, other, 0),
                                second.becomes(Standing.DISCARDED, other, 0))))
                .value())
        .containsExactly(
            Settlement.SUPERSEDED, Settlement.SETTLED, Settlement.SETTLED, Settlement.SETTLED);

    known(look(COPY), Standing.DONE);
    known(look(second.by(2, 1)), Standing.DISCARDED);
  }
}
