package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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
      "provider: stripe\nkeys: [{id: main, value: \"%s\"}]\ndeliver: \"APP/in\"\n"
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
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Sallyport run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of("--server", gate.server().adminUrl(), "--data", folder.resolve("data").toString()));
    return Sallyport.run(all.toArray(String[]::new));
  }
}
