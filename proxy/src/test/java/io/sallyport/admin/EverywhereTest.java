package io.sallyport.admin;

import static io.sallyport.fixture.Events.T0;
import static io.sallyport.fixture.Events.anEvent;
import static io.sallyport.fixture.Events.id;
import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admin.Fellowship.Fellow;
import io.sallyport.admit.Standing;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.AdminUnderTest;
import io.sallyport.fixture.DescribedApi;
import io.sallyport.fixture.Events;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.seal.MasterKey;
import io.sallyport.verdict.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any node answers for all: three admin listeners over loopback, and the commands at the first. */
@DisplayName("what lies at any node is seen and judged at each")
class EverywhereTest {
  @TempDir private Path folder;
  private AdminUnderTest one;
  private AdminUnderTest two;
  private AdminUnderTest three;

  @BeforeEach
  void start() throws IOException {
    MasterKey master = MasterKey.inDirectory(folder.resolve("common"), new SecureRandom());
    one = AdminUnderTest.among(folder.resolve("one"), "one", master, () -> T0);
    two = AdminUnderTest.among(folder.resolve("two"), "two", master, () -> T0);
    three = AdminUnderTest.among(folder.resolve("three"), "three", master, () -> T0);
    one.fellowship.knows("three", three.url());
    one.fellowship.knows("two", two.url());
    two.fellowship.knows("one", one.url());
    two.fellowship.knows("three", three.url());
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
    three.close();
  }

  private static void put(AdminUnderTest at, Events event) {
    at.records.put(event.recorded(), event.parcel());
  }

  private static List<String> of(JsonObject page, String list, String member) {
    return page.getJsonArray(list).stream().map(it -> ((JsonObject) it).getString(member)).toList();
  }

  private static String decision(HeldItem item) {
    return "{\"by\":\"ada\",\"note\":\"is genuine\",\"bodySha256\":\"" + item.bodyDigest() + "\"}";
  }

  @Test
  void aListIsOfAllNodesInOneOrder() throws IOException {
    put(one, anEvent("a").at(T0.plusSeconds(1)));
    put(three, anEvent("b").at(T0.plusSeconds(3)));
    put(two, anEvent("c").at(T0.plusMillis(1_500)));

    JsonObject page = one.json("/api/v1/events?nodes=all");

    assertThat(of(page, "events", "event"))
        .containsExactly(id("b").value(), id("c").value(), id("a").value());
    assertThat(of(page, "events", "node")).containsExactly("three", "two", "one");
    assertThat(page.getJsonArray("unreachable")).isEmpty();
    assertThat(page.containsKey("next")).isFalse();
    DescribedApi.assertIs("EventPage", page.encode());
    assertThat(of(one.json("/api/v1/events"), "events", "event")).containsExactly(id("a").value());
    assertThat(of(one.json("/api/v1/events?node=two"), "events", "event"))
        .containsExactly(id("c").value());
    assertThat(of(one.json("/api/v1/events?node=one"), "events", "node")).containsExactly("one");
  }

  @Test
  void eachFilterHoldsAtEachNode() {
    put(one, anEvent("a").account("acme & sons"));
    put(two, anEvent("b").account("acme & sons"));
    put(two, anEvent("c").account("other"));

    JsonObject page = one.json("/api/v1/events?nodes=all&account=acme+%26+sons");

    assertThat(of(page, "events", "node")).containsExactlyInAnyOrder("one", "two");
    HttpResponse<String> wrong = one.get("/api/v1/events?nodes=all&standing=lost");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("standing: want words of");
  }

  /** So many of each; nothing is left out, nothing told twice. */
  @Test
  void pagesGoOnAtEachNodeWhereTheyWere() {
    for (int i = 0; i < 7; i++) {
      put(one, anEvent("one-" + i).at(T0.minusSeconds(i)));
    }
    for (int i = 0; i < 3; i++) {
      put(two, anEvent("two-" + i).at(T0.minusSeconds(10 + i)));
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    int parts = 0;
    do {
      JsonObject page = one.json("/api/v1/events?nodes=all&limit=2" + cursor);
      seen.addAll(of(page, "events", "event"));
      cursor = page.containsKey("next") ? "&cursor=" + page.getString("next") : "";
      parts++;
    } while (!cursor.isEmpty());

    assertThat(seen).hasSize(10).doesNotHaveDuplicates();
    assertThat(parts).isEqualTo(4);
    assertThat(one.get("/api/v1/events?nodes=all&cursor=c2").statusCode()).isEqualTo(400);
    assertThat(one.get("/api/v1/events?nodes=all&limit=0").statusCode()).isEqualTo(400);
  }

  /** It was not lost for the list: whoever goes on gets what it has. */
  @Test
  void whoCannotBeAskedForAPartIsAskedForTheNextFromItsBeginning() {
    for (int i = 0; i < 4; i++) {
      put(one, anEvent("one-" + i).at(T0.minusSeconds(i)));
      put(two, anEvent("two-" + i).at(T0.minusSeconds(i)));
    }
    Fellow known = one.fellowship.others.remove(1);
    one.fellowship.others.add(new Fellow("two", Optional.empty(), Optional.empty()));
    JsonObject first = one.json("/api/v1/events?nodes=all&limit=2");
    assertThat(of(first, "events", "node")).containsExactly("one", "one");
    assertThat(of(first, "unreachable", "node")).containsExactly("two");

    one.fellowship.others.set(1, known);
    JsonObject second =
        one.json("/api/v1/events?nodes=all&limit=4&cursor=" + first.getString("next"));

    assertThat(of(second, "events", "node"))
        .containsExactlyInAnyOrder("one", "one", "two", "two", "two", "two");
    assertThat(second.getJsonArray("unreachable")).isEmpty();
  }

  @Test
  void whoeverCannotBeAskedIsNamedWithTheReason() throws IOException {
    put(one, anEvent("a"));
    two.close();
    one.fellowship.others.add(new Fellow("five", Optional.of("e5"), Optional.empty()));
    one.fellowship.others.add(new Fellow("four", Optional.empty(), Optional.empty()));
    three.records.fail();

    JsonObject page = one.json("/api/v1/events?nodes=all");

    assertThat(of(page, "events", "event")).containsExactly(id("a").value());
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
    HttpResponse<String> unknown = one.get("/api/v1/events/" + id("x"));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body())
        .contains("never seen here", "two could not be asked: no connection could be made");
    DescribedApi.assertIs("Problem", unknown.body());
    assertThat(one.get("/api/v1/events/" + id("a")).statusCode()).isEqualTo(200);
    assertThat(one.get("/api/v1/events/" + id("a") + "?node=two").statusCode()).isEqualTo(503);
  }

  private static JsonObject unasked(String node, String why) {
    return new JsonObject().put("node", node).put("why", why);
  }

  @Test
  void aCaseIsShownAndDecidedAtAnyNode() throws IOException {
    HeldItem item = two.hold("held", Reason.STORE_REBUILDING, T0);
    String path = "/api/v1/quarantine/" + id("held");

    HttpResponse<String> shown = one.get(path);
    HttpResponse<String> http = one.get("/api/v1/events/" + id("held") + "/http");
    HttpResponse<String> released = one.post(path + "/release", decision(item));

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
    assertThat(two.released).containsExactly(id("held").value());
    assertThat(one.post(path + "/release", decision(item)).statusCode()).isEqualTo(409);
  }

  @Test
  void whoOrdersAndWhyGoesAlong() {
    put(three, anEvent("dead").in(Standing.DEAD));

    HttpResponse<String> retried =
        one.post(
            "/api/v1/deliveries/" + id("dead") + "/retry", "{\"by\":\"ada\",\"note\":\"mended\"}");

    assertThat(retried.statusCode()).isEqualTo(200);
    assertThat(three.records.orders)
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.what()).isEqualTo("retry");
              assertThat(it.order().by()).isEqualTo("ada");
              assertThat(it.order().note()).isEqualTo("mended");
              assertThat(it.order().from()).as("by which node it came").contains("one");
            });
    assertThat(one.records.orders).isEmpty();
  }

  /** Nobody says of himself by which node he came. */
  @Test
  void whatIsOrderedWhereItLiesWasPassedOnByNobody() {
    put(one, anEvent("dead").in(Standing.DEAD));
    HeldItem item = one.hold("held", Reason.STORE_REBUILDING, T0);

    one.post("/api/v1/deliveries/" + id("dead") + "/retry", "{\"by\":\"ada\",\"from\":\"two\"}");
    HttpResponse<String> released =
        one.post("/api/v1/quarantine/" + id("held") + "/release", decision(item));

    assertThat(one.records.orders)
        .singleElement()
        .satisfies(it -> assertThat(it.order().from()).isEmpty());
    assertThat(new JsonObject(released.body()).containsKey("from")).isFalse();
  }

  @Test
  void whereTwoHaveItSomebodySaysWhichIsMeant() throws IOException {
    put(one, anEvent("twice").in(Standing.DEAD));
    put(two, anEvent("twice").in(Standing.DEAD));
    String retry = "/api/v1/deliveries/" + id("twice") + "/retry";

    HttpResponse<String> which = one.post(retry, "{\"by\":\"ada\"}");

    assertThat(which.statusCode()).isEqualTo(409);
    DescribedApi.assertIs("Problem", which.body());
    assertThat(new JsonObject(which.body()).getJsonArray("nodes")).containsExactly("one", "two");
    assertThat(one.records.orders).isEmpty();
    assertThat(two.records.orders).isEmpty();
    assertThat(one.post(retry + "?node=two", "{\"by\":\"ada\"}").statusCode()).isEqualTo(200);
    assertThat(one.records.orders).isEmpty();
    assertThat(two.records.orders).hasSize(1);
    assertThat(one.post(retry + "?node=one", "{\"by\":\"ada\"}").statusCode()).isEqualTo(200);
    assertThat(one.records.orders).hasSize(1);
  }

  /** What one has delivered and the other still has to try: only there is something to try. */
  @Test
  void whereOneOfTwoCanBeMeantItIs() {
    put(one, anEvent("twice").in(Standing.DONE));
    put(two, anEvent("twice").in(Standing.DEAD));

    assertThat(
            one.post("/api/v1/deliveries/" + id("twice") + "/retry", "{\"by\":\"ada\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(two.records.orders).hasSize(1);
    assertThat(one.get("/api/v1/events/" + id("twice")).statusCode()).isEqualTo(409);
  }

  @Test
  void aNodeThatNobodyKnowsIsTold() {
    assertThat(one.get("/api/v1/events?node=nine").body()).contains("none of that name is known");
    assertThat(one.get("/api/v1/events?nodes=some").statusCode()).isEqualTo(400);
    assertThat(one.get("/api/v1/events?nodes=all&node=two").statusCode()).isEqualTo(400);
  }

  /** "Not done" is said of nothing that may have been done. */
  @Test
  void whatBreaksIsToldAsPerhapsDoneWhereItWasAnOrder() {
    one.fellowship.fails = true;
    String thing = "/api/v1/deliveries/" + id("dead");

    HttpResponse<String> order = one.post(thing + "/retry", "{\"by\":\"ada\"}");

    assertThat(order.statusCode()).isEqualTo(504);
    assertThat(order.body()).contains("whether it was done is not known");
    assertThat(one.get(thing).statusCode()).isEqualTo(503);
    assertThat(one.get("/api/v1/events?nodes=all").statusCode()).isEqualTo(503);
  }

  /** A script whose variable is empty asks nobody, and above all orders nothing of anybody. */
  @Test
  void aNodeWithoutANameIsNotTakenForAll() {
    put(one, anEvent("dead").in(Standing.DEAD));
    String thing = "/api/v1/deliveries/" + id("dead");
    try (AdminUnderTest alone = new AdminUnderTest(folder.resolve("alone"))) {
      assertThat(
              List.of(
                  one.get("/api/v1/events?node="),
                  one.get("/api/v1/events?node=one&node="),
                  one.get("/api/v1/store/stats?node="),
                  one.get(thing + "?node="),
                  one.post(thing + "/retry?node=", "{\"by\":\"ada\"}"),
                  alone.get("/api/v1/events?node=")))
          .allSatisfy(
              answer -> {
                assertThat(answer.statusCode()).isEqualTo(400);
                DescribedApi.assertIs("Problem", answer.body());
              });
      assertThat(one.get("/api/v1/events?node=").body()).contains("want the name of a node");
      assertThat(one.get("/api/v1/events?nodes=").body()).contains("nodes: want all");
      assertThat(alone.get("/api/v1/events?nodes=").statusCode()).isEqualTo(400);
    }
    assertThat(one.records.orders).isEmpty();
  }

  /** Each of them may take megabytes, and as long as the slowest node. */
  @Test
  void soManyListsAreGatheredAtOnceAndTheRestIsToldWhenToComeAgain() {
    Vertx vertx = Vertx.vertx();
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    int port =
        vertx
            .createHttpServer()
            .requestHandler(held::add)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    one.fellowship.others.clear();
    one.fellowship.knows("two", "http://127.0.0.1:" + port);
    int taken = Everywhere.LISTS_AT_ONCE + Everywhere.LISTS_WAITING_MAX;

    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, taken + 3)
            .mapToObj(i -> one.getLater("/api/v1/events?nodes=all"))
            .toList();
    until(() -> answers.stream().filter(CompletableFuture::isDone).count() == 3);

    assertThat(answers.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join))
        .allSatisfy(
            busy -> {
              assertThat(busy.statusCode()).isEqualTo(503);
              assertThat(busy.headers().firstValue("Retry-After")).contains("2");
              assertThat(busy.body()).contains("too many requests to all nodes");
            });
    until(() -> held.size() == Everywhere.LISTS_AT_ONCE);
    assertThat(one.get("/api/v1/events").statusCode())
        .as("its own is not a gathering")
        .isEqualTo(200);

    vertx.close().await(); // none of them is asked any more
    assertThat(answers.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
        .filteredOn(status -> status == 200)
        .hasSize(taken);
  }

  /** A command would hear nothing from it, and not know that nothing was asked. */
  @Test
  void whoeverHasWaitedTooLongForATurnIsToldInTimeThatNothingWasAsked() {
    Vertx vertx = Vertx.vertx();
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    int port =
        vertx
            .createHttpServer()
            .requestHandler(held::add)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    one.fellowship.others.clear();
    one.fellowship.knows("two", "http://127.0.0.1:" + port);
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, Everywhere.LISTS_AT_ONCE + Everywhere.LISTS_WAITING_MAX + 1)
            .mapToObj(i -> one.getLater("/api/v1/events?nodes=all"))
            .toList();
    until(() -> answers.stream().anyMatch(CompletableFuture::isDone)); // so all have come
    until(() -> held.size() == Everywhere.LISTS_AT_ONCE);

    one.nanos.addAndGet(Everywhere.TURN_MAX.toNanos());
    vertx.close().await();

    assertThat(answers.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
        .filteredOn(status -> status == 503)
        .hasSize(Everywhere.LISTS_WAITING_MAX + 1);
  }

  @Test
  void whatLiesAtEachIsCounted() throws IOException {
    JsonObject all = one.json("/api/v1/store/stats?nodes=all");

    assertThat(of(all, "nodes", "node")).containsExactly("one", "three", "two");
    DescribedApi.assertIs("StatsOfNodes", all.encode());
    DescribedApi.assertIs("Stats", one.get("/api/v1/store/stats").body());
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

  @Test
  void theCommandsShowTheNodeAndNameWhomTheyCouldNotAsk() {
    put(one, anEvent("a").at(T0.plusSeconds(1)));
    put(two, anEvent("b"));
    three.close();

    Sallyport ls = one.run("events", "ls");

    assertThat(ls.exit()).isEqualTo(ExitCode.DONE);
    assertThat(ls.out().lines()).first().asString().startsWith("NODE  RECEIVED").endsWith("EVENT");
    assertThat(ls.out().lines().skip(1).map(line -> line.split(" ", -1)[0]))
        .containsExactly("one", "two");
    assertThat(ls.err().strip())
        .isEqualTo("sallyport: three could not be asked: no connection could be made");
    assertThat(one.run("events", "ls", "--node", "two").out().lines()).hasSize(2);
    assertThat(one.run("events", "ls", "-n", "1").out())
        .contains(id("a").value(), "and more")
        .doesNotContain(id("b").value());
    JsonObject json = new JsonObject(one.run("events", "ls", "--json").out());
    assertThat(of(json, "events", "node")).containsExactly("one", "two");
    assertThat(of(json, "unreachable", "node")).containsExactly("three");
    assertThat(one.run("events", "export").out().lines()).hasSize(2);
    assertThat(one.run("events", "ls", "--node", "three").out().strip()).isEqualTo("none");
    assertThat(one.run("events", "ls", "--node", "nine").exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(one.run("store", "stats").out()).startsWith("one\n").contains("\ntwo\n");
    assertThat(one.run("refusals", "ls").err()).contains("three could not be asked");
  }

  @Test
  void theCommandsActWhereItLies() {
    two.hold("held", Reason.STORE_REBUILDING, T0);
    three.hold("other", Reason.STORE_REBUILDING, T0);
    String event = id("held").value();

    assertThat(one.run("quarantine", "show", event).out()).contains("node           two");
    Sallyport released = one.run("quarantine", "release", event, "--note", "is genuine");
    Sallyport rest =
        one.run("quarantine", "reject", "--reason", "store.rebuilding", "--note", "old", "--yes");

    assertThat(released.out()).contains("released: " + event);
    assertThat(two.released).containsExactly(event);
    assertThat(rest.err()).contains(event + ": it is decided already");
    assertThat(rest.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(one.run("quarantine", "show", id("other").value()).out()).contains("rejected");
  }
}
