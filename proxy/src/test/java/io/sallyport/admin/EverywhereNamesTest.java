package io.sallyport.admin;

import static io.sallyport.fixture.Events.anEvent;
import static io.sallyport.fixture.Events.id;
import static io.sallyport.fixture.ThreeNodes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.fixture.AdminUnderTest;
import io.sallyport.fixture.DescribedApi;
import io.sallyport.fixture.ThreeNodes;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of nodes as they are written, and a node that has no others. */
@DisplayName("which nodes a request means")
class EverywhereNamesTest {
  @TempDir private Path folder;
  private ThreeNodes nodes;

  @BeforeEach
  void start() throws IOException {
    nodes = new ThreeNodes(folder);
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  @Test
  void aNodeThatNobodyKnowsIsTold() {
    assertThat(nodes.one.get("/api/v1/events?node=nine").body())
        .contains("none of that name is known");
    assertThat(nodes.one.get("/api/v1/events?nodes=some").statusCode()).isEqualTo(400);
    assertThat(nodes.one.get("/api/v1/events?nodes=all&node=two").statusCode()).isEqualTo(400);
  }

  /** A script whose variable is empty asks nobody, and above all orders nothing of anybody. */
  @Test
  void aNodeWithoutANameIsNotTakenForAll() {
    put(nodes.one, anEvent("dead").in(Standing.DEAD));
    String thing = "/api/v1/deliveries/" + id("dead");
    try (AdminUnderTest alone = new AdminUnderTest(folder.resolve("alone"))) {
      assertThat(
              List.of(
                  nodes.one.get("/api/v1/events?node="),
                  nodes.one.get("/api/v1/events?node=one&node="),
                  nodes.one.get("/api/v1/store/stats?node="),
                  nodes.one.get(thing + "?node="),
                  nodes.one.post(thing + "/retry?node=", "{\"by\":\"ada\"}"),
                  alone.get("/api/v1/events?node=")))
          .allSatisfy(
              answer -> {
                assertThat(answer.statusCode()).isEqualTo(400);
                DescribedApi.assertIs("Problem", answer.body());
              });
      assertThat(nodes.one.get("/api/v1/events?node=").body()).contains("want the name of a node");
      assertThat(nodes.one.get("/api/v1/events?nodes=").body()).contains("nodes: want all");
      assertThat(alone.get("/api/v1/events?nodes=").statusCode()).isEqualTo(400);
    }
    assertThat(nodes.one.records.orders).isEmpty();
  }

  @Test
  void aNodeThatIsAloneAnswersForItself() {
    try (AdminUnderTest alone = new AdminUnderTest(folder.resolve("alone"))) {
      put(alone, anEvent("a"));

      JsonObject page = alone.json("/api/v1/events?nodes=all");

      assertThat(page.fieldNames()).containsExactly("events");
      assertThat(page.getJsonArray("events").getJsonObject(0).containsKey("node")).isFalse();
      assertThat(alone.get("/api/v1/events?node=one").statusCode()).isEqualTo(404);
      assertThat(alone.get("/api/v1/events?nodes=some").statusCode()).isEqualTo(400);
      assertThat(alone.get("/api/v1/events/" + id("a") + "?node=one").body())
          .contains("this node is alone");
    }
  }
}
