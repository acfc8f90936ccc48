package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.Hmac;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a batch of more than 1,000 events is held as one, at a whole gate")
class LargeBatchTest {
  private static final String SECRET = "acme-signs-with-these-36-characters";

  @TempDir private Path folder;
  private RunningGate gate;

  @BeforeEach
  void start() {
    gate =
        RunningGate.in(folder)
            .policy("together", policy("signed: \"{body}\"", "{header:X-Signature}", false))
            .policy("split", policy("signed: \"{body}\"", "{header:X-Signature}", true))
            .policy(
                "singly", policy("per: item\n  signed: \"{item:/id}\"", "{item:/signature}", false))
            .start();
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  private static String policy(String signed, String signature, boolean split) {
    return """
    verify:
      hmac: sha256
      %s
      signature: {from: "%s", as: "{hex}"}
    freshness: {none: "it signs no time"}
    items: /all/*
    facts: {id: "{item:/id}"}
    keys: [{id: k1, value: "%s"}]
    deliver: {to: "APP/in", split: %s}
    """
        .formatted(signed, signature, SECRET, split);
  }

  @Test
  void asManyAsAreLookedAtGoOnAtOnce() {
    String full = batch(1_000, i -> event("e" + i));

    HttpResponse<String> answer = send("together", full);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Sallyport-Outcome")).isEmpty();
    RunningGate.Reached reached = gate.reached(1).get(0);
    assertThat(reached.body()).isEqualTo(full);
    assertThat(reached.fields().get("Sallyport-Items")).containsExactly("1000");
  }

  @ParameterizedTest(name = "where they go {0}")
  @ValueSource(strings = {"together", "split"})
  void oneMoreAndAllAreHeldAsOneAndReleasedWhole(String integration) {
    String crowd = batch(1_001, i -> event("e" + i));
    assertHeld(send(integration, crowd));
    assertHeld(send(integration, crowd));
    JsonArray held = new JsonObject(run("quarantine", "ls", "--json").out()).getJsonArray("held");
    assertThat(held).hasSize(1);
    assertThat(held.getJsonObject(0).getString("reason")).isEqualTo("batch.too-large");
    String name = held.getJsonObject(0).getString("event");
    assertThat(run("explain", name).out()).contains("verify     ok", "batch.too-large");
    assertThat(gate.reached()).isEmpty();

    Sallyport released = run("quarantine", "release", name, "--note", "they had an outage");

    assertThat(released.exit()).as(released.toString()).isEqualTo(ExitCode.DONE);
    RunningGate.Reached reached = gate.reached(1).get(0);
    assertThat(reached.body()).isEqualTo(crowd);
    assertThat(reached.fields().get("X-Signature")).containsExactly(sign(crowd));
    assertThat(reached.fields()).doesNotContainKey("Sallyport-Items");
    assertThat(send(integration, crowd).headers().firstValue("Sallyport-Outcome"))
        .contains("duplicate");
    assertThat(gate.reached()).hasSize(1);
  }

  @Test
  void whatDoesNotVerifyIsNotHeld() {
    String crowd = batch(1_001, i -> event("e" + i));

    HttpResponse<String> forged =
        gate.post("/hooks/together", crowd, "X-Signature", sign(crowd + " "));

    assertThat(forged.statusCode()).isEqualTo(401);
    assertThat(run("quarantine", "ls").out().strip()).isEqualTo("none");
  }

  /** Nobody asks a thousand and one signatures: each that was not asked may be forged. */
  @Test
  void whereEachEventIsSignedOneMoreIsRefused() {
    IntFunction<String> signed =
        i -> "{\"id\":\"e%d\",\"signature\":\"%s\"}".formatted(i, sign("e" + i));

    assertThat(send("singly", batch(1_000, signed)).statusCode()).isEqualTo(200);
    assertThat(send("singly", batch(1_001, signed)).statusCode()).isEqualTo(401);

    assertThat(run("quarantine", "ls").out().strip()).isEqualTo("none");
    assertThat(gate.reached(1)).hasSize(1);
  }

  private static void assertHeld(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Sallyport-Outcome")).contains("held");
  }

  private static String event(String id) {
    return "{\"id\":\"" + id + "\"}";
  }

  private static String batch(int count, IntFunction<String> event) {
    return IntStream.range(0, count)
        .mapToObj(event)
        .collect(Collectors.joining(",", "{\"all\":[", "]}"));
  }

  private HttpResponse<String> send(String integration, String body) {
    return gate.post("/hooks/" + integration, body, "X-Signature", sign(body));
  }

  private Sallyport run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of("--server", gate.server().adminUrl(), "--data", folder.resolve("data").toString()));
    return Sallyport.run(all.toArray(String[]::new));
  }

  private static String sign(String content) {
    return Hmac.sha256(SECRET, content);
  }
}
