package io.sallyport.policy.folder;

import io.sallyport.policy.Policy;
import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.folder.PolicySet.Ready;
import io.sallyport.policy.layer.Base;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretUnavailable;
import io.sallyport.secret.SecretValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of policies, with secrets from a map. */
abstract class PolicyFolderCase {
  static final String GOOD =
      """
      verify: {hmac: sha256, signed: "{body}", signature: {from: "{header:S}", as: "{hex}"}}
      freshness: {none: test}
      keys: ["${env:%s}"]
      deliver: "http://app/"
      """;

  @TempDir Path temp;

  Path policies;
  Path data;
  final Map<String, String> environment = new HashMap<>();
  PolicyFolder folder;

  @BeforeEach
  void start() throws IOException {
    policies = Files.createDirectories(temp.resolve("policies"));
    data = temp.resolve("data/policies");
    environment.put("A", "a secret of enough bytes, the first");
    environment.put("B", "a secret of enough bytes, the second");
    restart();
  }

  void restart() {
    folder = folder(policies);
  }

  PolicyFolder folder(Path path) {
    Surroundings surroundings =
        Surroundings.forCheck(InstantSource.fixed(Instant.parse("2026-05-01T12:00:00Z")))
            .with(new Environment());
    return new PolicyFolder(path, new LastGood(data), surroundings);
  }

  void write(String name, String yaml) throws IOException {
    Files.writeString(policies.resolve(name + ".yaml"), yaml);
  }

  static Policy policy(PolicySet set, String name) {
    return ((Ready) set.entry(name).orElseThrow()).policy();
  }

  /** Variables only, as they stand in a map. */
  final class Environment implements Secrets {
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
