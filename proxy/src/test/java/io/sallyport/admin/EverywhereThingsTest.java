package io.sallyport.admin;

import static io.sallyport.fixture.Events.T0;
import static io.sallyport.fixture.Events.anEvent;
import static io.sallyport.fixture.Events.id;
import static io.sallyport.fixture.ThreeNodes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.fixture.DescribedApi;
import io.sallyport.fixture.ThreeNodes;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.verdict.Reason;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three admin listeners over loopback, asked at the first about a single thing. */
@DisplayName("what lies at any node is seen and judged at each")
class EverywhereThingsTest {
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
  void aCaseIsShownAndDecidedAtAnyNode() throws IOException {
    HeldItem item = nodes.two.hold("held", Reason.STORE_REBUILDING, T0);
    String path = "/api/v1/quarantine/" + id("held");

    HttpResponse<String> shown = nodes.one.get(path);
    HttpResponse<String> http = nodes.one.get("/api/v1/events/" + id("held") + "/http");
    HttpResponse<String> released = nodes.one.post(path + "/release", decision(item));

    assertThat(new JsonObject(shown.body()).getString("node")).isEqualTo("two");
    DescribedApi.assertIs("HeldItem", shown.body());
    DescribedApi.assertIs("Request", http.body());
    assertThat(released.statusCode()).isEqualTo(200);
    DescribedApi.assertIs("HeldItem", released.body());
    JsonObject done = new JsonObject(released.body());
    assertThat(done.getString("node")).isEqualTo("two");
    assertThat(done.getString("reviewer")).isEqualTo("ada");
    assertThat(done.getString("note")).isEqualTo("is genuine");
    assertThat(done.getString("from")).as("by which node it came").isEqualTo("one");
    assertThat(nodes.two.released).containsExactly(id("held").value());
    assertThat(nodes.one.post(path + "/release", decision(item)).statusCode()).isEqualTo(409);
  }

  @Test
  void whoOrdersAndWhyGoesAlong() {
    put(nodes.three, anEvent("dead").in(Standing.DEAD));

    HttpResponse<String> retried =
        nodes.one.post(
            "/api/v1/deliveries/" + id("dead") + "/retry", "{\"by\":\"ada\",\"note\":\"mended\"}");

    assertThat(retried.statusCode()).isEqualTo(200);
    assertThat(nodes.three.records.orders)
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.what()).isEqualTo("retry");
              assertThat(it.order().by()).isEqualTo("ada");
              assertThat(it.order().note()).isEqualTo("mended");
              assertThat(it.order().from()).as("by which node it came").contains("one");
            });
    assertThat(nodes.one.records.orders).isEmpty();
  }

  /** Nobody says of himself by which node he came. */
  @Test
  void whatIsOrderedWhereItLiesWasPassedOnByNobody() {
    put(nodes.one, anEvent("dead").in(Standing.DEAD));
    HeldItem item = nodes.one.hold("held", Reason.STORE_REBUILDING, T0);

    nodes.one.post(
        "/api/v1/deliveries/" + id("dead") + "/retry", "{\"by\":\"ada\",\"from\":\"two\"}");
    HttpResponse<String> released =
        nodes.one.post("/api/v1/quarantine/" + id("held") + "/release", decision(item));

    assertThat(nodes.one.records.orders)
        .singleElement()
        .satisfies(it -> assertThat(it.order().from()).isEmpty());
    assertThat(new JsonObject(released.body()).containsKey("from")).isFalse();
  }

  @Test
  void whereTwoHaveItSomebodySaysWhichIsMeant() throws IOException {
    put(nodes.one, anEvent("twice").in(Standing.DEAD));
    put(nodes.two, anEvent("twice").in(Standing.DEAD));
    String retry = "/api/v1/deliveries/" + id("twice") + "/retry";

    HttpResponse<String> which = nodes.one.post(retry, "{\"by\":\"ada\"}");

    assertThat(which.statusCode()).isEqualTo(409);
    DescribedApi.assertIs("Problem", which.body());
    assertThat(new JsonObject(which.body()).getJsonArray("nodes")).containsExactly("one", "two");
    assertThat(nodes.one.records.orders).isEmpty();
    assertThat(nodes.two.records.orders).isEmpty();
    assertThat(nodes.one.post(retry + "?node=two", "{\"by\":\"ada\"}").statusCode()).isEqualTo(200);
    assertThat(nodes.one.records.orders).isEmpty();
    assertThat(nodes.two.records.orders).hasSize(1);
    assertThat(nodes.one.post(retry + "?node=one", "{\"by\":\"ada\"}").statusCode()).isEqualTo(200);
    assertThat(nodes.one.records.orders).hasSize(1);
  }

  /** What one has delivered and the other still has to try: only there is something to try. */
  @Test
  void whereOneOfTwoCanBeMeantItIs() {
    put(nodes.one, anEvent("twice").in(Standing.DONE));
    put(nodes.two, anEvent("twice").in(Standing.DEAD));

    assertThat(
            nodes
                .one
                .post("/api/v1/deliveries/" + id("twice") + "/retry", "{\"by\":\"ada\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(nodes.two.records.orders).hasSize(1);
    assertThat(nodes.one.get("/api/v1/events/" + id("twice")).statusCode()).isEqualTo(409);
  }

  /** "Not done" is said of nothing that may have been done. */
  @Test
  void whatBreaksIsToldAsPerhapsDoneWhereItWasAnOrder() {
    nodes.one.fellowship.fails = true;
    String thing = "/api/v1/deliveries/" + id("dead");

    HttpResponse<String> order = nodes.one.post(thing + "/retry", "{\"by\":\"ada\"}");

    assertThat(order.statusCode()).isEqualTo(504);
    assertThat(order.body()).contains("whether it was done is not known");
    assertThat(nodes.one.get(thing).statusCode()).isEqualTo(503);
    assertThat(nodes.one.get("/api/v1/events?nodes=all").statusCode()).isEqualTo(503);
  }

  private static String decision(HeldItem item) {
    return "{\"by\":\"ada\",\"note\":\"is genuine\",\"bodySha256\":\"" + item.bodyDigest() + "\"}";
  }
}
