package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.DescribedApi;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Nodes;
import io.sallyport.store.shared.RollCall.Stage;
import io.sallyport.store.shared.Seat;
import io.sallyport.store.shared.Shard;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodesJsonTest {
  private static final Instant T0 = Instant.parse("2026-05-01T12:00:00Z");
  private static final Holdings.Waiting NOTHING = new Holdings.Waiting(0, 0, 0);
  private static final String ADDRESS = "http://two.internal:8081";
  private static final List<Nodes.Node> NODES =
      List.of(
          new Nodes.Node("one", true, true, Optional.empty()),
          new Nodes.Node("three", false, false, Optional.of(new Seat("three", 3, "c3"))),
          new Nodes.Node(
              "two", true, true, Optional.of(new Seat("two", 2, "b2", Optional.of(ADDRESS)))),
          new Nodes.Node(
              "zero", true, true, Optional.of(new Seat("zero", 0, "a1", Optional.of("file:///")))));

  private static Nodes.Part part(int number, Stage stage) {
    return new Nodes.Part(
        new Shard("shop", number),
        stage,
        T0,
        12,
        Set.of("one"),
        Set.of("two", "four"),
        false,
        Optional.empty());
  }

  private static JsonObject of(int open, List<Nodes.Part> others, Holdings.Waiting waiting)
      throws IOException {
    JsonObject told = NodesJson.of(new Nodes("one", NODES, open, others, waiting));
    DescribedApi.assertIs("Nodes", told.encode());
    return told;
  }

  @Test
  void tellsWhoThereIs() throws IOException {
    JsonObject told = of(17, List.of(), NOTHING);

    assertThat(told.getString("node")).isEqualTo("one");
    assertThat(told.getJsonArray("nodes"))
        .containsExactly(
            node("one", true, true, false),
            node("three", false, false, true),
            node("two", false, true, false).put("address", ADDRESS),
            node("zero", false, true, false));
    assertThat(told.getJsonObject("shards"))
        .isEqualTo(new JsonObject().put("open", 17L).put("inPart", 0L).put("closed", 0L));
    assertThat(told.getJsonObject("waiting"))
        .isEqualTo(new JsonObject().put("count", 0L).put("bytes", 0L));
  }

  private static JsonObject node(String name, boolean self, boolean alive, boolean forgotten) {
    return new JsonObject()
        .put("name", name)
        .put("self", self)
        .put("alive", alive)
        .put("forgotten", forgotten);
  }

  /** What may be built upon in part is one of those that may be built upon. */
  @Test
  void countsEachShardOnce() throws IOException {
    JsonObject told =
        of(
            17,
            List.of(part(1, Stage.IN_PART), part(2, Stage.IN_PART), part(3, Stage.CLOSED)),
            NOTHING);

    assertThat(told.getJsonObject("shards"))
        .isEqualTo(new JsonObject().put("open", 15L).put("inPart", 2L).put("closed", 1L));
  }

  @Test
  void tellsOfEachShardThatIsNotOpen() throws IOException {
    JsonObject told = of(1, List.of(part(7, Stage.IN_PART)), new Holdings.Waiting(3, 900, 1));

    assertThat(told.getJsonArray("rebuilding"))
        .containsExactly(
            new JsonObject()
                .put("shard", "shop:7")
                .put("stage", "in-part")
                .put("since", "2026-05-01T12:00:00Z")
                .put("asserted", 12L)
                .put("signed", new JsonArray().add("one"))
                .put("missing", new JsonArray().add("four").add("two"))
                .put("new", false));
    assertThat(told.getJsonObject("waiting").getString("oldest"))
        .isEqualTo("1970-01-01T00:00:00.001Z");
  }

  @Test
  void listsSomeAndCountsAll() throws IOException {
    List<Nodes.Part> many =
        IntStream.range(0, 3 * NodesJson.LISTED_MAX).mapToObj(it -> closedOf(it)).toList();

    JsonObject told = of(0, many, NOTHING);

    assertThat(told.getJsonArray("rebuilding")).hasSize(NodesJson.LISTED_MAX);
    JsonObject first = told.getJsonArray("rebuilding").getJsonObject(0);
    assertThat(first.getBoolean("new")).isTrue();
    assertThat(first.getString("why")).startsWith("xxx").hasSizeLessThan(220);
    assertThat(told.getJsonObject("shards").getLong("closed")).isEqualTo(3 * NodesJson.LISTED_MAX);
  }

  private static Nodes.Part closedOf(int number) {
    return new Nodes.Part(
        new Shard("shop-" + number, 0),
        Stage.CLOSED,
        T0,
        0,
        Set.of(),
        Set.of("two"),
        true,
        Optional.of("x".repeat(300)));
  }
}
