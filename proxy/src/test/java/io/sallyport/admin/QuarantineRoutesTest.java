package io.sallyport.admin;

import static io.sallyport.fixture.Events.T0;
import static io.sallyport.fixture.Events.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.AdminUnderTest;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.quarantine.item.ItemState.Claimed;
import io.sallyport.quarantine.item.ItemState.Held;
import io.sallyport.quarantine.item.ItemState.Rejected;
import io.sallyport.quarantine.item.ItemState.Released;
import io.sallyport.verdict.Reason;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuarantineRoutesTest {
  private AdminUnderTest admin;
  private HeldItem item;

  @BeforeEach
  void start(@TempDir Path data) {
    admin = new AdminUnderTest(data);
    item = admin.hold("one", Reason.REPLAY_CONFLICT, T0);
    admin.hold("two", Reason.REPLAY_SIGNATURE_REUSED, T0.plusSeconds(1));
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @Test
  void listsWhatIsHeld() {
    JsonArray held = admin.json("/api/v1/quarantine").getJsonArray("held");

    assertThat(held.stream().map(it -> ((JsonObject) it).getString("reason")))
        .containsExactly("replay.signature-reused", "replay.conflict");
    assertThat(admin.json("/api/v1/quarantine?reason=replay.conflict").getJsonArray("held"))
        .hasSize(1);
  }

  @Test
  void tellsOneCaseWithItsDigestAndItsEnd() {
    JsonObject shown = admin.json("/api/v1/quarantine/" + id("one"));

    assertThat(shown.getString("state")).isEqualTo("held");
    assertThat(shown.getString("bodySha256")).isEqualTo(item.bodyDigest());
    assertThat(shown.getString("expires")).isEqualTo("2026-05-08T12:00:00Z");
    assertThat(shown.getString("type")).isEqualTo("push");
    assertThat(admin.get("/api/v1/quarantine/" + id("other")).statusCode()).isEqualTo(404);
  }

  @Test
  void releasesOnceForWhoeverLookedAtTheseBytes() {
    HttpResponse<String> first = decide("release", decision(item.bodyDigest()));
    HttpResponse<String> second = decide("release", decision(item.bodyDigest()));

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(first.body()).getString("reviewer")).isEqualTo("ada");
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(new JsonObject(second.body()).getString("reason")).isEqualTo("quarantine.closed");
    assertThat(admin.released).containsExactly(id("one").value());
    assertThat(admin.held.get(id("one").value()).state()).isInstanceOf(Released.class);
  }

  @Test
  void rejectsForGood() {
    assertThat(decide("reject", decision(item.bodyDigest())).statusCode()).isEqualTo(200);

    assertThat(admin.held.get(id("one").value()).state()).isInstanceOf(Rejected.class);
    assertThat(admin.released).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"release", "reject"})
  void aDecisionAboutOtherBytesChangesNothing(String what) {
    HttpResponse<String> answer = decide(what, decision("0".repeat(64)));

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(new JsonObject(answer.body()).getString("reason"))
        .isEqualTo("quarantine.other-bytes");
    assertThat(admin.held.get(id("one").value()).state()).isInstanceOf(Held.class);
    assertThat(admin.released).isEmpty();
  }

  @Test
  void leavesACaseToWhoeverHasIt() {
    Claimed byBob = new Held(T0.plusSeconds(3_600)).claim("bob", T0.plusSeconds(60));
    admin.held.put(item.in(byBob));

    HttpResponse<String> answer = decide("release", decision(item.bodyDigest()));

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(new JsonObject(answer.body()).getString("reason")).isEqualTo("quarantine.claimed");
    assertThat(admin.held.get(id("one").value()).state()).isEqualTo(byBob);
    assertThat(admin.json("/api/v1/quarantine/" + id("one")).getString("reviewer"))
        .isEqualTo("bob");
  }

  @Test
  void refusesADecisionWithoutAPersonANoteOrADigest() {
    String digest = item.bodyDigest();
    for (String body :
        new String[] {
          "{}",
          "{\"note\":\"n\",\"bodySha256\":\"" + digest + "\"}",
          "{\"by\":\"ada\",\"bodySha256\":\"" + digest + "\"}",
          "{\"by\":\"ada\",\"note\":\"  \",\"bodySha256\":\"" + digest + "\"}",
          "{\"by\":\"ada\",\"note\":\"n\"}",
          "{\"by\":\"ada\",\"note\":\"n\",\"bodySha256\":\"" + digest.substring(1) + "\"}",
          "not JSON"
        }) {
      assertThat(decide("release", body).statusCode()).as(body).isEqualTo(400);
    }
    assertThat(admin.held.get(id("one").value()).state()).isInstanceOf(Held.class);
  }

  @Test
  void knowsNoOtherCase() {
    HttpResponse<String> answer =
        admin.post("/api/v1/quarantine/" + id("other") + "/release", decision(item.bodyDigest()));

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> decide(String what, String body) {
    return admin.post("/api/v1/quarantine/" + id("one") + "/" + what, body);
  }

  private static String decision(String digest) {
    return "{\"by\":\"ada\",\"note\":\"looked at it\",\"bodySha256\":\"" + digest + "\"}";
  }
}
