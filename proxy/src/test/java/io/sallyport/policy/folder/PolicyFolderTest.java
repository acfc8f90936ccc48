package io.sallyport.policy.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.Policy;
import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.folder.PolicySet.Broken;
import io.sallyport.policy.folder.PolicySet.Ready;
import io.sallyport.policy.layer.Base;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretUnavailable;
import io.sallyport.secret.SecretValue;
import io.sallyport.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFolderTest {
  private static final String GOOD =
      """
      verify: {hmac: sha256, signed: "{body}", signature: {from: "{header:S}", as: "{hex}"}}
      freshness: {none: test}
      keys: ["${env:%s}"]
      deliver: "http://app/"
      """;

  @TempDir Path temp;

  private Path policies;
  private Path data;
  private final Map<String, String> environment = new HashMap<>();
  private PolicyFolder folder;

  @BeforeEach
  void start() throws IOException {
    policies = Files.createDirectories(temp.resolve("policies"));
    data = temp.resolve("data/policies");
    environment.put("A", "a secret of enough bytes, the first");
    environment.put("B", "a secret of enough bytes, the second");
    restart();
  }

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
  void saysWhereAPolicyThatNeverLoadedWouldBeCalled() throws IOException {
    write("acme", "path: [/a, /b]\nverify: {hmac: sha9}\n");
    write("beta", "verify: [\n");

    PolicySet set = folder.load();

    assertThat(((Broken) set.entry("acme").orElseThrow()).paths()).containsExactly("/a", "/b");
    assertThat(((Broken) set.entry("beta").orElseThrow()).paths()).containsExactly("/hooks/beta");
    assertThat(set.isWholeAndFresh()).isFalse();
  }

  @Test
  void letsTheOthersRunBesideABrokenOne() throws IOException {
    write("acme", GOOD.formatted("A"));
    write("beta", "x: y\n");

    assertThat(folder.load().policies()).extracting(Policy::integration).containsExactly("acme");
  }

  @Test
  void loadsAPolicyWhoseSecretHasCome() throws IOException {
    write("acme", GOOD.formatted("C"));
    Broken broken = (Broken) folder.load().entry("acme").orElseThrow();
    assertThat(broken.problems())
        .extracting(Problem::sentence)
        .containsExactly("keys[0]: environment variable C is not set");

    environment.put("C", "a secret of enough bytes, the third");

    assertThat(folder.load().entry("acme").orElseThrow()).isInstanceOf(Ready.class);
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
  void givesAPathToWhoHadItFirst() throws IOException {
    write("zeta", GOOD.formatted("A") + "path: /hooks/x\n");
    folder.load();

    write("acme", GOOD.formatted("B") + "path: /hooks/x\n");
    PolicySet set = folder.load();

    assertThat(set.entry("zeta").orElseThrow()).isInstanceOf(Ready.class);
    assertThat(set.entry("acme").orElseThrow().problems())
        .extracting(Problem::toString)
        .containsExactly(policies + "/acme.yaml:5:7: path: /hooks/x belongs to zeta already");
  }

  @Test
  void givesAPathToWhoHadItBeforeTheStart() throws IOException {
    write("github", GOOD.formatted("A"));
    folder.load();
    write("aaa", GOOD.formatted("B") + "path: /hooks/github\n");

    restart();
    PolicySet set = folder.load();

    assertThat(set.entry("github").orElseThrow()).isInstanceOf(Ready.class);
    assertThat(set.broken()).extracting(Broken::integration).containsExactly("aaa");
  }

  @Test
  void givesAPathToWhoHadItWhenEverythingChangesAtOnce() throws IOException {
    write("aaa", GOOD.formatted("B"));
    write("github", GOOD.formatted("A"));
    folder.load();

    write("_defaults", "owner: us\n");
    write("aaa", GOOD.formatted("B") + "path: /hooks/github\n");
    write("aab", GOOD.formatted("B") + "path: /hooks/github\n");
    write("github", GOOD.formatted("A") + "labels: {v: two}\n");
    PolicySet set = folder.load();

    assertThat(policy(set, "github").labels()).containsEntry("v", "two");
    assertThat(((Ready) set.entry("aaa").orElseThrow()).stale()).isTrue();
    assertThat(policy(set, "aaa").paths().get(0).path()).isEqualTo("/hooks/aaa");
    assertThat(set.broken()).extracting(Broken::integration).containsExactly("aab");
  }

  @Test
  void givesAPathToWhoHadItThoughItsFileIsBrokenNow() throws IOException {
    write("github", GOOD.formatted("A"));
    folder.load();
    write("github", "nonsense: here\n");
    write("aaa", GOOD.formatted("B") + "path: /hooks/github\n");

    restart();
    PolicySet set = folder.load();

    assertThat(((Ready) set.entry("github").orElseThrow()).stale()).isTrue();
    assertThat(set.broken()).extracting(Broken::integration).containsExactly("aaa");
  }

  @Test
  void refusesASecretThatIsTooShortForATokenNamingTheKeyAlone() throws IOException {
    String token =
        """
        verify: {jws: "{auth:Bearer}", alg: [HS256]}
        freshness: {none: test}
        keys: [{id: hs, value: "${env:A}"}]
        deliver: "http://app/"
        """;
    write("acme", token);
    assertThat(folder.load().isWholeAndFresh()).isTrue();

    environment.put("A", "only-eighteen-byte");
    restart();
    PolicySet set = folder.load();

    assertThat(set.broken()).extracting(Broken::integration).containsExactly("acme");
    assertThat(set.problems())
        .filteredOn(Problem::isError)
        .extracting(Problem::toString)
        .containsExactly(
            policies
                + "/acme.yaml:3:24: keys[0].value: key hs has 18 bytes; a token signed with a"
                + " secret wants at least 24, and verifies nothing with fewer");
  }

  @Test
  void seesThatAPatternMeetsAPath() throws IOException {
    write("acme", GOOD.formatted("A") + "path: \"/hooks/woo/{store}\"\n");
    write("beta", GOOD.formatted("B") + "path: /hooks/woo/one\n");
    write("gamma", GOOD.formatted("B") + "path: /hooks/woo\n");

    PolicySet set = folder.load();

    assertThat(set.broken()).extracting(Broken::integration).containsExactly("beta");
  }

  @Test
  void keepsTheOldPathsWhenTheNewOnesAreTaken() throws IOException {
    write("acme", GOOD.formatted("A") + "path: /a\n");
    write("beta", GOOD.formatted("B") + "path: /b\n");
    folder.load();

    write("beta", GOOD.formatted("B") + "path: /a\n");
    Ready beta = (Ready) folder.load().entry("beta").orElseThrow();

    assertThat(beta.stale()).isTrue();
    assertThat(beta.policy().paths().get(0).path()).isEqualTo("/b");
  }

  @Test
  void warnsOfASecretThatTwoPoliciesUseUnlessOneSaysSo() throws IOException {
    environment.put("C", environment.get("A"));
    write("acme", GOOD.formatted("A"));
    write("beta", GOOD.formatted("C"));

    assertThat(folder.load().problems())
        .extracting(Problem::message)
        .hasSize(2)
        .allMatch(it -> it.startsWith("the same secret as "));

    write("beta", GOOD.replace("[\"${env:%s}\"]", "[{value: \"${env:C}\", shared-with: acme}]"));
    assertThat(folder.load().problems()).isEmpty();
  }

  @Test
  void warnsOfASecretThatCanBeGuessed() throws IOException {
    environment.put("A", "hunter2");
    write("acme", GOOD.formatted("A"));

    assertThat(folder.load().problems())
        .extracting(Problem::sentence)
        .containsExactly("keys[0]: the secret has 7 bytes and can be guessed; want at least 24");
    assertThat(folder.load().problems()).hasSize(1);
  }

  @Test
  void refusesAKeyThatIsNotWrittenAsItSays() throws IOException {
    write("acme", GOOD.formatted("A").replace("as: \"{hex}\"}", "as: \"{hex}\"}, key: {as: hex}"));

    assertThat(folder.load().problems())
        .extracting(Problem::message)
        .singleElement()
        .asString()
        .contains("want an even number of hex digits")
        .doesNotContain(environment.get("A"));
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

  /** What names were made of needs no secret to be told. */
  @Test
  void comparesNamesThoughASecretOfBeforeIsGone() throws IOException {
    write("acme", GOOD.formatted("A") + "facts: {id: \"{json:/id}\"}\n");
    folder.load();
    environment.remove("A");
    write("acme", GOOD.formatted("B") + "facts: {id: \"{json:/event}\"}\n");

    restart();

    assertThat(folder.load().problems()).extracting(Problem::path).containsExactly("replay.rekey");
  }

  private void restart() {
    folder = folder(policies);
  }

  private PolicyFolder folder(Path path) {
    Surroundings surroundings =
        Surroundings.forCheck(InstantSource.fixed(Instant.parse("2026-05-01T12:00:00Z")))
            .with(new Environment());
    return new PolicyFolder(path, new LastGood(data), surroundings);
  }

  private void write(String name, String yaml) throws IOException {
    Files.writeString(policies.resolve(name + ".yaml"), yaml);
  }

  private static Policy policy(PolicySet set, String name) {
    return ((Ready) set.entry(name).orElseThrow()).policy();
  }

  /** Variables only, as they stand in a map. */
  private final class Environment implements Secrets {
    @Override
    public SecretValue value(SecretText text, Base base) throws SecretUnavailable {
      List<String> names = text.variables();
      String value = environment.get(names.get(0));
      if (value == null) {
        throw new SecretUnavailable("environment variable " + names.get(0) + " is not set");
      }
      return SecretValue.fixed(Secret.ofText(value));
    }

    @Override
    public boolean areReal() {
      return true;
    }
  }
}
