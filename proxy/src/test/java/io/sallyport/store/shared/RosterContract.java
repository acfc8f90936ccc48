package io.sallyport.store.shared;

import static io.sallyport.store.shared.IndexCase.await;
import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.RosterCase.beat;
import static io.sallyport.store.shared.RosterCase.seated;
import static io.sallyport.store.shared.RosterCase.sit;
import static io.sallyport.store.shared.RosterCase.taken;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Roster.Crowded;
import io.sallyport.store.shared.Roster.Taken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is alive, and whose name it is. */
interface RosterContract extends RosterCase {
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
