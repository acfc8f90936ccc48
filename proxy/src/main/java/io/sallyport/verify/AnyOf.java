package io.sallyport.verify;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code any}: the first that is proven wins. What can be proven without waiting for a key is, even
 * when an earlier alternative would have to wait.
 */
public final class AnyOf implements Check {
  private final List<Check> checks;

  public AnyOf(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  @Override
  public Outcome check(Reading reading, Instant now) {
    Optional<Outcome> awaiting = Optional.empty();
    Refusals refusals = new Refusals();
    for (Check check : checks) {
      Outcome outcome = check.check(reading, now);
      if (outcome instanceof Outcome.Proven) {
        return outcome;
      }
      if (outcome instanceof Outcome.Awaiting && awaiting.isEmpty()) {
        awaiting = Optional.of(outcome);
      }
      if (outcome instanceof Outcome.Refused refused) {
        refusals.add(refused);
      }
    }
    return awaiting.orElseGet(
        () -> refusals.orElse(Reason.SIGNATURE_MISSING, "no mechanism is configured"));
  }
}
