package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole gate over loopback HTTP, as GitHub would meet it. */
class ServerTest {
  private static final String SECRET = "It's a Secret to Everybody";
  private static final String BODY = "{\"action\":\"opened\",\"note\":\"\u00fc\\r\\n\"}";
  private static final String POLICY =
      "provider: github\nkeys: [{id: main, value: \""
          + SECRET
          + "\"}]\ndeliver: {to: \"APP/in\", mode: pass-through}\n";

  @TempDir private Path folder;
  private RunningGate gate;

  @BeforeEach
  void prepare() {
    gate = RunningGate.in(folder).policy("github", POLICY);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void forwardsWhatIsGenuineAndNothingElse() {
    gate.start();

    HttpResponse<String> genuine = github(BODY, signature(BODY));
    HttpResponse<String> changed = github(BODY.replace("opened", "closed"), signature(BODY));
    HttpResponse<String> unsigned = gate.post("/hooks/github", BODY);

    assertThat(genuine.statusCode()).isEqualTo(200);
    assertThat(genuine.body()).isEqualTo("taken");
    assertThat(List.of(changed.statusCode(), unsigned.statusCode())).containsOnly(401);
    assertThat(gate.reached()).hasSize(1);
    assertThat(gate.reached().get(0).body().getBytes(StandardCharsets.ISO_8859_1))
        .isEqualTo(BODY.getBytes(StandardCharsets.UTF_8));
    assertThat(gate.reached().get(0).fields().get("Sallyport-Key-Id")).containsExactly("main");
  }

  /** Threat row 22: which check failed cannot be told from the answer. */
  @Test
  void refusesEveryForgeryAlike() {
    gate.start();

    List<HttpResponse<String>> refusals =
        List.of(
            gate.post("/hooks/github", BODY),
            github(BODY, "sha256="),
            github(BODY, "sha1=" + "0".repeat(40)),
            github(BODY, "sha256=" + "0".repeat(64)),
            github(BODY, signature(BODY).substring(0, 40)),
            github(BODY + " ", signature(BODY)));

    Set<String> shapes =
        refusals.stream()
            .map(
                it ->
                    it.statusCode()
                        + " "
                        + it.headers().map().keySet()
                        + " "
                        + it.body().replaceAll("r-[a-z0-9]{4}-[a-z0-9]{4}", "REF"))
            .collect(Collectors.toSet());
    assertThat(shapes).hasSize(1);
    assertThat(shapes.iterator().next()).startsWith("401 ").contains("urn:sallyport:REF");
    assertThat(gate.reached()).isEmpty();
  }

  /** Threat row 21: a signature for one integration is worth nothing at another. */
  @Test
  void doesNotAcceptOneIntegrationsSignatureAtAnother() {
    gate.policy("other", POLICY.replace(SECRET, "another-secret-of-32-bytes-length")).start();

    HttpResponse<String> answer =
        gate.post("/hooks/other", BODY, "X-Hub-Signature-256", signature(BODY));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(gate.reached()).isEmpty();
  }

  /** Threat row 23: nothing but a policy that says why lets in what is unproved, and it is told. */
  @Test
  void row23VerificationIsNotTurnedOffByMistake() {
    gate.policy("silent", "deliver: {to: \"APP/in\", mode: pass-through}\n")
        .policy("empty", "verify: {none: \"\"}\ndeliver: {to: \"APP/in\", mode: pass-through}\n")
        .policy(
            "open", "verify: {none: \"a test\"}\ndeliver: {to: \"APP/in\", mode: pass-through}\n")
        .start();

    assertThat(gate.post("/hooks/silent", BODY).statusCode()).isEqualTo(503);
    assertThat(gate.post("/hooks/empty", BODY).statusCode()).isEqualTo(503);
    assertThat(gate.post("/hooks/open", BODY).statusCode()).isEqualTo(200);
    assertThat(gate.post("/hooks/github", BODY).statusCode()).isEqualTo(401);
    assertThat(metrics())
        .contains("sallyport_unsigned_integrations{integration=\"open\"} 1.0")
        .contains("sallyport_unsigned_integrations{integration=\"github\"} 0.0");
  }

  @Test
  void row23NoSwitchOfTheConfigurationTurnsVerificationOff() {
    for (String line : List.of("verify: off", "unsigned: true", "enforce: {monitor-until: x}")) {
      assertThatThrownBy(() -> gate.start(line + "\n")).hasMessageContaining("unknown key");
    }
  }

  /** Threat row 105: a bad file never replaces a good one, and says so. */
  @Test
  void keepsTheGoodPolicyWhileTheFileIsBad() {
    gate.start();
    gate.policy("github", "provider: github\nkeyz: [x]\n");

    gate.server().reload().await();

    assertThat(github(BODY, signature(BODY)).statusCode()).isEqualTo(200);
    assertThat(metrics())
        .contains("sallyport_policy_stale{integration=\"github\"} 1.0")
        .contains("sallyport_policy_last_reload_successful 0.0");
  }

  @Test
  void keepsAPathForWhoHasItWhateverANewFileNames() {
    gate.start();
    String taking = POLICY.replace(SECRET, "another-secret-of-32-bytes-length");
    gate.policy("aaa", taking + "path: /hooks/github\n");
    gate.policy("aab", "path: /hooks/github\nnonsense: 1\n");

    gate.server().reload().await();

    assertThat(github(BODY, signature(BODY)).statusCode()).isEqualTo(200);
    assertThat(gate.reached()).hasSize(1);
  }

  @Test
  void usesAChangedPolicyFromTheNextRequestOn() {
    gate.start();
    gate.policy("github", POLICY.replace(SECRET, "a-new-secret-after-the-rotation!"));

    gate.server().reload().await();

    assertThat(github(BODY, signature(BODY)).statusCode()).isEqualTo(401);
  }

  @Test
  void keepsTheGoodPolicyAcrossARestart() {
    gate.start();
    gate.server().stop().await();
    gate.policy("github", "provider: github\nkeyz: [x]\n");

    gate.start();

    assertThat(github(BODY, signature(BODY)).statusCode()).isEqualTo(200);
  }

  @Test
  void answers503WhereNoPolicyWasEverGood() {
    gate.policy("broken", "provider: nobody-knows\n").start();

    HttpResponse<String> answer = gate.post("/hooks/broken", BODY);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(github(BODY, signature(BODY)).statusCode()).isEqualTo(200);
  }

  @Test
  void relaysUnderTrialButMarksIt() {
    gate.policy("github", POLICY + "enforce: {monitor-until: %s}\n".formatted(inAWeek())).start();

    HttpResponse<String> answer = github(BODY + " ", signature(BODY));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(gate.reached().get(0).fields().get("Sallyport-Verdict"))
        .containsExactly("would-reject");
    assertThat(gate.reached().get(0).fields()).doesNotContainKey("Sallyport-Key-Id");
  }

  /** Threat row 39: nothing of the admin side is on the public listener. */
  @Test
  void showsNothingOfTheAdminSideToPlatforms() {
    gate.start();

    assertThat(
            Stream.of(
                    "/", "/api/v1/status", "/api/v1/refusals", "/api/v1/tail", "/metrics", "/livez")
                .map(path -> gate.get(path).statusCode()))
        .containsOnly(404);
  }

  @Test
  void refusesToPutTheAdminSideOnThePublicAddress() {
    assertThatThrownBy(
            () ->
                gate.start(
                    "ingress: {listen: \"127.0.0.1:18734\"}\nadmin: {listen: \"127.0.0.1:18734\"}\n"))
        .hasMessageContaining("admin");
  }

  /** Threat row 103: two servers that write one folder would each undo what the other promised. */
  @Test
  void doesNotStartOnADataFolderThatIsInUse() {
    gate.start();
    RunningGate second = RunningGate.in(folder);

    assertThatThrownBy(second::start)
        .hasMessageContaining("data: ")
        .hasMessageContaining("is in use by process " + ProcessHandle.current().pid());

    second.close();
    gate.server().stop().await();
    gate.start();
    assertThat(github(BODY, signature(BODY)).statusCode()).isEqualTo(200);
  }

  /** Threat row 58: what strangers invent makes no new series. */
  @Test
  void makesNoSeriesOfWhatStrangersInvent() {
    gate.start();
    gate.get("/first");
    long before = metrics().lines().filter(it -> it.startsWith("sallyport_")).count();

    for (int i = 0; i < 200; i++) {
      gate.get("/nobody-" + i);
    }

    assertThat(metrics().lines().filter(it -> it.startsWith("sallyport_")).count())
        .isEqualTo(before);
  }

  /** Law 9: neither the metrics nor any file below data holds the secret. */
  @Test
  void writesNoSecretAnywhere() throws IOException {
    gate.start();
    github(BODY, signature(BODY));
    github(BODY + "x", signature(BODY));

    assertThat(metrics()).doesNotContain(SECRET);
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.startsWith(folder.resolve("data").resolve("policies"))) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
        }
      }
    }
  }

  private HttpResponse<String> github(String body, String signature) {
    return gate.post(
        "/hooks/github",
        body,
        "X-Hub-Signature-256",
        signature,
        "X-GitHub-Event",
        "issues",
        "Content-Type",
        "application/json");
  }

  private String metrics() {
    return gate.metrics();
  }

  private static String inAWeek() {
    return java.time.Instant.now().plus(java.time.Duration.ofDays(7)).toString();
  }

  private static String signature(String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return "sha256="
          + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
