package io.sallyport.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the campaigns count, told by hand. */
class TallyTest {
  private static final Map<String, Long> ACKNOWLEDGED = Map.of("e1", 5L);

  @Test
  void anEventThatCameOnceIsWhole() {
    assertThat(tally(true, arrival(1, 3)).isWhole()).isTrue();
    assertThat(tally(false, arrival(1, 3)).isWhole()).isTrue();
  }

  @Test
  void anEventThatNeverCameIsLost() {
    assertThat(tally(true).lost()).isEqualTo(1);
  }

  /** A node that had not heard of it acknowledged a copy, and that one was granted. */
  @Test
  void aCopyMayGoInsteadOfTheFirstWhereNodesCouldNotAgree() {
    assertThat(tally(true, arrival(1, 7)).isWhole()).isTrue();
    assertThat(tally(false, arrival(1, 7)).replaysReleased()).isEqualTo(1);
  }

  @Test
  void aCopyBesideAnotherIsAReplay() {
    Tally tally = tally(true, arrival(1, 3), arrival(1, 7));

    assertThat(tally.replaysReleased()).isEqualTo(1);
    assertThat(tally.grantedTwice()).isEqualTo(1);
    assertThat(tally(true, arrival(1, 7), arrival(1, 9)).replaysReleased()).isEqualTo(1);
  }

  @Test
  void aSecondAttemptIsTheSameSending() {
    Tally tally = tally(true, arrival(1, 3), arrival(2, 3));

    assertThat(tally.isWhole()).isTrue();
    assertThat(tally.secondAttempts()).isEqualTo(1);
  }

  @Test
  void oneAttemptTwiceIsAGrantTwice() {
    assertThat(tally(true, arrival(1, 3), arrival(1, 3)).grantedTwice()).isEqualTo(1);
  }

  /** It counts its tries from 1. */
  @Test
  void whatADeadNodeHasTriedAnotherOneMayTryAfterItsLease() {
    Deaths deaths = new Deaths();
    deaths.add("a", 1_000);
    Arrival ofTheDead = arrival(1, 3, "a", 900);

    assertThat(tally(deaths, true, ofTheDead, arrival(1, 3, "b", 11_000)).isWhole()).isTrue();
    assertThat(tally(deaths, true, ofTheDead, arrival(1, 3, "b", 11_000)).handedOver())
        .isEqualTo(1);
    assertThat(tally(deaths, true, ofTheDead, arrival(1, 3, "b", 10_999)).grantedTwice())
        .as("before its lease was over")
        .isEqualTo(1);
    assertThat(tally(new Deaths(), true, ofTheDead, arrival(1, 3, "b", 11_000)).grantedTwice())
        .as("it was not dead")
        .isEqualTo(1);
  }

  @Test
  void whoeverHasBeenReplacedTriesNothingMore() {
    Deaths deaths = new Deaths();
    deaths.add("a", 1_000);

    assertThat(
            tally(
                    deaths,
                    true,
                    arrival(1, 3, "a", 900),
                    arrival(1, 3, "b", 12_000),
                    arrival(2, 3, "a", 20_000))
                .grantedTwice())
        .isEqualTo(1);
    assertThat(
            tally(
                    deaths,
                    true,
                    arrival(1, 3, "a", 900),
                    arrival(1, 3, "b", 12_000),
                    arrival(1, 3, "b", 13_000))
                .grantedTwice())
        .isEqualTo(1);
  }

  @Test
  void whatIsSentAgainMayPassThroughAgainWhereItWasNotTaken() {
    assertThat(passed(new Deaths(), failed(1, "a", 900), passing(3, "b", 950)).grantedTwice())
        .isZero();
  }

  @Test
  void whatTheApplicationHasTakenPassesOnceUnlessItsNodeWasStruckSince() {
    Deaths deaths = new Deaths();
    deaths.add("a", 1_000);

    assertThat(passed(new Deaths(), passing(1, "a", 900), passing(3, "b", 9_000)).grantedTwice())
        .isEqualTo(1);
    assertThat(passed(deaths, passing(1, "a", 900), passing(3, "b", 9_000)).grantedTwice())
        .isZero();
    assertThat(passed(deaths, passing(1, "b", 900), passing(3, "a", 9_000)).grantedTwice())
        .as("another was struck")
        .isEqualTo(1);
    assertThat(passed(deaths, passing(1, "a", 2_001), passing(3, "b", 9_000)).grantedTwice())
        .as("struck before")
        .isEqualTo(1);
    assertThat(passed(deaths, passing(1, "a", 900), passing(3, "b", 950)).grantedTwice())
        .as("struck after")
        .isEqualTo(1);
  }

  @Test
  void oneSendingPassesOnce() {
    assertThat(passed(new Deaths(), failed(1, "a", 900), failed(1, "a", 950)).grantedTwice())
        .isEqualTo(1);
  }

  private static Arrival passing(long sent, String from, long at) {
    return arrival(1, sent, from, at);
  }

  private static Arrival failed(long sent, String from, long at) {
    return new Arrival("e1", "evt_1", 1, sent, "00", 503, from, at);
  }

  private static Tally passed(Deaths deaths, Arrival... arrivals) {
    return Tally.of(ACKNOWLEDGED, List.of(arrivals), false, false, deaths, 1, 0, List.of(1L));
  }

  private static Arrival arrival(int attempt, long sent) {
    return arrival(attempt, sent, "", 0);
  }

  private static Arrival arrival(int attempt, long sent, String from, long at) {
    return new Arrival("e1", "evt_1", attempt, sent, "00", 200, from, at);
  }

  private static Tally tally(boolean anyCopy, Arrival... arrivals) {
    return tally(new Deaths(), anyCopy, arrivals);
  }

  private static Tally tally(Deaths deaths, boolean anyCopy, Arrival... arrivals) {
    return Tally.of(ACKNOWLEDGED, List.of(arrivals), true, anyCopy, deaths, 1, 0, List.of(1L));
  }
}
