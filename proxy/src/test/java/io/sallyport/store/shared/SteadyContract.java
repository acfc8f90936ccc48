package io.sallyport.store.shared;

import static io.sallyport.store.shared.RosterCase.beat;
import static io.sallyport.store.shared.RosterCase.seated;
import static io.sallyport.store.shared.RosterCase.sit;
import static io.sallyport.store.shared.RosterCase.taken;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Roster.Seated;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** For how long nobody's beat can have been lost; and what a roster that is another knows. */
interface SteadyContract extends RosterCase {
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
}
