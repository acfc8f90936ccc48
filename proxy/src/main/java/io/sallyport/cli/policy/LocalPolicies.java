package io.sallyport.cli.policy;

import io.sallyport.config.Configuration;
import io.sallyport.policy.Policy;
import io.sallyport.policy.compile.Compiled;
import io.sallyport.policy.compile.PolicyCompiler;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.folder.PolicyClashes;
import io.sallyport.policy.layer.Draft;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder of policies as this machine would load it: with the real values of its secrets, but with
 * no key fetched and none that a platform delivered.
 */
public final class LocalPolicies implements AutoCloseable {
  private static final KeySource NOT_FETCHED =
      (reading, now) ->
          new KeyLookup.Missing(
              Reason.KEY_UNAVAILABLE,
              "keys that are fetched or delivered are the running server's alone: ask it");

  private final RealSecrets secrets;
  private final List<Entry> entries;

  private LocalPolicies(RealSecrets secrets, List<Entry> entries) {
    this.secrets = secrets;
    this.entries = List.copyOf(entries);
  }

  /**
   * What became of one file.
   *
   * @param policy empty when there is an error among the problems
   */
  public record Entry(String integration, Optional<Policy> policy, List<Problem> problems) {
    public Entry {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Loads them all.
   *
   * @param configuration says where secrets and what is registered are to be found
   * @param environment where references to variables lead
   * @throws IOException with a sentence when the folder is not there, or a configured Vault
   */
  public static LocalPolicies open(
      Path folder, Configuration configuration, Map<String, String> environment)
      throws IOException {
    List<PolicyTarget> targets =
        PolicyTargets.of(List.of(folder)).stream().filter(target -> !target.isPreset()).toList();
    RealSecrets secrets = RealSecrets.open(configuration, environment);
    Surroundings surroundings =
        new Surroundings(
            secrets.of(folder),
            rule -> NOT_FETCHED,
            Optional.empty(),
            configuration.publicUrl().orElse(Surroundings.PUBLIC_URL_DEFAULT),
            InstantSource.system(),
            Map.of(),
            false,
            configuration.shared().isPresent());
    List<Entry> entries = new ArrayList<>();
    PolicyClashes clashes = new PolicyClashes();
    for (PolicyTarget target : targets) {
      entries.add(entry(target, surroundings, clashes));
    }
    return new LocalPolicies(secrets, entries);
  }

  private static Entry entry(
      PolicyTarget target, Surroundings surroundings, PolicyClashes clashes) {
    Problems problems = new Problems();
    Optional<Draft> draft = target.draft(problems);
    Optional<Compiled> compiled =
        draft.map(it -> PolicyCompiler.compile(it, surroundings, problems));
    compiled.map(clashes::with).ifPresent(problems::addAll);
    return new Entry(
        target.name(),
        problems.haveErrors() ? Optional.empty() : compiled.flatMap(Compiled::policy),
        problems.inOrder());
  }

  /** All files of the folder, by name. */
  public List<Entry> entries() {
    return entries;
  }

  /** The policies that load. */
  public List<Policy> policies() {
    return entries.stream().flatMap(entry -> entry.policy().stream()).toList();
  }

  /** One integration's. */
  public Optional<Entry> entry(String integration) {
    return entries.stream().filter(entry -> entry.integration().equals(integration)).findFirst();
  }

  @Override
  public void close() {
    secrets.close();
  }
}
