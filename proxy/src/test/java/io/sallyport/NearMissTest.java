package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.Hmac;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a refusal's reference to the mistake that somebody made in setting the webhook up. */
class NearMissTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String BODY = "{\"action\":\"opened\",\"number\":1}";

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
  void namesANewlineThatTheSenderSignsWith() {
    github("github", SECRET);

    assertHint("verifies if the secret ends in a newline", SECRET + "\n", BODY);
  }

  @Test
  void namesANewlineOfTheConfiguredSecret() {
    github("github", SECRET + "\\n");

    assertHint("the configured secret ends in a newline", SECRET, BODY);
  }

  @Test
  void namesASecretThatIsToBeDecoded() {
    byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
    github("github", Base64.getEncoder().encodeToString(bytes));

    assertHint("verifies if the secret is decoded (key.as: base64)", SECRET, BODY);
  }

  @Test
  void namesABodyThatWasParsedAndWrittenAnew() {
    github("github", SECRET);

    assertHint("parsed the JSON body", SECRET, "{\"action\": \"opened\", \"number\": 1}");
  }

  @Test
  void namesTheIntegrationWhoseDeliveryItIs() {
    gate.policy("other", policy("another-secret-of-32-bytes-length"));
    github("github", SECRET);

    assertHint("verifies with key `main` of `other`", "another-secret-of-32-bytes-length", BODY);
  }

  @Test
  void hasNoHintForAForgeryAndTellsTheSenderNothing() {
    github("github", SECRET);

    HttpResponse<String> forged = deliver("an-attackers-secret", BODY);

    assertThat(explain(forged).out()).contains("signature.mismatch").doesNotContain("hint");
    assertThat(deliver(SECRET + "\n", BODY).body().replaceAll("r-[a-z0-9]{4}-[a-z0-9]{4}", "REF"))
        .isEqualTo(forged.body().replaceAll("r-[a-z0-9]{4}-[a-z0-9]{4}", "REF"));
  }

  private void assertHint(String hint, String signedWith, String signedBody) {
    HttpResponse<String> refused = deliver(signedWith, signedBody);

    Sallyport explained = explain(refused);

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(explained.exit()).isEqualTo(ExitCode.DONE);
    assertThat(explained.out()).containsPattern("hint +.*" + java.util.regex.Pattern.quote(hint));
    assertThat(explained.out()).doesNotContain(SECRET);
  }

  private void github(String name, String secret) {
    gate.policy(name, policy(secret)).start();
  }

  private static String policy(String secret) {
    return "provider: github\nkeys: [{id: main, value: \"" + secret + "\"}]\ndeliver: \"APP/in\"\n";
  }

  /** Sends the body that is always sent, under a signature over the one that was signed. */
  private HttpResponse<String> deliver(String signedWith, String signedBody) {
    return gate.post(
        "/hooks/github",
        BODY,
        "X-Hub-Signature-256",
        "sha256=" + mac(signedWith, signedBody),
        "X-GitHub-Event",
        "issues",
        "Content-Type",
        "application/json");
  }

  private Sallyport explain(HttpResponse<String> refused) {
    String body = refused.body();
    int at = body.indexOf("urn:sallyport:");
    return Sallyport.run(
        "explain",
        body.substring(at, body.indexOf('"', at)),
        "--server",
        gate.server().adminUrl(),
        "--data",
        folder.resolve("data").toString());
  }

  private static String mac(String secret, String body) {
    return Hmac.sha256(secret, body);
  }
}
