package io.sallyport.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.folder.LastGood;
import io.sallyport.policy.folder.PolicyFolder;
import io.sallyport.policy.folder.PolicySet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that comes with a checkout loads as it is. */
class ShippedPoliciesTest {
  @TempDir Path data;

  @Test
  void loadsEveryPolicyOfTheFolder() {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(here.resolve("policies")) ? here : here.getParent();

    PolicySet set =
        new PolicyFolder(
                root.resolve("policies"),
                new LastGood(data),
                Surroundings.forCheck(InstantSource.system()))
            .load();

    assertThat(set.problems()).isEmpty();
    assertThat(set.isWholeAndFresh()).isTrue();
  }
}
