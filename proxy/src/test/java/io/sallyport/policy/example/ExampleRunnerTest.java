package io.sallyport.policy.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.compile.APolicy;
import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleRunnerTest {
  // RFC 4231 §4.3 (test case 2): key "Jefe", data "what do ya want for nothing?".
  private static final String RFC_4231 =
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

  private static final String POLICY =
      """
      verify: {hmac: sha256, signed: "{body}", signature: {from: "{header:S}", as: "{hex}"}}
      freshness: {none: test}
      keys: ["${env:NEVER_READ}"]
      deliver: {to: "http://app/", sign: "${env:NEVER_READ}"}
      """;

  @TempDir Path folder;

  @Test
  void runsARecordedRequestWithItsOwnKeys() throws IOException {
    Files.writeString(
        folder.resolve("genuine.http"),
        "POST /hooks/acme HTTP/1.1\nS: "
            + RFC_4231
            + "\nContent-Length: 28\n\nwhat do ya want for nothing?\n");

    assertThat(
            run(
                "examples: [{name: genuine, request: genuine.http, keys: [{id: k, value: Jefe}],"
                    + " expect: {verdict: forward, items: 1, status: 200}}]"))
        .singleElement()
        .satisfies(it -> assertThat(it.faults()).isEmpty());
  }

  @Test
  void runsARequestThatStandsInThePolicyItself() {
    assertThat(
            run(
                """
                examples:
                  - name: genuine
                    request: |
                      POST /hooks/acme HTTP/1.1
                      S: %s
                      Content-Length: 28

                      what do ya want for nothing?
                    keys: [Jefe]
                    expect: forward
                """
                    .formatted(RFC_4231)))
        .singleElement()
        .satisfies(it -> assertThat(it.faults()).isEmpty());
  }

  @Test
  void saysEverythingThatWasExpectedAndDidNotHappen() {
    List<ExampleResult> results =
        run(
            """
            examples:
              - name: forged
                request: "POST /hooks/acme HTTP/1.1\\nS: 00\\n\\nx"
                keys: [Jefe]
                expect: {verdict: forward, status: 200, id: e1}
            """);

    assertThat(results.get(0).passed()).isFalse();
    assertThat(results.get(0).at()).hasToString(folder + "/acme.yaml:6:5");
    assertThat(results.get(0).faults())
        .startsWith(
            "verdict: want forward, got reject",
            "id: want e1, got none",
            "status: want 200, got 401");
  }

  @Test
  void readsTheClockOfTheExample() {
    String timed =
        POLICY.replace("freshness: {none: test}", "freshness: {from: \"{json:/t}\", unit: s}");
    String example =
        """
        examples:
          - name: in time
            request: "POST /hooks/acme HTTP/1.1\\nS: %s\\n\\n{\\"t\\":1777636800}"
            keys: [Jefe]
            at: %s
            expect: %s
        """;
    // python3 -c "import hmac;print(hmac.new(b'Jefe', b'{\"t\":1777636800}',
    // 'sha256').hexdigest())"
    String signature = "253e087fe30965ae6c659494c038d6314fbc6cbda5ddb5fdb2f671fb4e5fb224";

    assertThat(runPolicy(timed + example.formatted(signature, "2026-05-01T12:05:00Z", "forward")))
        .allMatch(ExampleResult::passed)
        .hasSize(1);
    assertThat(
            runPolicy(
                timed
                    + example.formatted(
                        signature,
                        "2026-05-01T12:05:01Z",
                        "{verdict: reject, reason: timestamp.stale}")))
        .allMatch(ExampleResult::passed)
        .hasSize(1);
  }

  @Test
  void refusesAPathThatThePolicyDoesNotName() {
    assertThat(
            run(
                """
                examples:
                  - name: elsewhere
                    request: "POST /hooks/acme/more HTTP/1.1\\nS: 00\\n\\nx"
                    keys: [Jefe]
                    expect: {verdict: reject, reason: path.unknown, status: 404}
                """))
        .allMatch(ExampleResult::passed);
  }

  @Test
  void saysWhatKeepsAnExampleFromRunning() {
    assertThat(run("examples: [{name: x, request: absent.http, expect: forward}]").get(0).faults())
        .containsExactly("file " + folder + "/absent.http does not exist");
    assertThat(run("examples: [{name: x, expect: forward}]").get(0).faults())
        .singleElement()
        .asString()
        .startsWith("want request:");
    assertThat(
            run("examples: [{name: x, request: \"GET\\n\\n\", expect: forward}]").get(0).faults())
        .containsExactly("request:1: want a request line like POST /hooks/acme HTTP/1.1");
    assertThat(
            run("examples: [{name: x, request: \"GET / HTTP/1.1\\n\\n\", source: example.com,"
                    + " path: x, expect: forward}]")
                .isEmpty())
        .isTrue();
  }

  private List<ExampleResult> run(String examples) {
    return runPolicy(POLICY + examples);
  }

  private List<ExampleResult> runPolicy(String yaml) {
    Problems problems = new Problems();
    Layer layer =
        Layer.of(
            folder + "/acme.yaml",
            new Base.Directory(folder),
            yaml.getBytes(StandardCharsets.UTF_8));
    Optional<Draft> draft =
        new LayerReader(Presets.bundled(), Optional.empty()).read("acme", layer, problems);
    if (problems.inOrder().stream().anyMatch(Problem::isError)) {
      return List.of();
    }
    ExamplePolicies policies =
        new ExamplePolicies(Surroundings.PUBLIC_URL_DEFAULT, Secrets.standIns());
    return new ExampleRunner(draft.orElseThrow(), policies, InstantSource.fixed(APolicy.NOW)).run();
  }
}
