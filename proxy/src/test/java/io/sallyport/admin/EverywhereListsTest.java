package io.sallyport.admin;

import static io.sallyport.fixture.Events.T0;
import static io.sallyport.fixture.Events.anEvent;
import static io.sallyport.fixture.Events.id;
import static io.sallyport.fixture.ThreeNodes.members;
import static io.sallyport.fixture.ThreeNodes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admin.Fellowship.Fellow;
import io.sallyport.fixture.DescribedApi;
import io.sallyport.fixture.ThreeNodes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three admin listeners over loopback, asked at the first. */
@DisplayName("a list at any node is of all")
class EverywhereListsTest {
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
  void aListIsOfAllNodesInOneOrder() throws IOException {
    put(nodes.one, anEvent("a").at(T0.plusSeconds(1)));
    put(nodes.three, anEvent("b").at(T0.plusSeconds(3)));
    put(nodes.two, anEvent("c").at(T0.plusMillis(1_500)));

    JsonObject page = nodes.one.json("/api/v1/events?nodes=all");

    assertThat(members(page, "events", "event"))
        .containsExactly(id("b").value(), id("c").value(), id("a").value());
    assertThat(members(page, "events", "node")).containsExactly("three", "two", "one");
    assertThat(page.getJsonArray("unreachable")).isEmpty();
    assertThat(page.containsKey("next")).isFalse();
    DescribedApi.assertIs("EventPage", page.encode());
    assertThat(members(nodes.one.json("/api/v1/events"), "events", "event"))
        .containsExactly(id("a").value());
    assertThat(members(nodes.one.json("/api/v1/events?node=two"), "events", "event"))
        .containsExactly(id("c").value());
    assertThat(members(nodes.one.json("/api/v1/events?node=one"), "events", "node"))
        .containsExactly("one");
  }

  @Test
  void eachFilterHoldsAtEachNode() {
    put(nodes.one, anEvent("a").account("acme & sons"));
    put(nodes.two, anEvent("b").account("acme & sons"));
    put(nodes.two, anEvent("c").account("other"));

    JsonObject page = nodes.one.json("/api/v1/events?nodes=all&account=acme+%26+sons");

    assertThat(members(page, "events", "node")).containsExactlyInAnyOrder("one", "two");
    HttpResponse<String> wrong = nodes.one.get("/api/v1/events?nodes=all&standing=lost");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("standing: want words of");
  }

  /** So many of each; nothing is left out, nothing told twice. */
  @Test
  void pagesGoOnAtEachNodeWhereTheyWere() {
    for (int i = 0; i < 7; i++) {
      put(nodes.one, anEvent("one-" + i).at(T0.minusSeconds(i)));
    }
    for (int i = 0; i < 3; i++) {
      put(nodes.two, anEvent("two-" + i).at(T0.minusSeconds(10 + i)));
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    int parts = 0;
    do {
      JsonObject page = nodes.one.json("/api/v1/events?nodes=all&limit=2" + cursor);
      seen.addAll(members(page, "events", "event"));
      cursor = page.containsKey("next") ? "&cursor=" + page.getString("next") : "";
      parts++;
    } while (!cursor.isEmpty());

    assertThat(seen).hasSize(10).doesNotHaveDuplicates();
    assertThat(parts).isEqualTo(4);
    assertThat(nodes.one.get("/api/v1/events?nodes=all&cursor=c2").statusCode()).isEqualTo(400);
    assertThat(nodes.one.get("/api/v1/events?nodes=all&limit=0").statusCode()).isEqualTo(400);
  }

  /** It was not lost for the list: whoever goes on gets what it has. */
  @Test
  void whoCannotBeAskedForAPartIsAskedForTheNextFromItsBeginning() {
    for (int i = 0; i < 4; i++) {
      put(nodes.one, anEvent("one-" + i).at(T0.minusSeconds(i)));
      put(nodes.two, anEvent("two-" + i).at(T0.minusSeconds(i)));
    }
    Fellow known = nodes.one.fellowship.others.remove(1);
    nodes.one.fellowship.others.add(new Fellow("two", Optional.empty(), Optional.empty()));
    JsonObject first = nodes.one.json("/api/v1/events?nodes=all&limit=2");
    assertThat(members(first, "events", "node")).containsExactly("one", "one");
    assertThat(members(first, "unreachable", "node")).containsExactly("two");

    nodes.one.fellowship.others.set(1, known);
    JsonObject second =
        nodes.one.json("/api/v1/events?nodes=all&limit=4&cursor=" + first.getString("next"));

    assertThat(members(second, "events", "node"))
        .containsExactlyInAnyOrder("one", "one", "two", "two", "two", "two");
    assertThat(second.getJsonArray("unreachable")).isEmpty();
  }

  @Test
  void whoeverCannotBeAskedIsNamedWithTheReason() throws IOException {
    put(nodes.one, anEvent("a"));
    nodes.two.close();
    nodes.one.fellowship.others.add(new Fellow("five", Optional.of("e5"), Optional.empty()));
    nodes.one.fellowship.others.add(new Fellow("four", Optional.empty(), Optional.empty()));
    nodes.three.records.fail();

    JsonObject page = nodes.one.json("/api/v1/events?nodes=all");

    assertThat(members(page, "events", "event")).containsExactly(id("a").value());
    assertThat(page.getJsonArray("unreachable"))
        .isEqualTo(
            new JsonArray()
                .add(unasked("five", "it has no admin.advertise"))
                .add(unasked("four", "it is not heard of"))
                .add(
                    unasked(
                        "three", "it answered 503: the store cannot answer now; the log says why"))
                .add(unasked("two", "no connection could be made")));
    DescribedApi.assertIs("EventPage", page.encode());
    HttpResponse<String> unknown = nodes.one.get("/api/v1/events/" + id("x"));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body())
        .contains("never seen here", "two could not be asked: no connection could be made");
    DescribedApi.assertIs("Problem", unknown.body());
    assertThat(nodes.one.get("/api/v1/events/" + id("a")).statusCode()).isEqualTo(200);
    assertThat(nodes.one.get("/api/v1/events/" + id("a") + "?node=two").statusCode())
        .isEqualTo(503);
  }

  private static JsonObject unasked(String node, String why) {
    return new JsonObject().put("node", node).put("why", why);
  }

  @Test
  void whatLiesAtEachIsCounted() throws IOException {
    JsonObject all = nodes.one.json("/api/v1/store/stats?nodes=all");

    assertThat(members(all, "nodes", "node")).containsExactly("one", "three", "two");
    DescribedApi.assertIs("StatsOfNodes", all.encode());
    DescribedApi.assertIs("Stats", nodes.one.get("/api/v1/store/stats").body());
  }
}
