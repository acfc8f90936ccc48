package io.sallyport.verify.mechanism;

import io.sallyport.verify.mechanism.JwsRule.ClaimRule;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.SignedContent;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.mechanism.http.HttpSignatureCheck;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Template;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * What cannot change while a mechanism's signature holds: computed, never declared (law 5 of the
 * design).
 *
 * <p>A signed value that must equal something else pins that, too: a hash claim ({@code require:
 * [{value: "{query:bodySHA256}", is: "{body|sha256|hex}"}]} under a signature over the query pins
 * the body).
 */
final class Pins {
  /** {@code @signature-params} is the last line of every signature base (RFC 9421 §2.3). */
  private static final Coverage PARAMETERS = Coverage.ofWords(List.of("jose"));

  private Pins() {}

  /** What holds whichever alternative proves it. */
  static Coverage of(VerifyRule rule) {
    if (rule instanceof VerifyRule.Any any) {
      return together(any.rules().stream().map(Pins::of), Coverage::intersect);
    }
    if (rule instanceof VerifyRule.All all) {
      return together(all.rules().stream().map(Pins::of), Coverage::plus);
    }
    return rule instanceof VerifyRule.PerItem each
        ? of(each.rule())
        : ofMechanism((MechanismRule) rule);
  }

  /** What the rule pins when this is the form of the content that was signed. */
  static Coverage of(SignatureRule rule, Template signed) {
    return withHashClaims(signed.pins(), rule.require());
  }

  /** The forms of the signed content. */
  static Stream<Template> forms(SignedContent content) {
    return content instanceof SignedContent.Alternatives alternatives
        ? alternatives.templates().stream()
        : ((SignedContent.By) content).cases().values().stream();
  }

  private static Coverage ofMechanism(MechanismRule rule) {
    if (rule instanceof SignatureRule signature) {
      return together(
          forms(signature.signed()).map(form -> of(signature, form)), Coverage::intersect);
    }
    if (rule instanceof JwsRule jws) {
      return ofToken(jws);
    }
    Coverage own =
        rule instanceof HttpSignatureRule http
            ? Coverage.ofWords(HttpSignatureCheck.pinnedWords(http)).plus(PARAMETERS)
            : Coverage.none();
    return withHashClaims(own, rule.require());
  }

  private static Coverage ofToken(JwsRule rule) {
    Coverage own =
        rule.payload()
            .map(payload -> payload.pins().plus(rule.token().pins()))
            .orElseGet(() -> Coverage.ofToken().plus(rule.token().pins()));
    for (ClaimRule claim : rule.claims()) {
      own = own.plus(expected(claim.rule()));
    }
    return withHashClaims(own, rule.require());
  }

  /** Requirements may build on each other, so what was gained is asked again until nothing is. */
  private static Coverage withHashClaims(Coverage own, List<Requirement> requirements) {
    Coverage pinned = own;
    for (int round = 0; round < requirements.size(); round++) {
      for (Requirement requirement : requirements) {
        boolean isPinned =
            !requirement.value().reads().isEmpty() && pinned.covers(requirement.value().reads());
        if (isPinned) {
          pinned = pinned.plus(expected(requirement.rule()));
        }
      }
    }
    return pinned;
  }

  private static Coverage expected(ValueRule rule) {
    return rule instanceof ValueRule.Is is ? is.expected().pins() : Coverage.none();
  }

  private static Coverage together(Stream<Coverage> parts, BinaryOperator<Coverage> how) {
    Optional<Coverage> all = parts.reduce(how);
    return all.orElse(Coverage.none());
  }
}
