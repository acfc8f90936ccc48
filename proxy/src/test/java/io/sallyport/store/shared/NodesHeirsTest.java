package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On whom a node may count that is taken out. */
class NodesHeirsTest {
  private static final Nodes.Node SELF = node("self", true, true, false);
  private static final Nodes.Node HEIR = node("heir", true, true, true);

  private static Nodes.Node node(String name, boolean isMember, boolean isAlive, boolean takesUp) {
    Seat seat = new Seat(name, 1, "a1").takingUp(takesUp);
    return new Nodes.Node(name, isMember, isAlive, Optional.of(seat));
  }

  private static Nodes nodes(Nodes.Node... all) {
    return new Nodes("self", List.of(all), 0, List.of(), new Holdings.Waiting(0, 0, 0));
  }

  @Test
  void anHeirIsAliveAMemberAndSaysThatItTakesUp() {
    assertThat(nodes(SELF, HEIR).heirs()).isEqualTo(1);
    assertThat(nodes(SELF, HEIR, node("third", true, true, true)).heirs()).isEqualTo(2);
    assertThat(nodes(SELF, node("forgotten", false, true, true)).heirs()).isZero();
    assertThat(nodes(SELF, node("dead", true, false, true)).heirs()).isZero();
    assertThat(nodes(SELF, node("drains", true, true, false)).heirs()).isZero();
    assertThat(nodes(node("self", true, true, true)).heirs()).isZero();
    assertThat(nodes(SELF, new Nodes.Node("unseen", true, true, Optional.empty())).heirs())
        .isZero();
  }

  @Test
  void nobodyCountsOnOneThatIsAliveAndSaysThatItTakesUpNothing() {
    assertThat(nodes(SELF).isCountedOnNoMore()).isTrue();
    assertThat(nodes(node("self", true, true, true)).isCountedOnNoMore()).isFalse();
    assertThat(nodes(node("self", true, false, false)).isCountedOnNoMore()).isFalse();
    assertThat(nodes(node("self", true, true, true)).isAlive()).isTrue();
    assertThat(nodes(node("self", true, false, true)).isAlive()).isFalse();
    assertThat(nodes(HEIR).isAlive()).isFalse();
  }
}
