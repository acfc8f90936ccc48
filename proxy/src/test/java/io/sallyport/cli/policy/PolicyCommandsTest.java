package io.sallyport.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

class PolicyCommandsTest {
  private static final String GOOD =
      """
      verify: {hmac: sha256, signed: "{body}", signature: {from: "{header:S}", as: "{hex}"}}
      freshness: {none: "the sender signs no time"}
      facts: {type: {from: "{header:T}", unsigned: "it signs no type"}}
      keys: ["${env:SECRET_THAT_NOBODY_SET}"]
      deliver: "http://app/"
      """;

  private static final String EXAMPLES =
      """
      examples:
        - name: forged
          request: "POST /hooks/acme HTTP/1.1\\nS: %s\\n\\nx"
          keys: [a-key-of-the-example]
          expect: {verdict: reject, reason: signature.mismatch}
      """
          .formatted("00".repeat(32));

  @TempDir Path temp;

  private Path policies;

  @BeforeEach
  void start() throws IOException {
    policies = Files.createDirectories(temp.resolve("policies"));
  }

  @Test
  void checksAFolderAndPrintsWhatSignaturesCover() throws IOException {
    write("acme", GOOD);

    Sallyport checked = Sallyport.run("policy", "check", policies.toString());

    assertThat(checked.exit()).isEqualTo(ExitCode.DONE);
    assertThat(checked.out().lines())
        .containsExactly(
            policies + "/acme.yaml",
            "  the signature covers body",
            "  and does not cover   method, url",
            "  unsigned type, from header:t: it signs no type",
            "1 policy, 0 errors, 0 warnings");
  }

  @Test
  void exitsOneAndNamesEveryMistake() throws IOException {
    write("acme", GOOD.replace("deliver", "delivr").replace("sha256", "sha255"));
    write("beta", "provider: strip\n");

    Sallyport checked = Sallyport.run("policy", "check", policies.toString());

    assertThat(checked.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(checked.out())
        .contains(
            policies + "/acme.yaml:1:16: verify.hmac: want an algorithm of hmac, got \"sha255\"",
            policies + "/acme.yaml:5:1: delivr: unknown key, did you mean \"deliver\"?",
            policies
                + "/beta.yaml:1:11: provider: no preset is called \"strip\", did you mean"
                + " \"stripe\"?",
            "2 policies, 4 errors");
  }

  @Test
  void checksOneFile() throws IOException {
    write("acme", GOOD);
    write("beta", "nothing: here\n");

    assertThat(Sallyport.run("policy", "check", policies + "/acme.yaml").exit())
        .isEqualTo(ExitCode.DONE);
  }

  @Test
  void findsPathsThatTwoPoliciesWouldAnswer() throws IOException {
    write("acme", GOOD + "path: /hooks/x\n");
    write("beta", GOOD + "path: /hooks/x\n");

    assertThat(Sallyport.run("policy", "check", policies.toString()).out())
        .contains("beta.yaml:6:7: path: /hooks/x belongs to acme already");
  }

  @Test
  void resolvesSecretsOnlyWhenAsked() throws IOException {
    write("acme", GOOD);

    Sallyport checked = Sallyport.run("policy", "check", "--secrets", policies.toString());

    assertThat(checked.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(checked.out()).contains("environment variable SECRET_THAT_NOBODY_SET is not set");
  }

  @Test
  void countsAPlaceThatIsNotThereAsMisuse() {
    Sallyport checked = Sallyport.run("policy", "check", temp + "/nowhere");

    assertThat(checked.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(checked.err()).contains("there is no file or folder " + temp + "/nowhere");
  }

  @Test
  void runsExamples() throws IOException {
    write("acme", GOOD + EXAMPLES);

    Sallyport tested = Sallyport.run("policy", "test", policies.toString());

    assertThat(tested.exit()).isEqualTo(ExitCode.DONE);
    assertThat(tested.out())
        .contains("  ok    forged", "1 policy, 0 errors, 0 warnings, 1 example, 0 failed");
  }

  @Test
  void exitsOneWhenAnExampleComesOutOtherwise() throws IOException {
    write("acme", GOOD + EXAMPLES.replace("signature.mismatch", "signature.missing"));

    Sallyport tested = Sallyport.run("policy", "test", policies.toString());

    assertThat(tested.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(tested.out())
        .contains(
            "  FAIL  forged (" + policies + "/acme.yaml:7:5)",
            "reason: want signature.missing, got signature.mismatch");
  }

  @ParameterizedTest
  @CsvSource({"check", "test"})
  void writesJson(String command) throws IOException {
    write("acme", GOOD + EXAMPLES);

    JsonNode json =
        new ObjectMapper()
            .readTree(Sallyport.run("policy", command, "--format", "json", policies + "").out());

    assertThat(json.path("good").asBoolean()).isTrue();
    assertThat(json.at("/policies/0/policy").asText()).isEqualTo("acme");
    assertThat(json.at("/policies/0/coverage/covers/0").asText("body")).isEqualTo("body");
  }

  @Test
  void writesProblemsWhereGithubShowsThem() throws IOException {
    write("acme", GOOD.replace("deliver", "delivr: \"a,b%\"\ndeliver") + EXAMPLES);

    assertThat(Sallyport.run("policy", "check", "--format", "github", policies + "").out())
        .isEqualTo(
            "::error file="
                + policies
                + "/acme.yaml,line=5,col=1,title=delivr::unknown key, did you mean"
                + " \"deliver\"?\n");
  }

  @Test
  void writesSarifThatNamesRuleAndPlace() throws IOException {
    write("acme", GOOD.replace("deliver", "delivr"));

    JsonNode sarif =
        new ObjectMapper()
            .readTree(Sallyport.run("policy", "check", "--format", "sarif", policies + "").out());

    assertThat(sarif.path("version").asText()).isEqualTo("2.1.0");
    JsonNode result = sarif.at("/runs/0/results/0");
    assertThat(result.path("ruleId").asText()).isEqualTo("policy");
    assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri").asText())
        .isEqualTo(policies + "/acme.yaml");
    assertThat(result.at("/locations/0/physicalLocation/region/startLine").asInt()).isPositive();
  }

  @Test
  void writesJunitXmlThatParsesWhateverStandsInIt() throws Exception {
    write(
        "acme",
        GOOD
            + EXAMPLES
                .replace("name: forged", "name: \"<forged> & \\u0007 \\\"so\\\"\"")
                .replace("signature.mismatch", "signature.missing"));

    String xml = Sallyport.run("policy", "test", "--format", "junit", policies + "").out();

    Element suite =
        (Element)
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("testsuite")
                .item(0);
    assertThat(suite.getAttribute("tests")).isEqualTo("2");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(((Element) suite.getElementsByTagName("testcase").item(1)).getAttribute("name"))
        .isEqualTo("<forged> & ? \"so\"");
  }

  @Test
  void showsEveryEffectiveLineWithItsOrigin() throws IOException {
    write("acme", "provider: slack\nkeys: [\"${env:X}\"]\nfreshness: {past: 2m}\n");
    write("_defaults", "accept: {max-body: 2MiB}\n");

    Sallyport shown =
        Sallyport.run("policy", "show", "acme", "--effective", "--policies", policies + "");

    assertThat(shown.exit()).isEqualTo(ExitCode.DONE);
    assertThat(shown.out().lines())
        .anyMatch(it -> it.matches("  past: 2m +# .*/acme.yaml:3"))
        .anyMatch(it -> it.matches("  max-body: 2MiB +# .*/_defaults.yaml:1"))
        .anyMatch(it -> it.matches("  unit: s +# providers/slack.yaml:[0-9]+"));
  }

  @Test
  void showsAsEffectiveWhatReadsBackToTheSamePolicy() throws IOException {
    write("acme", GOOD);
    String effective =
        Sallyport.run("policy", "show", "acme", "--effective", "--policies", policies + "").out();
    write("beta", effective);

    assertThat(
            Sallyport.run("policy", "show", "beta", "--effective", "--policies", policies + "")
                .out()
                .replaceAll(" +# .*", ""))
        .isEqualTo(effective.replaceAll(" +# .*", ""));
  }

  @Test
  void writesAPolicyOfThreeLinesAndSaysWhatToDoBesideIt() throws IOException {
    Sallyport written =
        Sallyport.run(
            "policy",
            "new",
            "stripe",
            "--to",
            "http://billing:8000/stripe",
            "--policies",
            policies + "",
            "--public-url",
            "https://hooks.acme.test/");

    assertThat(written.exit()).isEqualTo(ExitCode.DONE);
    assertThat(policies.resolve("stripe.yaml"))
        .hasContent(
            """
            # yaml-language-server: $schema=.schema/policy.json
            provider: stripe
            keys: ["${env:STRIPE_WEBHOOK_SECRET}"]
            deliver: "http://billing:8000/stripe"
            """);
    assertThat(policies.resolve(".schema/policy.json")).exists();
    assertThat(written.out())
        .contains("STRIPE_WEBHOOK_SECRET", "URL to paste: https://hooks.acme.test/hooks/stripe");
    assertThat(Sallyport.run("policy", "check", policies + "").exit()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void neverOverwritesAPolicy() throws IOException {
    write("stripe", "mine: yes\n");

    Sallyport refused = Sallyport.run("policy", "new", "stripe", "--policies", policies + "");

    assertThat(refused.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(policies.resolve("stripe.yaml")).hasContent("mine: yes");
    assertThat(
            Sallyport.run(
                    "policy", "new", "stripe", "--name", "billing", "--policies", policies + "")
                .exit())
        .isEqualTo(ExitCode.DONE);
  }

  @ParameterizedTest
  @CsvSource({
    "strpe, http://x/, did you mean \"stripe\"?",
    "stripe, nowhere, --to: want a URL",
    "stripe, ftp://x/, --to: want a URL"
  })
  void refusesToWriteWhatCouldNotLoad(String provider, String to, String says) {
    Sallyport refused =
        Sallyport.run("policy", "new", provider, "--to", to, "--policies", policies + "");

    assertThat(refused.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).contains(says);
  }

  @Test
  void writesTheSchemaForEditors() throws IOException {
    assertThat(Sallyport.run("policy", "schema", policies + "").exit()).isEqualTo(ExitCode.DONE);

    JsonNode schema = new ObjectMapper().readTree(policies.resolve(".schema/policy.json").toFile());
    assertThat(schema.path("$schema").asText()).contains("2020-12");
    assertThat(Sallyport.run("policy", "schema", "--print").out())
        .isEqualTo(Files.readString(policies.resolve(".schema/policy.json")));
  }

  @Test
  void listsProvidersAndTellsAllOfOne() throws IOException {
    String all = Sallyport.run("providers").out();
    assertThat(all.lines()).anyMatch(it -> it.matches("stripe +Stripe \\(.*\\)"));

    String one = Sallyport.run("providers", "stripe").out();
    assertThat(one).contains("register", "not covered", "method, url", "examples");

    JsonNode json =
        new ObjectMapper().readTree(Sallyport.run("providers", "stripe", "--json").out());
    assertThat(json.at("/coverage/open").toString()).isEqualTo("[\"method\",\"url\"]");

    assertThat(Sallyport.run("providers", "strpe").err()).contains("did you mean \"stripe\"?");
  }

  @Test
  void asksWhichCommand() {
    assertThat(Sallyport.run("policy").exit()).isEqualTo(ExitCode.USAGE);
  }

  private void write(String name, String yaml) throws IOException {
    Files.writeString(policies.resolve(name + ".yaml"), yaml);
  }
}
