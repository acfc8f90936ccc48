package io.sallyport.store.shared;

import static io.sallyport.store.shared.IndexCase.await;
import static io.sallyport.store.shared.IndexCase.certain;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Roster.Crowded;
import io.sallyport.store.shared.Roster.Foreign;
import io.sallyport.store.shared.Roster.Seated;
import io.sallyport.store.shared.Roster.Seating;
import io.sallyport.store.shared.Roster.Taken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is alive, and whose name it is. */
interface RosterContract {
  Duration LONG = Duration.ofHours(1);
  Duration SHORT = Duration.ofMillis(100);
  Seat FIRST = new Seat("one", 1, "a1");
  Seat SECOND = new Seat("one", 1, "b2");
  Seat OTHER = new Seat("two", -2, "c3");

  IndexFixture fixture();

  private static Seating beat(Roster roster, Seat mine, Duration lease, long before) {
    return certain(roster.beat(new Roster.Beat(mine, lease, before, Optional.empty()))).value();
  }

  private static Seated seated(Seating seating) {
    assertThat(seating).isInstanceOf(Seated.class);
    return (Seated) seating;
  }

  private static Taken taken(Seating seating) {
    assertThat(seating).isInstanceOf(Taken.class);
    return (Taken) seating;
  }

  private static Foreign foreign(Seating seating) {
    assertThat(seating).isInstanceOf(Foreign.class);
    return (Foreign) seating;
  }

  private static Seated sit(Roster roster, Seat mine, Duration lease) {
    return seated(beat(roster, mine, lease, 0));
  }

  @Test
  default void whoBeatsKnowsWhoElseIsAlive() {
    Roster roster = fixture().newRoster();

    assertThat(sit(roster, FIRST, LONG).others()).isEmpty();
    assertThat(sit(roster, OTHER, LONG).others()).containsExactly(FIRST);
    assertThat(seated(beat(roster, FIRST, LONG, 1)).others()).containsExactly(OTHER);
  }

  @Test
  default void whoBeatsKnowsWhereTheOthersAreAskedNow() {
    Roster roster = fixture().newRoster();
    Seat asked = new Seat("one", 1, "a1", Optional.of("http://one.internal:8081"));
    Seat moved = new Seat("one", 1, "a1", Optional.of("https://[::1]:1"));

    sit(roster, asked, LONG);
    assertThat(sit(roster, OTHER, LONG).others()).containsExactly(asked);
    seated(beat(roster, moved, LONG, 1));
    assertThat(seated(beat(roster, OTHER, LONG, 1)).others()).containsExactly(moved);
    seated(beat(roster, FIRST, LONG, 1));
    assertThat(seated(beat(roster, OTHER, LONG, 1)).others()).containsExactly(FIRST);
  }

  @Test
  default void whoBeatsKnowsWhoTakesUpWhatTheDeadLeaveNow() {
    Roster roster = fixture().newRoster();
    Seat heir = FIRST.takingUp(true);

    sit(roster, heir, LONG);
    assertThat(sit(roster, OTHER, LONG).others()).containsExactly(heir);
    seated(beat(roster, FIRST, LONG, 1));
    assertThat(seated(beat(roster, OTHER, LONG, 1)).others()).containsExactly(FIRST);
    seated(beat(roster, heir, SHORT, 1));
    fixture().letPass(SHORT);
    seated(beat(roster, SECOND, LONG, 0));
    assertThat(seated(beat(roster, OTHER, LONG, 1)).others()).containsExactly(SECOND);
  }

  @Test
  default void aSecondProcessOfANameIsToldWhoHasIt() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, LONG);

    Taken taken = taken(beat(roster, SECOND, LONG, 0));

    assertThat(taken.by()).isEqualTo(FIRST);
    assertThat(taken.left()).isPositive().isLessThanOrEqualTo(LONG);
    assertThat(taken.ago()).isLessThan(LONG);
    assertThat(taken(beat(roster, SECOND, LONG, 0)).beaten()).isEqualTo(taken.beaten());
    seated(beat(roster, FIRST, LONG, 1));
  }

  @Test
  default void whoIsInTheWayIsSeenToBeatOn() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, LONG);
    long before = taken(beat(roster, SECOND, LONG, 0)).beaten();

    fixture().letPass(Duration.ofMillis(5));
    seated(beat(roster, FIRST, LONG, 1));

    assertThat(taken(beat(roster, SECOND, LONG, 0)).beaten()).isGreaterThan(before);
  }

  @Test
  default void aSeatWhoseTimeIsOverIsFree() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, SHORT);

    fixture().letPass(SHORT);

    assertThat(sit(roster, OTHER, LONG).others()).isEmpty();
    assertThat(sit(roster, SECOND, LONG).others()).containsExactly(OTHER);
  }

  @Test
  default void aBeatGivesTheWholeTimeAnew() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, SHORT);
    seated(beat(roster, FIRST, LONG, 1));

    fixture().letPass(SHORT);

    taken(beat(roster, SECOND, LONG, 0));
  }

  @Test
  default void whoLetItsTimePassHasItStillWhereNobodyCame() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, SHORT);

    fixture().letPass(SHORT);

    seated(beat(roster, FIRST, LONG, 1));
    taken(beat(roster, SECOND, LONG, 0));
  }

  /** It had been taken for dead; what it has in mind is old. */
  @Test
  default void whoFindsAnotherInItsPlaceNeverComesBack() {
    Roster roster = fixture().newRoster();
    long before = sit(roster, FIRST, SHORT).at();
    fixture().letPass(SHORT);
    sit(roster, SECOND, SHORT);

    fixture().letPass(SHORT);

    Taken taken = taken(beat(roster, FIRST, LONG, before));
    assertThat(taken.by()).isEqualTo(SECOND);
    assertThat(taken.left()).isZero();
    assertThat(taken.ago()).isGreaterThanOrEqualTo(SHORT);
  }

  /** A failover may show who was there before. */
  @Test
  default void whoWasThereEarlierIsNotInTheWay() {
    Roster roster = fixture().newRoster();
    long earlier = sit(roster, FIRST, LONG).at();

    seated(beat(roster, SECOND, LONG, earlier + 1));
    assertThat(taken(beat(roster, FIRST, LONG, earlier)).by()).isEqualTo(SECOND);
  }

  @Test
  default void twoNamesHaveTwoNumbers() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, LONG);
    Seat same = new Seat("another", FIRST.number(), "d4");

    assertThat(taken(beat(roster, same, LONG, 0)).by()).isEqualTo(FIRST);
    certain(roster.leave(FIRST));

    assertThat(sit(roster, same, LONG).others()).isEmpty();
    assertThat(taken(beat(roster, FIRST, LONG, 1)).by()).isEqualTo(same);
  }

  /** Its data is another process's now. */
  @Test
  default void whoIsSurelyDeadIsNotWaitedFor() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, LONG);
    Optional<String> dead = Optional.of(FIRST.boot());

    seated(certain(roster.beat(new Roster.Beat(SECOND, LONG, 0, dead))).value());

    taken(beat(roster, FIRST, LONG, 1));
    Seat other = new Seat("another", FIRST.number(), "d4");
    taken(certain(roster.beat(new Roster.Beat(other, LONG, 0, dead))).value());
  }

  @Test
  default void aNumberIsFreeWhenItsTimeIsOver() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, SHORT);

    fixture().letPass(SHORT);

    sit(roster, new Seat("another", FIRST.number(), "d4"), LONG);
  }

  @Test
  default void whoLeavesIsNotAliveAndNobodyElseCanDoItForHim() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, LONG);

    assertThat(certain(roster.leave(SECOND)).value()).isFalse();
    taken(beat(roster, SECOND, LONG, 0));
    assertThat(certain(roster.leave(FIRST)).value()).isTrue();
    assertThat(certain(roster.leave(FIRST)).value()).isFalse();

    assertThat(sit(roster, OTHER, LONG).others()).isEmpty();
    sit(roster, SECOND, LONG);
  }

  @Test
  default void itIsSteadyForAsLongAsSomebodyBeats() {
    Roster roster = fixture().newRoster();
    assertThat(sit(roster, FIRST, LONG).steady()).isZero();

    fixture().letPass(SHORT);
    assertThat(sit(roster, OTHER, LONG).steady()).isGreaterThanOrEqualTo(SHORT);
    fixture().letPass(SHORT);

    assertThat(seated(beat(roster, FIRST, LONG, 1)).steady())
        .isGreaterThanOrEqualTo(SHORT.multipliedBy(2));
  }

  /** A server that nobody could reach, or whose clock was set: nobody is late then. */
  @Test
  default void itIsNotSteadyAfterATimeInWhichNobodyBeat() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, LONG);
    fixture().letPass(SHORT.plusMillis(5));

    assertThat(seated(beat(roster, OTHER, SHORT, 0)).steady()).isZero();
  }

  /** One whose seat is over by a clock that was set by less than a lease may be alive. */
  @Test
  default void itIsNotSteadyAfterHalfALeaseInWhichNobodyBeat() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, LONG);
    fixture().letPass(SHORT.plusMillis(5));

    Duration lease = SHORT.multipliedBy(2);
    assertThat(seated(beat(roster, OTHER, lease, 0)).steady()).isZero();
    assertThat(seated(beat(roster, OTHER, LONG, 1)).steady()).isLessThan(LONG);
  }

  @Test
  default void anotherHistoryIsNotSteadyAndKnowsItsSeats() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, LONG);
    fixture().letPass(SHORT);

    fixture().serveAnew();

    Seated seated = sit(roster, OTHER, LONG);
    assertThat(seated.steady()).isZero();
    assertThat(seated.others()).containsExactly(FIRST);
    taken(beat(roster, SECOND, LONG, 0));
  }

  @Test
  default void whatIsEmptiedIsWrittenAnewByWhoeverBeats() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, LONG);
    sit(roster, OTHER, LONG);
    fixture().letPass(SHORT);

    fixture().empty();

    Seated again = seated(beat(roster, FIRST, LONG, 1));
    assertThat(again.others()).isEmpty();
    assertThat(again.steady()).isZero();
    taken(beat(roster, SECOND, LONG, 0));
    assertThat(seated(beat(roster, OTHER, LONG, 1)).others()).containsExactly(FIRST);
  }

  /** Its events would be taken for copies. */
  @Test
  default void anotherInstallationIsToldWhoseTheRosterIs() {
    Roster roster = fixture().newRoster();
    Roster another = fixture().foreignRoster();
    sit(roster, FIRST, SHORT);

    Foreign foreign = foreign(beat(another, OTHER, LONG, 0));

    assertThat(foreign.mine()).isNotEqualTo(foreign.theirs());
    assertThat(foreign(beat(another, FIRST, LONG, 0))).isEqualTo(foreign);
    assertThat(foreign(beat(another, OTHER, LONG, 1))).isEqualTo(foreign);
    assertThat(seated(beat(roster, FIRST, LONG, 1)).others()).isEmpty();
  }

  @Test
  default void anInstallationKeepsTheRosterWithoutAnybodyThere() {
    Roster roster = fixture().newRoster();
    Roster another = fixture().foreignRoster();
    sit(roster, FIRST, SHORT);
    sit(roster, OTHER, LONG);

    certain(roster.leave(OTHER));
    fixture().letPass(SHORT);
    fixture().serveAnew();

    foreign(beat(another, OTHER, LONG, 0));
    sit(roster, SECOND, LONG);
  }

  @Test
  default void anEmptiedRosterIsWhosoeverComesFirst() {
    Roster roster = fixture().newRoster();
    Roster another = fixture().foreignRoster();
    sit(roster, FIRST, LONG);

    fixture().empty();

    sit(another, OTHER, LONG);
    Foreign foreign = foreign(beat(roster, FIRST, LONG, 1));
    assertThat(seated(beat(another, OTHER, LONG, 1)).others()).isEmpty();
    fixture().empty();
    sit(roster, FIRST, LONG);
    assertThat(foreign(beat(another, OTHER, LONG, 1)).theirs()).isEqualTo(foreign.mine());
  }

  @Test
  default void aBeatMayBeRepeatedByWhoeverHeardNothing() {
    Roster roster = fixture().newRoster();
    sit(roster, FIRST, LONG);

    sit(roster, FIRST, LONG);

    assertThat(sit(roster, OTHER, LONG).others()).isEqualTo(List.of(FIRST));
    assertThat(await(roster.leave(OTHER))).isInstanceOf(Reply.Certain.class);
  }

  /** It would be granted nothing: so it must not begin, nor be among those who are alive. */
  @Test
  default void aNewNameIsSentAwayWhereAsManyAreKnownAsMayBe() {
    fixture().empty();
    Roster roster = fixture().newRoster();
    Fellows all =
        Fellows.of(IntStream.range(0, Roster.NAMES_MOST).mapToObj(i -> "node-" + i).toList());
    Seat known = new Seat("node-7", 7, "e5");
    sit(roster, OTHER, LONG);
    certain(fixture().index().attend(Roster.MEETING, Epoch.NONE, all.without("node-7")));

    assertThat(beat(roster, FIRST, LONG, 0)).isEqualTo(new Crowded(Roster.NAMES_MOST));

    assertThat(sit(roster, known, LONG).others()).containsExactly(OTHER);
    assertThat(seated(beat(roster, OTHER, LONG, 1)).others()).containsExactly(known);
    fixture().empty();
    sit(fixture().newRoster(), FIRST, LONG);
    fixture().empty();
  }
}
