package io.sallyport.verify;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Reading;
import io.sallyport.webhook.Proof;
import io.sallyport.webhook.SignedBytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code all}: every one must be proven. One refusal decides, even when an earlier one would have
 * to wait for a key. The proof names every mechanism, the key of the first, and the bytes of the
 * first that signs any of this delivery.
 */
public final class AllOf implements Check {
  private final List<Check> checks;

  public AllOf(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  @Override
  public Outcome check(Reading reading, Instant now) {
    Optional<Outcome> awaiting = Optional.empty();
    List<Proof> proofs = new ArrayList<>(checks.size());
    for (Check check : checks) {
      Outcome outcome = check.check(reading, now);
      if (outcome instanceof Outcome.Refused) {
        return outcome;
      }
      if (outcome instanceof Outcome.Awaiting && awaiting.isEmpty()) {
        awaiting = Optional.of(outcome);
      }
      if (outcome instanceof Outcome.Proven proven) {
        proven.proof().signed().sha256(); // before the next check moves the reading on
        proofs.add(proven.proof());
      }
    }
    if (awaiting.isPresent()) {
      return awaiting.get();
    }
    return proofs.isEmpty()
        ? new Outcome.Refused(Reason.SIGNATURE_MISSING, "no mechanism is configured")
        : new Outcome.Proven(together(proofs));
  }

  private static Proof together(List<Proof> proofs) {
    TreeSet<String> covers = new TreeSet<>();
    proofs.forEach(proof -> covers.addAll(proof.covers()));
    String mechanisms = proofs.stream().map(Proof::mechanism).collect(Collectors.joining("+"));
    SignedBytes signed =
        proofs.stream()
            .map(Proof::signed)
            .filter(one -> one.sha256().isPresent())
            .findFirst()
            .orElseGet(SignedBytes::none);
    return new Proof(mechanisms, proofs.get(0).keyId(), List.copyOf(covers), signed);
  }
}
