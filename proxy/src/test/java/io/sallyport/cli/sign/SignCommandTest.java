package io.sallyport.cli.sign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.RunningGate;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.policy.sample.RecordedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SignCommandTest {
  private static final String SECRET = "a-secret-of-this-test-0123456789abcdef";

  @TempDir Path folder;

  private RunningGate gate;
  private Path policies;

  @BeforeEach
  void write() throws IOException {
    gate = RunningGate.in(folder);
    policies = folder.resolve("policies");
    Files.writeString(folder.resolve("secret"), SECRET + "\n");
    for (String provider : new String[] {"github", "stripe", "slack", "gitlab-token", "twilio"}) {
      gate.policy(provider, policy(provider));
    }
  }

  @AfterEach
  void close() {
    gate.close();
  }

  @ParameterizedTest
  @CsvSource({"github", "stripe", "slack", "gitlab-token", "twilio"})
  void sendsWhatTheGateTakesAndPassesOn(String provider) {
    gate.start();

    Sallyport sent = sign(provider, "--to", gate.server().ingressUrl());

    assertThat(sent.exit()).as(sent.toString()).isEqualTo(ExitCode.DONE);
    assertThat(sent.out()).startsWith("200 in ").contains("event   evt_").contains("taken");
    assertThat(gate.reached()).hasSize(1);
  }

  @Test
  void signsTheBodyThatItIsGiven() throws IOException {
    gate.start();
    Files.writeString(folder.resolve("body.json"), "{\"from\":\"a file\"}");
    String to = gate.server().ingressUrl();

    sign("github", "{\"said\": \"here\"}", "--type", "issues", "--to", to);
    sign("github", folder.resolve("body.json").toString(), "--to", to);

    assertThat(gate.reached()).hasSize(2);
    assertThat(gate.reached().get(0).body()).isEqualTo("{\"said\": \"here\"}");
    assertThat(gate.reached().get(0).fields().get("X-GitHub-Event")).containsExactly("issues");
    assertThat(gate.reached().get(1).body()).isEqualTo("{\"from\":\"a file\"}");
  }

  @Test
  void showsWhyTheGateRefused() throws IOException {
    gate.start();
    Files.writeString(folder.resolve("secret"), "another-secret-0123456789abcdef");
    gate.policy("github", policy("github").replace("secret}", "other}"));
    Files.writeString(folder.resolve("other"), "yet-another-secret-0123456789");

    Sallyport sent = sign("github", "--to", gate.server().ingressUrl());

    assertThat(sent.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(sent.out()).startsWith("401 in ").containsPattern("sallyport explain r-");
    assertThat(gate.reached()).isEmpty();
  }

  @Test
  void saysWhenNobodyListens() {
    Sallyport sent = sign("github", "--to", "http://127.0.0.1:1");

    assertThat(sent.exit()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(sent.err()).contains("nobody listens at http://127.0.0.1:1");
  }

  @Test
  void printsACommandWithoutTheSecretEvenWhereTheRequestIsTheSecret() {
    String github = sign("github").out();
    String gitlab = sign("gitlab-token").out();

    assertThat(github).startsWith("curl -gsS -X 'POST' 'http://127.0.0.1:8080/hooks/github'");
    assertThat(github).doesNotContain(SECRET);
    assertThat(gitlab.lines().findFirst().orElse("")).isEqualTo("curl -gsS -K /dev/fd/3 3<<'CURL'");
    assertThat(gitlab).contains("header = \"X-Gitlab-Token: " + SECRET + "\"");
  }

  @Test
  void printsTheRequestByteForByte() throws Exception {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();

    int exit =
        new CommandLine(new SignCommand(new PrintStream(raw, true, StandardCharsets.UTF_8)))
            .execute("-i", "stripe", "--policies", policies.toString(), "--http", "{\"ä\": 1}");

    RecordedRequest request = RecordedRequest.parse(raw.toByteArray());
    assertThat(exit).isZero();
    assertThat(request.path()).isEqualTo("/hooks/stripe");
    assertThat(request.body().toBytes()).isEqualTo("{\"ä\": 1}".getBytes(StandardCharsets.UTF_8));
    assertThat(request.headers().all("Stripe-Signature")).hasSize(1);
  }

  @Test
  void printsJsonForPrograms() throws IOException {
    JsonNode json = new ObjectMapper().readTree(sign("slack", "--json", "{}").out());

    assertThat(json.path("integration").asText()).isEqualTo("slack");
    assertThat(json.path("registered").asText()).isEqualTo("https://hooks.example.com/hooks/slack");
    assertThat(json.path("accepted").asBoolean()).isTrue();
    assertThat(json.path("body").binaryValue()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(json.toString()).doesNotContain(SECRET);
  }

  @Test
  void pretendsToBeSentAtAnotherTime() {
    gate.start();

    Sallyport sent =
        sign("stripe", "--at", "2020-01-01T00:00:00Z", "--to", gate.server().ingressUrl());

    assertThat(sent.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(gate.reached()).isEmpty();
  }

  @Test
  void saysThatOnlyTheSenderCanAndWhatToDoInstead() {
    gate.policy(
        "discord-interactions",
        "provider: discord-interactions\nkeys: [{id: a, value: \""
            + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
            + "\"}]\ndeliver: {to: APP, mode: pass-through}\n");

    Sallyport refused = sign("discord-interactions");
    Sallyport anew = sign("discord-interactions", "--throw-away-key");

    assertThat(refused.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .contains("signs with a private key that only it has")
        .contains("--throw-away-key");
    assertThat(anew.exit()).as(anew.toString()).isEqualTo(ExitCode.DONE);
    assertThat(anew.err()).containsPattern("keys: \\[\\{id: sample, value: \"[0-9a-f]{64}\"}]");
  }

  @Test
  void hasTheGateTakeAThrowAwayKeyOnceItsLinesStandInThePolicy() throws IOException {
    gate.policy(
        "plaid",
        "provider: plaid\nparams: {host: sandbox.plaid.com, client-id: a, secret: b}\ndeliver: {to: APP, mode: pass-through}\n");
    gate.start();
    JsonNode json = new ObjectMapper().readTree(sign("plaid", "--throw-away-key", "--json").out());
    gate.policy(
        "plaid",
        "provider: plaid\nparams: {host: sandbox.plaid.com, client-id: a, secret: b}\ndeliver: {to: APP, mode: pass-through}\n"
            + json.path("trial").path("policy").asText());
    gate.server().reload().await();

    int status = send(json);

    assertThat(status).isEqualTo(200);
    assertThat(gate.reached()).hasSize(1);
  }

  @Test
  void countsWhatCannotBeAsMisuse() {
    assertThat(sign("githb").err()).contains("did you mean \"github\"?");
    assertThat(sign("githb").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(sign("github", "no-such.json").err()).contains("there is no file no-such.json");
    assertThat(sign("github", "--to", "http://x/path").err()).contains("want the gate's address");
    assertThat(sign("github", "--to", "http://x", "--throw-away-key").exit())
        .isEqualTo(ExitCode.USAGE);
    assertThat(sign("github", "-H", "nonsense").err()).contains("want NAME: VALUE");
    assertThat(sign("../secret").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void namesTheVariableThatIsNotSet() {
    gate.policy(
        "github",
        "provider: github\nkeys: [\"${env:NOBODY_SET_THIS}\"]\ndeliver: {to: APP, mode: pass-through}\n");

    Sallyport signed = sign("github");

    assertThat(signed.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(signed.err())
        .contains("github.yaml:2:8")
        .contains("environment variable NOBODY_SET_THIS is not set")
        .doesNotContain("--throw-away-key");
  }

  private int send(JsonNode json) throws IOException {
    List<String> fields = new ArrayList<>();
    for (JsonNode field : json.path("fields")) {
      if (!field.path(0).asText().equals("Content-Length")) {
        fields.add(field.path(0).asText());
        fields.add(field.path(1).asText());
      }
    }
    String body = new String(json.path("body").binaryValue(), StandardCharsets.UTF_8);
    return gate.post("/hooks/plaid", body, fields.toArray(String[]::new)).statusCode();
  }

  private static String policy(String provider) {
    return "provider: "
        + provider
        + "\nkeys: [\"${file:../secret}\"]\ndeliver: {to: APP, mode: pass-through}\n";
  }

  private Sallyport sign(String name, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("sign", "-i", name, "--policies", policies.toString()));
    all.addAll(List.of(more));
    return Sallyport.run(all.toArray(String[]::new));
  }
}
