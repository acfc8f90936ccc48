package io.sallyport.cli.sign;

import io.sallyport.cli.Installation;
import io.sallyport.cli.policy.PolicyTarget;
import io.sallyport.cli.policy.PolicyTargets;
import io.sallyport.yaml.DidYouMean;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The policy to sign for, and the installation that it belongs to. */
record SignTarget(Installation installation, PolicyTarget policy) {

  /**
   * Finds it: in the folder that was named, in that of the configuration, or in that of the gate of
   * {@code demo} or {@code dev} that runs on this host.
   *
   * @throws IOException with a sentence, or the configuration's problems, a line each
   */
  static SignTarget find(
      String integration,
      Optional<Path> config,
      Optional<Path> folder,
      Map<String, String> environment)
      throws IOException {
    Installation configured = Installation.of(config, environment);
    Installation own = folder.map(configured::policies).orElse(configured);
    Optional<SignTarget> found = in(own, integration);
    if (found.isEmpty() && folder.isEmpty() && config.isEmpty()) {
      Optional<Installation> throwaway = Installation.ofThrowaway();
      found = throwaway.isPresent() ? in(throwaway.get(), integration) : Optional.empty();
    }
    if (found.isPresent()) {
      return found.get();
    }
    List<String> names = PolicyTargets.names(own.policies());
    throw new IOException(
        "there is no policy "
            + own.policies().resolve(integration + ".yaml")
            + DidYouMean.hint(integration, names)
            + (names.isEmpty() ? "; `sallyport policy new` writes one" : ""));
  }

  private static Optional<SignTarget> in(Installation installation, String integration)
      throws IOException {
    return PolicyTargets.named(integration, installation.policies())
        .map(policy -> new SignTarget(installation, policy));
  }
}
