package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.Hmac;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees and does, on a whole gate with its store. */
class ByHandTest {
  private static final String SECRET = "whsec_a secret of enough bytes";
  private static final String BODY =
      "{\"id\":\"evt_1\",\"type\":\"charge.refunded\",\"created\":1,\"livemode\":false}";
  private static final String POLICY =
      "provider: stripe\nkeys: [{id: main, value: \"%s\"}]\ndeliver: {to: \"APP/in\", mode: pass-through}\n"
          .formatted(SECRET);

  @TempDir private Path folder;
  private RunningGate gate;

  @BeforeEach
  void start() {
    gate = RunningGate.in(folder).policy("stripe", POLICY).start();
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void findsAnEventThatWasDeliveredAndExplainsIt() {
    String event = event(post(BODY));
    post(BODY);

    Sallyport ls = run("events", "ls", "-i", "stripe", "--type", "charge.refunded");
    Sallyport told = run("explain", event);

    assertThat(ls.out().lines()).hasSize(2).last().asString().contains("done").endsWith(event);
    assertThat(told.exit()).isEqualTo(ExitCode.DONE);
    assertThat(told.out()).contains("admit      ok", "received 2 times");
    assertThat(new JsonObject(run("events", "show", event, "--json").out()).getString("standing"))
        .isEqualTo("done");
    assertThat(run("events", "ls", "--account", "nobody").out().strip()).isEqualTo("none");
  }

  @Test
  void showsWhatIsHeldAndReleasesItByItsDigest() {
    post(BODY);
    String other = BODY.replace("false", "true");
    assertThat(post(other).headers().firstValue("Sallyport-Outcome")).contains("held");

    JsonArray held = new JsonObject(run("quarantine", "ls", "--json").out()).getJsonArray("held");
    assertThat(held).hasSize(1);
    String name = held.getJsonObject(0).getString("event");
    assertThat(held.getJsonObject(0).getString("reason")).isEqualTo("replay.conflict");
    Sallyport http = run("quarantine", "show", name, "--http");
    Sallyport explained = run("explain", name);
    Sallyport wrong = run("quarantine", "release", name, "--note", "n", "--sha256", "0".repeat(64));
    Sallyport released = run("quarantine", "release", name, "--note", "asked them");

    assertThat(http.out()).contains(other);
    assertThat(explained.out()).contains("verify     ok", "hold       HOLD", "replay.conflict");
    assertThat(wrong.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(released.exit()).as(released.toString()).isEqualTo(ExitCode.DONE);
    assertThat(run("quarantine", "ls").out().strip()).isEqualTo("none");
    assertThat(run("quarantine", "release", name, "--note", "again").exit())
        .isEqualTo(ExitCode.REFUSED);
    assertThat(run("quarantine", "show", name).out()).contains("released", "asked them");
  }

  @Test
  void rejectsForGoodAndKeepsItSo() {
    post(BODY);
    post(BODY.replace("false", "true"));

    Sallyport rejected =
        run("quarantine", "reject", "-i", "stripe", "--yes", "--note", "a test", "--by", "ada");

    assertThat(rejected.exit()).as(rejected.toString()).isEqualTo(ExitCode.DONE);
    assertThat(run("events", "ls", "--verdict", "reject").out().lines()).hasSize(2);
    assertThat(gate.reached()).hasSize(1);
  }

  @Test
  void countsWhatLiesThere() {
    post(BODY);

    JsonObject stats = new JsonObject(run("store", "stats", "--json").out());

    assertThat(stats.getLong("claims")).as("about").isNotNegative();
    assertThat(stats.getLong("journalBytes")).isPositive();
    assertThat(stats.getLong("diskFreeBytes")).isPositive();
    assertThat(stats.getJsonArray("damages")).isEmpty();
  }

  /** While the server runs it must not be touched; stopped, it is whole and can be copied. */
  @Test
  void checksAndCopiesTheStoreOfAStoppedNode() {
    post(BODY);
    String data = folder.resolve("data").toString();
    assertThat(Sallyport.run("store", "check", "--data", data).exit()).isEqualTo(ExitCode.REFUSED);

    gate.server().stop().await();
    Sallyport check = Sallyport.run("store", "check", "--data", data);
    Sallyport backup =
        Sallyport.run("store", "backup", folder.resolve("copy").toString(), "--data", data);

    assertThat(check.exit()).as(check.toString()).isEqualTo(ExitCode.DONE);
    assertThat(backup.exit()).as(backup.toString()).isEqualTo(ExitCode.DONE);
    gate.start();
    assertThat(run("events", "ls").out().lines()).hasSize(2);
  }

  @Test
  void bringsADeadLetterToAnApplicationThatIsUpAgain() {
    durable("APP/status/500", "retry: {first: 100ms, most: 100ms, attempts: 2}");
    String event = event(post(BODY));
    until(() -> standing(event).equals("dead-letter"));
    int tries = gate.reached().size();

    Sallyport ls = run("deliveries", "ls", "--verdict", "dead-letter");
    Sallyport told = run("explain", event);
    durable("APP/in", "");
    Sallyport retry = run("deliveries", "retry", event, "--by", "ada", "--note", "it is up");

    assertThat(tries).isEqualTo(2);
    assertThat(ls.out()).contains("500", event);
    assertThat(told.out()).contains("deliver    FAIL", "a dead letter after 2 tries", "remedy");
    assertThat(retry.exit()).as(retry.toString()).isEqualTo(ExitCode.DONE);
    until(() -> standing(event).equals("done"));
    RunningGate.Reached last = gate.reached().get(gate.reached().size() - 1);
    assertThat(last.body()).isEqualTo(BODY);
    assertThat(last.target()).isEqualTo("/in");
    assertThat(last.fields().get("webhook-id")).containsExactly(event);
  }

  @Test
  void givesADeadLetterUp() {
    durable("APP/status/500", "retry: {first: 100ms, most: 100ms, attempts: 1}");
    String event = event(post(BODY));
    until(() -> standing(event).equals("dead-letter"));

    Sallyport discard = run("deliveries", "discard", "-i", "stripe", "--yes", "--note", "obsolete");

    assertThat(discard.exit()).as(discard.toString()).isEqualTo(ExitCode.DONE);
    assertThat(standing(event)).isEqualTo("discarded");
    assertThat(run("deliveries", "ls").out().strip()).isEqualTo("none");
    assertThat(run("deliveries", "retry", event).exit()).isEqualTo(ExitCode.REFUSED);
  }

  /** Under an id of its own, or an application that knows the first one would leave it out. */
  @Test
  void replaysAnEventUnderAnIdOfItsOwn() {
    durable("APP/in", "");
    String event = event(post(BODY));
    until(() -> standing(event).equals("done"));

    Sallyport replay = run("events", "replay", event, "--by", "ada", "--note", "restored");

    assertThat(replay.exit()).as(replay.toString()).isEqualTo(ExitCode.DONE);
    until(() -> gate.reached().size() == 2);
    assertThat(gate.reached())
        .allSatisfy(it -> assertThat(it.body()).isEqualTo(BODY))
        .extracting(it -> it.fields().get("webhook-id"))
        .doesNotHaveDuplicates()
        .first()
        .isEqualTo(List.of(event));
  }

  @Test
  void sendsOnWhatIsReleased() {
    durable("APP/in", "");
    post(BODY);
    String other = BODY.replace("false", "true");
    post(other);
    until(() -> gate.reached().size() == 1);
    String name =
        new JsonObject(run("quarantine", "ls", "--json").out())
            .getJsonArray("held")
            .getJsonObject(0)
            .getString("event");

    assertThat(run("quarantine", "release", name, "--note", "fine").exit())
        .isEqualTo(ExitCode.DONE);

    until(() -> gate.reached().size() == 2);
    assertThat(gate.reached().get(1).body()).isEqualTo(other);
    assertThat(gate.reached().get(1).fields().get("webhook-id")).containsExactly(name);
  }

  private void durable(String to, String more) {
    gate.policy(
            "stripe",
            """
            provider: stripe
            keys: [{id: main, value: "%s"}]
            deliver:
              to: "%s"
              mode: durable
              %s
            """
                .formatted(SECRET, to, more))
        .server()
        .reload()
        .await();
  }

  private String standing(String event) {
    return new JsonObject(run("events", "show", event, "--json").out()).getString("standing");
  }

  private static String event(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.headers().firstValue("Sallyport-Event").orElseThrow();
  }

  private HttpResponse<String> post(String body) {
    long time = Instant.now().getEpochSecond();
    return gate.post(
        "/hooks/stripe", body, "Stripe-Signature", "t=" + time + ",v1=" + hmac(time + "." + body));
  }

  private static String hmac(String text) {
    return Hmac.sha256(SECRET, text);
  }

  private Sallyport run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of("--server", gate.server().adminUrl(), "--data", folder.resolve("data").toString()));
    return Sallyport.run(all.toArray(String[]::new));
  }
}
