package io.sallyport.store.shared;

import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.RosterCase.beat;
import static io.sallyport.store.shared.RosterCase.seated;
import static io.sallyport.store.shared.RosterCase.sit;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Roster.Foreign;
import io.sallyport.store.shared.Roster.Seating;
import org.junit.jupiter.api.Test;

/** Of two installations that are given one Redis, one has its roster. */
interface InstallationContract extends RosterCase {
  private static Foreign foreign(Seating seating) {
    assertThat(seating).isInstanceOf(Foreign.class);
    return (Foreign) seating;
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
}
