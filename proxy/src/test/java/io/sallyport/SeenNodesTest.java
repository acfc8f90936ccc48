package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.HomeByHand;
import io.sallyport.observe.Meters;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Nodes;
import io.sallyport.store.shared.RollCall.Stage;
import io.sallyport.store.shared.Shard;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What can be watched of how the nodes stand with each other. */
class SeenNodesTest {
  private static final Instant T0 = Instant.parse("2026-05-01T12:00:00Z");
  private static final Nodes TWO_OF_THREE =
      new Nodes(
          "one",
          List.of(
              node("one", true, true),
              node("gone", false, false),
              node("two", true, true),
              node("three", true, false)),
          17,
          List.of(
              part(1, Stage.IN_PART, 5, "three"),
              part(2, Stage.IN_PART, 6, "three"),
              part(3, Stage.CLOSED, 7, "three", "two")),
          new Holdings.Waiting(0, 0, 0));

  private final HomeByHand home = new HomeByHand();
  private final Meters meters = new Meters("1");
  private Nodes nodes = TWO_OF_THREE;
  private final SeenNodes seen = new SeenNodes(home, () -> Future.succeededFuture(nodes));

  private static Nodes.Node node(String name, boolean isMember, boolean isAlive) {
    return new Nodes.Node(name, isMember, isAlive, Optional.empty());
  }

  private static Nodes.Part part(int number, Stage stage, long asserted, String... missing) {
    return new Nodes.Part(
        new Shard("shop", number),
        stage,
        T0,
        asserted,
        Set.of("one"),
        Set.of(missing),
        false,
        Optional.empty());
  }

  @Test
  void tellsShardsByTheirStageAndNodesByWhetherTheyAreHeardOf() {
    seen.measuredBy(meters);
    assertThat(meters.scrape()).contains("sallyport_shards{stage=\"open\"} NaN");

    seen.start();
    home.turn();

    assertThat(meters.scrape())
        .contains(
            "sallyport_shards{stage=\"open\"} 15.0",
            "sallyport_shards{stage=\"in-part\"} 2.0",
            "sallyport_shards{stage=\"closed\"} 1.0",
            "sallyport_nodes{state=\"alive\"} 2.0",
            "sallyport_nodes{state=\"missing\"} 1.0",
            "sallyport_node_names 4.0",
            "sallyport_rebuild_claims_told 18.0",
            "sallyport_rebuild_nodes_missing 2.0");
  }

  @Test
  void looksEachSecondUntilItIsStopped() {
    seen.measuredBy(meters);
    seen.start();
    home.turn();
    nodes = new Nodes("one", List.of(), 17, List.of(), new Holdings.Waiting(0, 0, 0));

    home.letPass(SeenNodes.EVERY);
    assertThat(meters.scrape()).contains("sallyport_shards{stage=\"open\"} 17.0");
    seen.stop();
    home.turn();
    nodes = TWO_OF_THREE;
    home.letPass(SeenNodes.EVERY.multipliedBy(2));

    assertThat(meters.scrape()).contains("sallyport_shards{stage=\"open\"} 17.0");
  }
}
