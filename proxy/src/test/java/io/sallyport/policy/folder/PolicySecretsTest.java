package io.sallyport.policy.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.folder.PolicySet.Broken;
import io.sallyport.policy.folder.PolicySet.Ready;
import io.sallyport.yaml.Problem;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is said of the secrets that policies name. */
class PolicySecretsTest extends PolicyFolderCase {
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
}
