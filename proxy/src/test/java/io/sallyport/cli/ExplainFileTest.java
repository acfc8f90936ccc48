package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would become of a recorded request, told without a server. */
class ExplainFileTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String EVENT = "{\"id\":\"evt_1\",\"type\":\"charge.refunded\"}";
  private static final String AT = "2026-05-01T12:00:00Z";
  private static final long SIGNED_AT = 1_777_636_800L; // 2026-05-01T12:00:00Z

  @TempDir Path folder;

  @BeforeEach
  void writePolicies() throws IOException {
    Files.createDirectories(folder.resolve("policies"));
    Files.writeString(folder.resolve("secret"), SECRET);
    policy("stripe", "provider: stripe\nkeys: [{id: main, value: \"${file:../secret}\"}]\n");
    policy("github", "provider: github\nkeys: [{id: org, value: \"${file:../secret}\"}]\n");
  }

  @Test
  void tellsTheWholeRoadOfAGenuineOneAndExitsZero() throws Exception {
    Path file = stripe("/hooks/stripe", EVENT, SIGNED_AT, SECRET);

    Sallyport explained = explain(file.toString(), "--at", AT);

    assertThat(explained.exit()).as(explained.toString()).isEqualTo(ExitCode.DONE);
    assertThat(explained.out().lines().map(line -> line.substring(2, 12).strip()))
        .containsExactly("ingress", "verify", "freshness", "facts", "route");
    assertThat(explained.out()).contains("hmac verifies with key `main`", "charge.refunded");
  }

  @Test
  void saysWhatWouldRefuseItAndExitsOne() throws Exception {
    Path file = stripe("/hooks/stripe", EVENT, SIGNED_AT, SECRET + "\n");

    Sallyport explained = explain(file.toString(), "--at", AT);

    assertThat(explained.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(explained.out())
        .contains(
            "REFUSE  signature.mismatch", "verifies if the secret ends in a newline", "remedy");
  }

  @Test
  void saysThatAnOldRecordingIsJudgedByNow() throws Exception {
    Path file = stripe("/hooks/stripe", EVENT, 1_000_000_000L, SECRET);

    Sallyport explained = explain(file.toString());

    assertThat(explained.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(explained.out()).contains("timestamp.stale", "--at sets the time");
  }

  @Test
  void takesTheIntegrationFromTheOptionWhereThePathIsAnothers() throws Exception {
    Path file = stripe("/webhooks", EVENT, SIGNED_AT, SECRET);

    Sallyport untold = explain(file.toString(), "--at", AT);
    Sallyport told = explain(file.toString(), "--at", AT, "-i", "stripe");

    assertThat(untold.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(untold.err()).contains("no policy has the path /webhooks", "github, stripe");
    assertThat(told.exit()).isEqualTo(ExitCode.DONE);
    assertThat(told.out()).contains("/hooks/stripe", "path.unknown");
  }

  @Test
  void refusesWhatTheIngressWouldRefuse() throws Exception {
    Path file = write("GET /hooks/stripe HTTP/1.1\r\nHost: h\r\n\r\n");

    Sallyport explained = explain(file.toString());

    assertThat(explained.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(explained.out()).contains("ingress    REFUSE  method.not-allowed");
  }

  @Test
  void readsStandardInput() throws Exception {
    byte[] recording = Files.readAllBytes(stripe("/hooks/stripe", EVENT, SIGNED_AT, SECRET));
    InputStream before = System.in;

    System.setIn(new ByteArrayInputStream(recording));
    try {
      assertThat(explain("-", "--at", AT).exit()).isEqualTo(ExitCode.DONE);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void printsJsonForPrograms() throws Exception {
    Path file = stripe("/hooks/stripe", EVENT + " ", SIGNED_AT, SECRET);

    JsonNode json =
        new ObjectMapper().readTree(explain(file.toString(), "--at", AT, "--json").out());

    assertThat(json.path("integration").asText()).isEqualTo("stripe");
    assertThat(json.path("stages").get(1).path("stage").asText()).isEqualTo("verify");
  }

  @Test
  void printsTheRequestAsCurlToTheGate() throws Exception {
    Path file = stripe("/hooks/stripe", EVENT, SIGNED_AT, SECRET);

    assertThat(explain(file.toString(), "--at", AT, "--curl").out())
        .contains("curl -gsS -X 'POST' 'http://127.0.0.1:8080/hooks/stripe'")
        .contains("--data-raw '" + EVENT + "'");
  }

  @Test
  void saysWhatIsWrongWithTheFileTheTimeAndThePolicy() throws Exception {
    Path file = stripe("/hooks/broken", EVENT, SIGNED_AT, SECRET);
    policy("broken", "provider: stripe\nkeys: [\"${file:../nowhere}\"]\n");

    Path nonsense = Files.writeString(folder.resolve("nonsense.http"), "nonsense\n\n");

    assertUsage("nonsense.http:1: want a request line", nonsense.toString());
    assertUsage("there is no file", folder.resolve("absent.http").toString());
    assertUsage("--at: want a time", file.toString(), "--at", "yesterday");
    assertUsage("broken does not load", file.toString());
    assertUsage("nowhere", file.toString(), "-i", "broken");
    assertUsage("there is no policy nobody", file.toString(), "-i", "nobody");
  }

  @Test
  void neverPrintsTheSecret() throws Exception {
    Path file = stripe("/hooks/stripe", EVENT, SIGNED_AT, SECRET + "\n");

    assertThat(explain(file.toString(), "--at", AT, "--curl").toString()).doesNotContain(SECRET);
  }

  private void assertUsage(String sentence, String... arguments) {
    Sallyport run = explain(arguments);

    assertThat(run.exit()).as(run.toString()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(sentence);
  }

  private Sallyport explain(String... arguments) {
    return Sallyport.run(
        Stream.of(
                Stream.of("explain"),
                Arrays.stream(arguments),
                Stream.of("--policies", folder.resolve("policies").toString()))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private void policy(String name, String yaml) throws IOException {
    Files.writeString(
        folder.resolve("policies").resolve(name + ".yaml"),
        yaml + "deliver: http://127.0.0.1:9/\n");
  }

  private Path stripe(String path, String body, long time, String secret) throws Exception {
    return write(
        "POST %s HTTP/1.1\nHost: h\nContent-Type: application/json\nStripe-Signature: t=%d,v1=%s\n\n%s"
            .formatted(path, time, mac(secret, time + "." + EVENT), body));
  }

  private Path write(String recording) throws IOException {
    return Files.writeString(folder.resolve("x.http"), recording);
  }

  private static String mac(String secret, String content) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
  }
}
