package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.Hmac;
import io.sallyport.fixture.RecordingUpstream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("row 53 at a whole gate: what was acknowledged is delivered, whatever lies between")
class DurableDeliveryTest {
  private static final String SECRET = "It's a Secret to Everybody";

  @TempDir private Path folder;
  private RunningGate gate;

  @BeforeEach
  void prepare() {
    gate = RunningGate.in(folder);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void isAnsweredAtOnceAndDelivered() {
    to("/in").start();

    HttpResponse<String> answer = event("{\"a\":1}");

    assertThat(answer.statusCode()).isEqualTo(200);
    until(() -> gate.reached().size() == 1);
    assertThat(gate.reached().get(0).body()).isEqualTo("{\"a\":1}");
    assertThat(gate.reached().get(0).fields().get("Sallyport-Attempt")).containsExactly("1");
    assertThat(gate.reached().get(0).fields().get("webhook-id"))
        .isEqualTo(gate.reached().get(0).fields().get("Sallyport-Event"));
  }

  @Test
  void goesWhereTheReloadedPolicySays() {
    to("/status/500").start();
    assertThat(event("{\"a\":1}").statusCode()).isEqualTo(200);
    until(() -> gate.reached().size() >= 2);

    to("/in");
    gate.server().reload().await();

    until(() -> gate.reached().stream().anyMatch(it -> it.target().equals("/in")));
    RunningGate.Reached last = gate.reached().get(gate.reached().size() - 1);
    assertThat(last.body()).isEqualTo("{\"a\":1}");
    assertThat(Integer.parseInt(last.fields().get("Sallyport-Attempt").get(0)))
        .isGreaterThanOrEqualTo(3);
  }

  @Test
  void isStillDeliveredAfterARestart() {
    to("/status/500").start();
    assertThat(event("{\"a\":1}").statusCode()).isEqualTo(200);
    assertThat(event("{\"a\":2}").statusCode()).isEqualTo(200);
    gate.server().stop().await();
    int before = gate.reached().size();

    to("/in").start();

    until(() -> gate.reached().size() == before + 2);
    List<RunningGate.Reached> after = gate.reached().subList(before, before + 2);
    assertThat(after)
        .extracting(RunningGate.Reached::body)
        .containsExactlyInAnyOrder("{\"a\":1}", "{\"a\":2}");
    assertThat(after).allMatch(it -> it.target().equals("/in"));
  }

  /** One try is all that the policy grants, and the gate ended it, not the application. */
  @Test
  void whatIsCutOffByAStopIsTriedAgainThoughItWasTheLastTry() {
    Vertx vertx = Vertx.vertx();
    try {
      AtomicBoolean answers = new AtomicBoolean();
      RecordingUpstream application =
          RecordingUpstream.answering(
              vertx,
              request -> {
                if (answers.get()) {
                  request.response().end();
                }
              });
      gate.policy(
              "shop",
              """
              provider: github
              keys: [{id: main, value: "%s"}]
              deliver: {to: "%s", timeout: 5m, retry: {attempts: 1}}
              """
                  .formatted(SECRET, application.uri("/in")))
          .start();
      assertThat(event("{\"a\":1}").statusCode()).isEqualTo(200);
      until(() -> application.received().size() == 1);

      gate.server().stop().await();
      answers.set(true);
      gate.start();

      until(() -> application.received().size() == 2);
      assertThat(application.received().get(1).all("Sallyport-Attempt")).containsExactly("2");
      until(
          () ->
              gate.metrics()
                  .contains(
                      "sallyport_delivery_attempts_total{integration=\"shop\",outcome=\"delivered\"} 1.0"));
      assertThat(gate.metrics()).contains("sallyport_dead_letters_total{integration=\"shop\"} 0.0");
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void theSenderRetryIsAnsweredFromWhatIsKept() {
    to("/status/500").start();
    event("{\"a\":1}");

    HttpResponse<String> again = event("{\"a\":1}");

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.headers().firstValue("Sallyport-Outcome")).hasValue("duplicate");
  }

  @Test
  void carriesAnAssertionWhereThePolicyWantsOneAndItsKeysAreForEverybody() throws Exception {
    gate.policy(
            "shop",
            """
            provider: github
            keys: [{id: main, value: "%s"}]
            deliver: {to: "APP/in", mode: durable, assertion: true}
            """
                .formatted(SECRET))
        .start();
    event("{\"a\":1}");
    until(() -> gate.reached().size() == 1);

    String token = gate.reached().get(0).fields().get("Sallyport-Assertion").get(0);
    HttpResponse<String> keys =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(gate.server().adminUrl() + "/api/v1/jwks.json"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    String header =
        new String(
            Base64.getUrlDecoder().decode(token.split("\\.", -1)[0]), StandardCharsets.UTF_8);
    assertThat(keys.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(header).getString("kid"))
        .isEqualTo(
            new JsonObject(keys.body()).getJsonArray("keys").getJsonObject(0).getString("kid"));
    assertThat(keys.body()).doesNotContain("\"d\"");
  }

  private RunningGate to(String path) {
    return gate.policy(
        "shop",
        """
        provider: github
        keys: [{id: main, value: "%s"}]
        deliver: {to: "APP%s", mode: durable, retry: {first: 100ms, most: 200ms}}
        """
            .formatted(SECRET, path));
  }

  private HttpResponse<String> event(String body) {
    return gate.post("/hooks/shop", body, "X-Hub-Signature-256", signature(body));
  }

  private static String signature(String body) {
    return "sha256=" + Hmac.sha256(SECRET, body);
  }
}
