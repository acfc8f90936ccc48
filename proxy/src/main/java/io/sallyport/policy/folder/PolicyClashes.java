package io.sallyport.policy.folder;

import io.sallyport.policy.Policy;
import io.sallyport.policy.compile.Compiled;
import io.sallyport.policy.folder.PathClaims.Clash;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problem.Severity;
import io.sallyport.yaml.Problems;
import java.util.List;
import java.util.Optional;

/** Finds paths that two policies of a folder would answer, one policy after the other. */
public final class PolicyClashes {
  private final PathClaims claims = new PathClaims();

  /** What is wrong with one more policy beside those before; nothing for one that does not load. */
  public List<Problem> with(Compiled compiled) {
    Problems problems = new Problems();
    Optional<Policy> policy = compiled.policy();
    policy
        .flatMap(claims::claim)
        .ifPresent(clash -> problems.addAll(List.of(problem(compiled, clash))));
    return problems.inOrder();
  }

  static Problem problem(Compiled compiled, Clash clash) {
    Place at =
        compiled.draft().written().paths().stream()
            .findFirst()
            .map(path -> path.at())
            .orElse(Place.startOf(compiled.draft().layers().policy().label()));
    return new Problem(
        Severity.ERROR, at, "path", clash.path() + " belongs to " + clash.owner() + " already");
  }
}
