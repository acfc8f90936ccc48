package io.sallyport.policy.folder;

import io.sallyport.policy.Policy;
import io.sallyport.policy.compile.Compiled;
import io.sallyport.policy.compile.PolicyCompiler;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Layers;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads one policy from its layers. */
final class PolicyLoader {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyLoader.class);

  private final Surroundings surroundings;

  PolicyLoader(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * What loading came to.
   *
   * @param compiled with its policy; empty when there is an error among the problems
   */
  record Outcome(Optional<Compiled> compiled, List<Problem> problems) {
    Outcome {
      problems = List.copyOf(problems);
    }

    static Outcome bad(Problems problems) {
      return new Outcome(Optional.empty(), problems.inOrder());
    }

    /** The policy; only of a good one. */
    Policy policy() {
      return compiled
          .flatMap(Compiled::policy)
          .orElseThrow(() -> new IllegalStateException("asked of a policy that did not load"));
    }
  }

  Outcome load(Layers layers, Problems problems) {
    try {
      Optional<Draft> draft = LayerReader.read(layers, problems);
      Optional<Compiled> compiled =
          draft
              .map(it -> PolicyCompiler.compile(it, surroundings, problems))
              .filter(it -> it.policy().isPresent() && !problems.haveErrors());
      return new Outcome(compiled, problems.inOrder());
    } catch (RuntimeException e) {
      // A fault of ours in one policy must not take the others with it.
      LOG.error("a policy could not be compiled, file={}", layers.policy().label(), e);
      problems.error(
          Place.startOf(layers.policy().label()),
          "",
          "could not be compiled, by a fault of this program (" + e.getClass().getName() + ")");
      return Outcome.bad(problems);
    }
  }
}
