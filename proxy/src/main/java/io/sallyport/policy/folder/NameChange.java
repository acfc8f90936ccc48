package io.sallyport.policy.folder;

import io.sallyport.policy.compile.Compiled;
import io.sallyport.policy.compile.Naming;
import io.sallyport.policy.folder.PolicyLoader.Outcome;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problem.Severity;
import io.sallyport.yaml.shape.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a policy names events as the one before it did. Where it does not, everything that is
 * remembered is remembered under other names, and every retry and every replay of it would pass as
 * new: nobody should do that without meaning it.
 */
final class NameChange {
  private static final String REKEY = "replay.rekey";

  private NameChange() {}

  /**
   * The outcome with what there is to say of its names.
   *
   * @param outcome of a policy that loads
   * @param before what was in force, in this run or at the end of the one before
   */
  static Outcome judge(Outcome outcome, Optional<Compiled> before) {
    if (before.isEmpty()) {
      return outcome;
    }
    Naming now = outcome.compiled().map(Compiled::naming).orElseThrow();
    boolean same = now.isLike(before.get().naming());
    Optional<Placed<String>> accepted = now.accepted();
    if (!same && accepted.isEmpty()) {
      return new Outcome(
          Optional.empty(),
          with(
              outcome,
              Severity.ERROR,
              now.at(),
              "this names events otherwise than the policy in force does (facts.id, facts.account,"
                  + " items, or what is signed): what is remembered would be new once more, and"
                  + " retries and replays of it would pass. Where that is meant, say replay:"
                  + " {rekey: accept}"));
    }
    return accepted
        .map(
            it ->
                new Outcome(
                    outcome.compiled(),
                    with(
                        outcome,
                        Severity.WARNING,
                        it.at(),
                        same
                            ? "not needed: events are named as before; take it out, so that the"
                                + " next change is told"
                            : "events are named otherwise from now on: what was known before is"
                                + " new once more")))
        .orElse(outcome);
  }

  private static List<Problem> with(Outcome outcome, Severity severity, Place at, String message) {
    List<Problem> problems = new ArrayList<>(outcome.problems());
    problems.add(new Problem(severity, at, REKEY, message));
    return problems;
  }
}
