package io.sallyport.policy.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.folder.PolicySet.Ready;
import io.sallyport.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reload that would name events otherwise forgets what is known of them: only where meant. */
class NameChangeTest {
  private static final String GOOD =
      """
      verify: {hmac: sha256, signed: "{header:X-Time}.{body}", signature: {from: "{header:X-S}", as: "{hex}"}}
      freshness: {from: "{header:X-Time}", unit: s}
      let: {s: {from: "{header:X-S}", split: [",", "="]}, b: {from: "{body}", json: true}}
      facts: {id: "{b./id}", account: "{json:/account}", type: "{json:/type}"}
      keys: ["${env:A}"]
      deliver: "http://app/"
      """;
  private static final String ERROR =
      "replay.rekey: this names events otherwise than the policy in force does (facts.id,"
          + " facts.account, items, or what is signed): what is remembered would be new once more,"
          + " and retries and replays of it would pass. Where that is meant, say replay: {rekey:"
          + " accept}";

  @TempDir Path temp;

  private Path policies;
  private PolicyFolder folder;

  @BeforeEach
  void start() throws IOException {
    policies = Files.createDirectories(temp.resolve("policies"));
    restart();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{b./id}=>{b./event}",
        "{json:/account}=>{json:/tenant}",
        "account: \"{json:/account}\", =>",
        "{from: \"{body}\", json: true}=>{from: \"{body}\", split: [\"&\", \"=\"]}",
        "\"{b./id}\"=>[\"{json:/first}\", \"{b./id}\"]",
        "deliver:=>items: /events/*\ndeliver:",
        "deliver:=>document: \"{raw:/inner}\"\ndeliver:"
      })
  void refusesAFileThatNamesEventsOtherwise(String change) throws IOException {
    write(GOOD);
    folder.load();

    write(changed(change));
    Ready refused = ready();

    assertThat(refused.stale()).isTrue();
    assertThat(sentences(refused)).contains(ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type: \"{json:/type}\"=>type: \"{json:/kind}\"",
        "{from: \"{header:X-S}\", split: [\",\", \"=\"]}=>{from: \"{header:X-S}\", split: [\";\","
            + " \"=\"]}",
        "unit: s=>unit: s, past: 10m",
        "http://app/=>http://other/",
        "\"{json:/account}\"=>{from: \"{json:/account}\", like: '[a-z]+'}",
        "\"{header:X-Time}.{body}\"=>[\"{header:X-Time}.{body}\", \"v1.{header:X-Time}.{body}\"]"
      })
  void takesAFileThatChangesSomethingElse(String change) throws IOException {
    write(GOOD);
    folder.load();

    write(changed(change));

    assertThat(ready().stale()).isFalse();
  }

  /** Without a signed id it is the signed bytes that name. */
  @Test
  void refusesAnotherSignedTextWhereNothingElseNames() throws IOException {
    String without = GOOD.replace("id: \"{b./id}\", ", "");
    write(without);
    folder.load();

    write(without.replace("{header:X-Time}.{body}", "v1.{header:X-Time}.{body}"));

    assertThat(sentences(ready())).contains(ERROR);
  }

  @Test
  void takesTheChangeWhereItIsMeantAndSaysWhatItMeans() throws IOException {
    write(GOOD);
    folder.load();

    write(changed("{b./id}=>{b./event}") + "replay: {rekey: accept}\n");
    Ready taken = ready();

    assertThat(taken.stale()).isFalse();
    assertThat(sentences(taken))
        .contains(
            "replay.rekey: events are named otherwise from now on: what was known before is new"
                + " once more");
  }

  @Test
  void asksForTheWordToBeTakenOutAgain() throws IOException {
    write(GOOD + "replay: {rekey: accept}\n");
    folder.load();

    restart();

    assertThat(sentences(ready()))
        .contains(
            "replay.rekey: not needed: events are named as before; take it out, so that the next"
                + " change is told");
  }

  @Test
  void comparesWithTheLastGoodCopyAfterARestart() throws IOException {
    write(GOOD);
    folder.load();
    write(changed("{b./id}=>{b./event}"));

    restart();
    Ready refused = ready();

    assertThat(refused.stale()).isTrue();
    assertThat(sentences(refused)).contains(ERROR);
  }

  @Test
  void takesAnyNamesOfAFileThatIsNew() throws IOException {
    write(GOOD);

    assertThat(ready().problems()).isEmpty();
  }

  @Test
  void forgetsHowEventsWereNamedWithTheFileThatSaidIt() throws IOException {
    write(GOOD);
    folder.load();
    Files.delete(policies.resolve("acme.yaml"));
    folder.load();

    write(changed("{b./id}=>{b./event}"));

    assertThat(ready().stale()).isFalse();
  }

  private static String changed(String change) {
    String[] parts = change.split("=>", -1);
    assertThat(GOOD).contains(parts[0]);
    return GOOD.replace(parts[0], parts[1]);
  }

  private Ready ready() {
    return (Ready) folder.load().entry("acme").orElseThrow();
  }

  private static List<String> sentences(Ready entry) {
    return entry.problems().stream().map(Problem::sentence).toList();
  }

  private void write(String yaml) throws IOException {
    Files.writeString(policies.resolve("acme.yaml"), yaml);
  }

  private void restart() {
    folder =
        new PolicyFolder(
            policies,
            new LastGood(temp.resolve("data/policies")),
            Surroundings.forCheck(InstantSource.fixed(Instant.parse("2026-05-01T12:00:00Z")))
                .with(Secrets.standIns()));
  }
}
