package io.sallyport.admin;

import static io.sallyport.fixture.Events.T0;
import static io.sallyport.fixture.Events.anEvent;
import static io.sallyport.fixture.Events.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Records;
import io.sallyport.admit.Standing;
import io.sallyport.fixture.AdminUnderTest;
import io.sallyport.fixture.Events;
import io.sallyport.fixture.RecordsInMemory.Ordered;
import io.sallyport.verdict.Reason;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRoutesTest {
  private static final String ORDER = "{\"by\":\"ada\",\"note\":\"after the outage\"}";

  private AdminUnderTest admin;

  @BeforeEach
  void start(@TempDir Path data) {
    admin = new AdminUnderTest(data);
    put(anEvent("done").at(T0));
    put(anEvent("dead").in(Standing.DEAD).at(T0.plusSeconds(1)).tried(5, 503, "busy"));
    put(anEvent("queued").in(Standing.QUEUED).at(T0.plusSeconds(2)).account("globex"));
    put(anEvent("held").in(Standing.HELD).because(Reason.REPLAY_CONFLICT).at(T0.plusSeconds(3)));
    put(anEvent("stripe").of("stripe").typed("charge.refunded").at(T0.plusSeconds(4)));
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  private void put(Events event) {
    admin.records.put(event.recorded(), event.parcel());
  }

  @Test
  void listsEventsNewestFirst() {
    assertThat(listed("/api/v1/events"))
        .containsExactly(ids("stripe", "held", "queued", "dead", "done"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "integration=stripe | stripe",
        "account=globex | queued",
        "type=charge.refunded | stripe",
        "standing=dead-letter | dead",
        "reason=replay.conflict | held",
        "since=2026-05-01T12:00:04Z | stripe",
        "until=2026-05-01T12:00:01Z | done",
        "integration=github&standing=queued | queued",
      })
  void filters(String query, String expected) {
    assertThat(listed("/api/v1/events?" + query)).containsExactly(ids(expected));
  }

  @Test
  void takesSeveralStandingsAtOnce() {
    assertThat(listed("/api/v1/events?standing=held,queued"))
        .containsExactly(ids("held", "queued"));
  }

  @Test
  void pagesByACursorUntilTheEnd() {
    List<String> all = new ArrayList<>();
    String next = "";
    int pages = 0;
    do {
      JsonObject page = admin.json("/api/v1/events?limit=2" + next);
      page.getJsonArray("events").forEach(it -> all.add(((JsonObject) it).getString("event")));
      next = page.containsKey("next") ? "&cursor=" + page.getString("next") : "";
      pages++;
    } while (!next.isEmpty());

    assertThat(pages).isEqualTo(3);
    assertThat(all).containsExactly(ids("stripe", "held", "queued", "dead", "done"));
  }

  /** A misspelt filter that is ignored would show, or retry, everything. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "intergration=github",
        "standing=lost",
        "standing=held,",
        "reason=no.such",
        "since=yesterday",
        "limit=0",
        "limit=1001",
        "limit=-1",
        "type=a&type=b",
      })
  void refusesWhatItDoesNotUnderstand(String query) {
    HttpResponse<String> answer = admin.get("/api/v1/events?" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(new JsonObject(answer.body()).getString("detail")).isNotBlank();
  }

  @Test
  void tellsOneEvent() {
    JsonObject event = admin.json("/api/v1/events/" + id("dead"));

    assertThat(event.getString("standing")).isEqualTo("dead-letter");
    assertThat(event.getInteger("attempts")).isEqualTo(5);
    assertThat(event.getJsonObject("lastAttempt").getInteger("status")).isEqualTo(503);
    assertThat(event.getString("bodySha256")).hasSize(64);
  }

  @Test
  void knowsNothingOfOtherEventsAndRefusesWhatIsNoName() {
    assertThat(admin.get("/api/v1/events/" + id("other")).statusCode()).isEqualTo(404);
    assertThat(admin.get("/api/v1/events/evt_1").statusCode()).isEqualTo(400);
    assertThat(admin.get("/api/v1/events/" + id("other") + "/http").statusCode()).isEqualTo(404);
    assertThat(admin.get("/api/v1/events/" + id("other") + "/explanation").statusCode())
        .isEqualTo(404);
  }

  @Test
  void showsTheRequestWithoutItsCredentials() {
    HttpResponse<String> answer = admin.get("/api/v1/events/" + id("done") + "/http");
    JsonObject request = new JsonObject(answer.body());

    assertThat(answer.body()).doesNotContain("sesame");
    assertThat(request.getString("target")).isEqualTo("/hooks/github?token=<6-characters>");
    assertThat(new String(request.getBinary("body"), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("{\"action\":\"opened\"}");
    assertThat(request.getString("bodySha256"))
        .isEqualTo(admin.json("/api/v1/events/" + id("done")).getString("bodySha256"));
  }

  @Test
  void saysThatBytesAreForgotten() {
    admin.records.put(anEvent("old").in(Standing.DEAD).recorded());

    assertThat(admin.get("/api/v1/events/" + id("old") + "/http").statusCode()).isEqualTo(410);
    assertThat(admin.post("/api/v1/deliveries/" + id("old") + "/retry", ORDER).statusCode())
        .isEqualTo(410);
  }

  @Test
  void explainsAnEventWithWhatIsKnownOfIt() {
    JsonObject told = admin.json("/api/v1/events/" + id("dead") + "/explanation");

    assertThat(told.getString("standing")).isEqualTo("dead-letter");
    assertThat(told.getJsonArray("stages").toString()).contains("a dead letter after 5 tries");
    assertThat(told.getString("remedy")).contains("deliveries retry " + id("dead"));
  }

  @Test
  void listsAsDeliveriesWhatIsNotDelivered() {
    assertThat(listed("/api/v1/deliveries")).containsExactly(ids("queued", "dead"));
    assertThat(listed("/api/v1/deliveries?standing=dead-letter")).containsExactly(ids("dead"));
    assertThat(admin.get("/api/v1/deliveries?standing=done").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/deliveries/, dead, retry",
    "/api/v1/deliveries/, queued, retry",
    "/api/v1/deliveries/, dead, discard",
    "/api/v1/events/, done, replay",
  })
  void carriesOutAnOrderAndWritesDownWhoseItWas(String path, String event, String what) {
    HttpResponse<String> answer = admin.post(path + id(event) + "/" + what, ORDER);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(admin.records.orders)
        .containsExactly(
            new Ordered(what, id(event), new Records.Order("ada", "after the outage")));
  }

  @Test
  void refusesAnOrderThatIsNotForNow() {
    assertThat(admin.post("/api/v1/deliveries/" + id("done") + "/retry", ORDER).statusCode())
        .isEqualTo(409);
    assertThat(admin.post("/api/v1/events/" + id("queued") + "/replay", ORDER).statusCode())
        .isEqualTo(409);
    assertThat(admin.post("/api/v1/events/" + id("other") + "/replay", ORDER).statusCode())
        .isEqualTo(404);
    assertThat(admin.records.orders).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "{\"by\":\" \"}", "{\"by\":7}", "[]", "{", "{\"by\":\"a\",\"note\":{}}"})
  void refusesAnOrderThatNobodySigns(String body) {
    assertThat(admin.post("/api/v1/deliveries/" + id("dead") + "/retry", body).statusCode())
        .isEqualTo(400);
    assertThat(admin.records.orders).isEmpty();
  }

  @Test
  void makesHostileTextHarmless() {
    put(anEvent("hostile").typed("push\u001b[2J\r\nforged: line").account("\u202eevil"));

    JsonObject event = admin.json("/api/v1/events/" + id("hostile"));

    assertThat(event.getString("type")).isEqualTo("push?[2J??forged: line");
    assertThat(event.getString("account")).isEqualTo("?evil");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/events",
        "/api/v1/deliveries",
        "/api/v1/quarantine",
        "/api/v1/store/stats"
      })
  void answers503WhenTheStoreIsDown(String path) {
    admin.records.fail();

    HttpResponse<String> answer = admin.get(path);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).doesNotContain("IllegalState");
  }

  /** A record that is written and cannot be synced counts again after the next start. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/deliveries/%s/retry",
        "/api/v1/deliveries/%s/discard",
        "/api/v1/events/%s/replay"
      })
  void doesNotSayThatAnOrderWasNotDoneWhereTheStoreBreaks(String path) {
    admin.records.fail();

    HttpResponse<String> answer = admin.post(path.formatted(id("dead")), ORDER);

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.body()).contains("not known").doesNotContain("IllegalState");
  }

  private List<String> listed(String path) {
    JsonArray events = admin.json(path).getJsonArray("events");
    return events.stream().map(it -> ((JsonObject) it).getString("event")).toList();
  }

  private static String[] ids(String... names) {
    return List.of(names).stream().map(name -> id(name).value()).toArray(String[]::new);
  }
}
