package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.Hmac;
import io.sallyport.fixture.SettableClock;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asana and Notion bring their signing secret through the webhook endpoint itself: who may choose
 * the key, when, and how often.
 */
class DeliveredKeyTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String ANOTHER = "fedcba9876543210fedcba9876543210";
  private static final String EVENT =
      "{\"events\":[{\"user\":{\"gid\":\"1\"},\"created_at\":\"2026-05-01T11:59:57.000Z\","
          + "\"action\":\"changed\",\"resource\":{\"gid\":\"2\",\"resource_type\":\"task\"}}]}";

  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private RunningGate gate;

  @BeforeEach
  void start() {
    gate =
        RunningGate.in(folder)
            .policy("asana", "provider: asana\ndeliver: \"APP/in\"\n")
            .policy("notion", "provider: notion\ndeliver: {to: \"APP/in\", mode: pass-through}\n")
            .policy(
                "github",
                "provider: github\nkeys: [\"a-github-secret\"]\ndeliver: {to: \"APP/in\", mode: pass-through}\n")
            .at(clock)
            .start();
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void takesNoSecretThatNobodyAskedForAndSaysWhatToDo() {
    HttpResponse<String> refused = handshake(SECRET);

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("X-Hook-Secret")).isEmpty();
    assertThat(event(SECRET).statusCode()).isEqualTo(401);
    assertThat(sallyport("explain", reference(refused)).out())
        .contains("REFUSE  bootstrap.closed", "sallyport key bootstrap NAME --for 10m");
  }

  @Test
  void takesOneSecretWhileItIsOpenAndVerifiesByIt() {
    Sallyport opened = sallyport("key", "bootstrap", "asana", "--for", "5m");

    HttpResponse<String> taken = handshake(SECRET);

    assertThat(opened.exit()).as(opened.toString()).isEqualTo(ExitCode.DONE);
    assertThat(opened.out()).contains("asana accepts one secret until 2026-05-01T12:05:00Z");
    assertThat(taken.statusCode()).isEqualTo(200);
    assertThat(taken.headers().firstValue("X-Hook-Secret")).contains(SECRET);
    assertThat(event(SECRET).statusCode()).isEqualTo(200);
    assertThat(event(ANOTHER).statusCode()).isEqualTo(401);
    assertThat(gate.reached(1))
        .singleElement()
        .satisfies(it -> assertThat(it.body()).isEqualTo(EVENT));
  }

  /** Whoever comes second, in the same ten minutes, chooses nothing. */
  @Test
  void takesNoSecondSecretInTheSameTime() {
    sallyport("key", "bootstrap", "asana");
    handshake(SECRET);

    HttpResponse<String> second = handshake(ANOTHER);

    assertThat(second.statusCode()).isEqualTo(401);
    assertThat(event(ANOTHER).statusCode()).isEqualTo(401);
    assertThat(event(SECRET).statusCode()).isEqualTo(200);
  }

  @Test
  void opensOneIntegrationAndNoOther() {
    sallyport("key", "bootstrap", "asana");

    HttpResponse<String> other =
        gate.post("/hooks/notion", "{\"verification_token\":\"secret_" + SECRET + "\"}");

    assertThat(other.statusCode()).isEqualTo(401);
  }

  @Test
  void takesNotionsTokenOutOfItsBody() {
    sallyport("key", "bootstrap", "notion");
    String token = "secret_" + SECRET;

    HttpResponse<String> taken =
        gate.post("/hooks/notion", "{\"verification_token\":\"" + token + "\"}");

    String event = "{\"id\":\"1\",\"type\":\"page.created\",\"workspace_id\":\"w\",\"authors\":[]}";
    assertThat(taken.statusCode()).isEqualTo(200);
    assertThat(
            gate.post("/hooks/notion", event, "X-Notion-Signature", "sha256=" + mac(token, event))
                .statusCode())
        .isEqualTo(200);
  }

  /** Notion wants its token typed back, so somebody must be able to read it. */
  @Test
  void showsADeliveredSecretToWhoMayReadTheDataFolder() {
    sallyport("key", "bootstrap", "asana");
    handshake(SECRET);
    String config = folder.resolve("sallyport.yaml").toString();

    Sallyport revealed = Sallyport.run("key", "reveal", "asana", "--config", config);
    Sallyport none = Sallyport.run("key", "reveal", "notion", "--config", config);

    assertThat(revealed.exit()).as(revealed.toString()).isEqualTo(ExitCode.DONE);
    assertThat(revealed.out().strip()).isEqualTo(SECRET);
    assertThat(none.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(none.err()).contains("no platform has delivered a secret to `notion`");
  }

  @Test
  void isClosedAgainWhenItsTimeIsOver() {
    sallyport("key", "bootstrap", "asana", "--for", "5m");
    clock.advance(Duration.ofMinutes(5));

    assertThat(handshake(SECRET).statusCode()).isEqualTo(401);
    assertThat(event(SECRET).statusCode()).isEqualTo(401);
  }

  @Test
  void canBeClosedBeforeItsTime() {
    sallyport("key", "bootstrap", "asana");
    Sallyport closed = sallyport("key", "bootstrap", "asana", "--close");

    assertThat(closed.exit()).isEqualTo(ExitCode.DONE);
    assertThat(handshake(SECRET).statusCode()).isEqualTo(401);
  }

  @Test
  void keepsTheSecretSealedAndAcrossARestart() throws IOException {
    sallyport("key", "bootstrap", "asana");
    handshake(SECRET);

    gate.server().stop().await();
    gate.start();

    assertThat(event(SECRET).statusCode()).isEqualTo(200);
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).anyMatch(file -> file.endsWith("bootstrap/asana.sealed"));
      for (Path file : all) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SECRET);
      }
    }
  }

  @Test
  void saysWhyAnIntegrationCannotBeOpened() {
    assertRefused("no integration of that name", "key", "bootstrap", "nobody");
    assertRefused(
        "has no key.bootstrap; write the secret into its `keys`", "key", "bootstrap", "github");
    for (String time : List.of("0s", "61m", "2h", "10", "-5m", "")) {
      assertRefused("at most 1h", "key", "bootstrap", "asana", "--for", time);
    }

    assertThat(handshake(SECRET).statusCode()).isEqualTo(401);
  }

  @Test
  void opensNothingWhosePolicyDoesNotLoad() {
    gate.policy("broken", "provider: nobody-knows\n");
    gate.server().reload().await();

    assertRefused("does not load: sallyport policy check", "key", "bootstrap", "broken");
  }

  private void assertRefused(String sentence, String... arguments) {
    Sallyport refused = sallyport(arguments);

    assertThat(refused.exit()).as(Arrays.toString(arguments)).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.err()).contains(sentence);
  }

  private HttpResponse<String> handshake(String secret) {
    return gate.post("/hooks/asana", "{}", "X-Hook-Secret", secret);
  }

  private HttpResponse<String> event(String secret) {
    return gate.post("/hooks/asana", EVENT, "X-Hook-Signature", mac(secret, EVENT));
  }

  private Sallyport sallyport(String... arguments) {
    return Sallyport.run(
        Stream.concat(
                Arrays.stream(arguments),
                Stream.of(
                    "--server",
                    gate.server().adminUrl(),
                    "--data",
                    folder.resolve("data").toString()))
            .toArray(String[]::new));
  }

  private static String reference(HttpResponse<String> refused) {
    String body = refused.body();
    int at = body.indexOf("urn:sallyport:");
    return body.substring(at, body.indexOf('"', at));
  }

  private static String mac(String secret, String body) {
    return Hmac.sha256(secret, body);
  }
}
