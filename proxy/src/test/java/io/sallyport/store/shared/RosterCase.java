package io.sallyport.store.shared;

import static io.sallyport.store.shared.IndexCase.certain;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Roster.Seated;
import io.sallyport.store.shared.Roster.Seating;
import io.sallyport.store.shared.Roster.Taken;
import java.time.Duration;
import java.util.Optional;

/** Short words for who beats, and what it is told. */
interface RosterCase {
  Duration LONG = Duration.ofHours(1);
  Duration SHORT = Duration.ofMillis(100);
  Seat FIRST = new Seat("one", 1, "a1");
  Seat SECOND = new Seat("one", 1, "b2");
  Seat OTHER = new Seat("two", -2, "c3");

  IndexFixture fixture();

  static Seating beat(Roster roster, Seat mine, Duration lease, long before) {
    return certain(roster.beat(new Roster.Beat(mine, lease, before, Optional.empty()))).value();
  }

  static Seated sit(Roster roster, Seat mine, Duration lease) {
    return seated(beat(roster, mine, lease, 0));
  }

  static Seated seated(Seating seating) {
    assertThat(seating).isInstanceOf(Seated.class);
    return (Seated) seating;
  }

  static Taken taken(Seating seating) {
    assertThat(seating).isInstanceOf(Taken.class);
    return (Taken) seating;
  }
}
