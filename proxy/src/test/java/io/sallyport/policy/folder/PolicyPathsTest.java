package io.sallyport.policy.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.folder.PolicySet.Broken;
import io.sallyport.policy.folder.PolicySet.Ready;
import io.sallyport.yaml.Problem;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A path belongs to whoever had it. */
class PolicyPathsTest extends PolicyFolderCase {
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
}
