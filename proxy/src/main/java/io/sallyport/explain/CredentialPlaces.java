package io.sallyport.explain;

import io.sallyport.handshake.HandshakeRule;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification.Signed;
import io.sallyport.verify.mechanism.JwsRule;
import io.sallyport.verify.mechanism.MechanismRule;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.mechanism.TokenRule;
import io.sallyport.verify.mechanism.VerifyRule;
import io.sallyport.verify.template.Template;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a policy reads credentials: what is worth as much as a key to whoever sees it. A signature
 * is not: it belongs to its own bytes.
 */
public final class CredentialPlaces {
  private static final String BODY = "body";

  private CredentialPlaces() {}

  /** As the policy language writes sources: {@code header:X-Gitlab-Token}. */
  public static Set<String> of(Policy policy) {
    Stream<Template> proofs =
        policy.verification() instanceof Signed signed ? tokens(signed.rule()) : Stream.empty();
    Stream<Template> challenges =
        policy.handshakes().stream()
            .map(HandshakeRule::require)
            .flatMap(List::stream)
            .filter(requirement -> requirement.rule() instanceof ValueRule.Is)
            .map(Requirement::value);
    return Stream.concat(proofs, challenges)
        .flatMap(template -> template.reads().words().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<Template> tokens(VerifyRule rule) {
    return rule.mechanisms().stream().flatMap(mechanism -> token(mechanism).stream());
  }

  /**
   * A token that is the whole body is one event, like any signed body; others may be used again.
   */
  private static Optional<Template> token(MechanismRule mechanism) {
    if (mechanism instanceof TokenRule token) {
      return Optional.of(token.token());
    }
    return mechanism instanceof JwsRule jws && !jws.token().reads().words().equals(List.of(BODY))
        ? Optional.of(jws.token())
        : Optional.empty();
  }
}
