package io.sallyport.policy.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.Policy;
import io.sallyport.policy.folder.PolicySet.Ready;
import io.sallyport.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What of the folder is in force, and what a file that does not load changes: nothing. */
class PolicyFolderTest extends PolicyFolderCase {
  @Test
  void loadsWhatStandsInTheFolder() throws IOException {
    write("acme", GOOD.formatted("A"));
    write("beta", GOOD.formatted("B"));
    write("_defaults", "owner: us\n");

    PolicySet set = folder.load();

    assertThat(set.policies()).extracting(Policy::integration).containsExactly("acme", "beta");
    assertThat(set.isWholeAndFresh()).isTrue();
    assertThat(set.problems()).isEmpty();
  }

  @Test
  void keepsTheSameObjectsWhereNothingChanged() throws IOException {
    write("acme", GOOD.formatted("A"));
    write("beta", GOOD.formatted("B"));
    Policy acme = policy(folder.load(), "acme");

    write("beta", GOOD.formatted("B") + "labels: {x: z}\n");
    PolicySet after = folder.load();

    assertThat(policy(after, "acme")).isSameAs(acme);
    assertThat(policy(after, "beta").labels()).containsEntry("x", "z");
  }

  @Test
  void equalsItselfWhenNothingChanged() throws IOException {
    write("acme", GOOD.formatted("A"));
    write("bad", "verfy: x\n");

    assertThat(folder.load()).isEqualTo(folder.load());
  }

  @Test
  void neverReplacesAGoodPolicyByABadOne() throws IOException {
    write("acme", GOOD.formatted("A"));
    Policy good = policy(folder.load(), "acme");

    write("acme", GOOD.formatted("A") + "delver: x\n");
    Ready entry = (Ready) folder.load().entry("acme").orElseThrow();

    assertThat(entry.policy()).isSameAs(good);
    assertThat(entry.stale()).isTrue();
    assertThat(entry.problems())
        .extracting(Problem::sentence)
        .containsExactly("delver: unknown key, did you mean \"deliver\"?");
  }

  @Test
  void takesTheGoodFileThatFollowsABadOne() throws IOException {
    write("acme", GOOD.formatted("A"));
    folder.load();
    write("acme", "x");
    folder.load();

    write("acme", GOOD.formatted("B"));
    Ready entry = (Ready) folder.load().entry("acme").orElseThrow();

    assertThat(entry.stale()).isFalse();
  }

  @Test
  void servesTheLastGoodPolicyAcrossARestart() throws IOException {
    write("acme", GOOD.formatted("A") + "labels: {kept: yes-it-is}\n");
    folder.load();
    write("acme", "verify: [");

    restart();
    Ready entry = (Ready) folder.load().entry("acme").orElseThrow();

    assertThat(entry.stale()).isTrue();
    assertThat(entry.policy().labels()).containsEntry("kept", "yes-it-is");
  }

  @Test
  void servesTheLastGoodDefaultsAndPresetWithIt() throws IOException {
    Files.createDirectories(policies.resolve("providers"));
    Files.writeString(
        policies.resolve("providers/inhouse.yaml"),
        "preset: {title: X, confidence: from-docs, source: x, register: x}\n"
            + GOOD.replaceAll("(?m)^(keys|deliver).*\n", ""));
    write("_defaults", "labels: {from: defaults}\n");
    write("acme", "provider: inhouse\nkeys: [\"${env:A}\"]\n");
    folder.load();
    write("_defaults", "labels: [");
    Files.delete(policies.resolve("providers/inhouse.yaml"));

    restart();
    Ready entry = (Ready) folder.load().entry("acme").orElseThrow();

    assertThat(entry.stale()).isTrue();
    assertThat(entry.policy().labels()).containsEntry("from", "defaults");
    assertThat(entry.policy().provider()).contains("inhouse");
  }

  @Test
  void letsTheOthersRunBesideABrokenOne() throws IOException {
    write("acme", GOOD.formatted("A"));
    write("beta", "x: y\n");

    assertThat(folder.load().policies()).extracting(Policy::integration).containsExactly("acme");
  }

  @Test
  void forgetsAPolicyWhoseFileIsGoneAndItsCopyToo() throws IOException {
    write("acme", GOOD.formatted("A"));
    folder.load();
    Files.delete(policies.resolve("acme.yaml"));

    assertThat(folder.load().entries()).isEmpty();
    assertThat(data.resolve("acme.json")).doesNotExist();
  }

  @Test
  void dropsNothingWhileTheFolderIsAway() throws IOException {
    write("acme", GOOD.formatted("A"));
    Policy acme = policy(folder.load(), "acme");
    Files.move(policies, temp.resolve("elsewhere"));

    PolicySet away = folder.load();

    assertThat(policy(away, "acme")).isSameAs(acme);
    assertThat(away.isWholeAndFresh()).isFalse();

    Files.move(temp.resolve("elsewhere"), policies);
    assertThat(folder.load().isWholeAndFresh()).isTrue();
  }

  @Test
  void followsASwappedLinkAsAConfigMapSwapsIt() throws IOException {
    Path one = Files.createDirectories(temp.resolve("one"));
    Path two = Files.createDirectories(temp.resolve("two"));
    Files.writeString(one.resolve("acme.yaml"), GOOD.formatted("A") + "labels: {v: one}\n");
    Files.writeString(two.resolve("acme.yaml"), GOOD.formatted("A") + "labels: {v: two}\n");
    Path link = Files.createSymbolicLink(temp.resolve("link"), one);
    folder = folder(link);
    folder.load();

    Files.delete(link);
    Files.createSymbolicLink(link, two);

    assertThat(policy(folder.load(), "acme").labels()).containsEntry("v", "two");
  }

  @Test
  void namesFilesThatItPassesOver() throws IOException {
    Files.writeString(policies.resolve("acme.yml"), GOOD.formatted("A"));
    Files.writeString(policies.resolve("My Policy.yaml"), GOOD.formatted("A"));

    assertThat(folder.load().problems())
        .extracting(Problem::message)
        .containsExactly(
            "want a file name of a-z, 0-9 and -", "is not read: policies end in .yaml");
  }
}
