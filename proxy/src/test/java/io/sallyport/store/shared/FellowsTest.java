package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FellowsTest {
  @Example
  void whoIsForgottenStaysForgottenUntilHeJoinsAnew() {
    Fellows both = Fellows.of("a", "b");
    Fellows forgotten = both.without("b");

    assertThat(forgotten.members()).containsExactly("a");
    assertThat(forgotten.forgotten()).containsExactly("b");
    assertThat(forgotten.and(both)).isEqualTo(forgotten);
    assertThat(forgotten.without("b")).isEqualTo(forgotten);
    assertThat(forgotten.with("b").members()).containsExactly("a", "b");
    assertThat(forgotten.with("b").and(forgotten)).isEqualTo(forgotten.with("b"));
    assertThat(both.without("stranger")).isEqualTo(both);
    assertThat(both.with("b")).isEqualTo(both);
  }

  @Example
  void aNumberBelowOneIsNone() {
    assertThatThrownBy(() -> new Fellows(new TreeMap<>(Map.of("a", 0))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void itDoesNotMatterInWhichOrderAnythingIsHeard(
      @ForAll("lists") Fellows one, @ForAll("lists") Fellows two, @ForAll("lists") Fellows three) {
    assertThat(one.and(two)).isEqualTo(two.and(one));
    assertThat(one.and(two).and(three)).isEqualTo(one.and(two.and(three)));
    assertThat(one.and(one)).isEqualTo(one);
    assertThat(one.and(two).knows(one)).isTrue();
    assertThat(one.knows(two)).isEqualTo(one.and(two).equals(one));
  }

  @Provide
  Arbitrary<Fellows> lists() {
    return Arbitraries.maps(
            Arbitraries.of("a", "b", "c", "d"), Arbitraries.integers().between(1, 5))
        .map(it -> new Fellows(new TreeMap<>(it)));
  }
}
