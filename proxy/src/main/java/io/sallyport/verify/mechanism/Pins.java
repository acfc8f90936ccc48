package io.sallyport.verify.mechanism;

import io.sallyport.verify.mechanism.JwsRule.ClaimRule;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.SignedContent;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.mechanism.http.HttpSignatureCheck;
import io.sallyport.verify.template.Bounds;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * What cannot change while a mechanism's signature holds: computed, never declared (law 5 of the
 * design).
 *
 * <p>A signed value that must equal something else pins that, too: a hash claim ({@code require:
 * [{value: "{query:bodySHA256}", is: "{body|sha256|hex}"}]} under a signature over the query pins
 * the body). So does a value that must be one text of the policy.
 *
 * @param outer what is asked of values besides the mechanism: that a time is near
 * @param loosely whether a place counts that goes into the signed text whole, though the text does
 *     not tell where it ends
 */
record Pins(Bounds outer, boolean loosely) {
  /** {@code @signature-params} is the last line of every signature base (RFC 9421 §2.3). */
  private static final Coverage PARAMETERS = Coverage.ofWords(List.of("jose"));

  /** The same for what goes in whole, told apart or not. */
  Pins loose() {
    return new Pins(outer, true);
  }

  /** What holds whichever alternative proves it. */
  Coverage of(VerifyRule rule) {
    if (rule instanceof VerifyRule.Any any) {
      return together(any.rules().stream().map(this::of), Coverage::intersect);
    }
    if (rule instanceof VerifyRule.All all) {
      return together(all.rules().stream().map(this::of), Coverage::plus);
    }
    return rule instanceof VerifyRule.PerItem each
        ? of(each.rule())
        : ofMechanism((MechanismRule) rule);
  }

  /** What the rule pins, by the form of the content that was signed. */
  Map<Template, Coverage> byForm(SignatureRule rule) {
    Bounds asked = asked(rule);
    Map<Template, Coverage> pinned = new LinkedHashMap<>();
    if (rule.signed() instanceof SignedContent.By by) {
      // The chosen form tells what the choosing value is.
      by.cases()
          .forEach(
              (word, form) ->
                  pinned.merge(
                      form,
                      withHashClaims(form, rule, asked.plus(Bounds.none().is(by.by(), word))),
                      Coverage::intersect));
      return pinned;
    }
    forms(rule.signed()).forEach(form -> pinned.put(form, withHashClaims(form, rule, asked)));
    return pinned;
  }

  /** The forms of the signed content. */
  static Stream<Template> forms(SignedContent content) {
    return content instanceof SignedContent.Alternatives alternatives
        ? alternatives.templates().stream()
        : ((SignedContent.By) content).cases().values().stream();
  }

  private Coverage ofMechanism(MechanismRule rule) {
    if (rule instanceof SignatureRule signature) {
      return together(byForm(signature).values().stream(), Coverage::intersect);
    }
    if (rule instanceof JwsRule jws) {
      return ofToken(jws);
    }
    Coverage own =
        rule instanceof HttpSignatureRule http
            ? Coverage.ofWords(HttpSignatureCheck.pinnedWords(http)).plus(PARAMETERS)
            : Coverage.none();
    return withHashClaims(own, rule, asked(rule));
  }

  private Coverage ofToken(JwsRule rule) {
    Bounds asked = asked(rule);
    Coverage own =
        rule.payload()
            .map(payload -> pinned(payload, asked).plus(pinned(rule.token(), asked)))
            .orElseGet(() -> Coverage.ofToken().plus(pinned(rule.token(), asked)));
    for (ClaimRule claim : rule.claims()) {
      own = own.plus(expected(claim.rule(), asked));
    }
    return withHashClaims(own, rule, asked);
  }

  private Coverage withHashClaims(Template form, SignatureRule rule, Bounds asked) {
    return withHashClaims(pinned(form, asked), rule, asked);
  }

  /** Requirements may build on each other, so what was gained is asked again until nothing is. */
  private Coverage withHashClaims(Coverage own, MechanismRule rule, Bounds asked) {
    Coverage pinned = own;
    for (int round = 0; round < rule.require().size(); round++) {
      for (Requirement requirement : rule.require()) {
        boolean isPinned =
            !requirement.value().reads().isEmpty() && pinned.covers(requirement.value().reads());
        if (isPinned) {
          pinned = pinned.plus(expected(requirement.rule(), asked));
        }
        if (isOneText(requirement.rule())) {
          pinned = pinned.plus(pinned(requirement.value(), asked));
        }
      }
    }
    return pinned;
  }

  /** No source at all: {@code {endpoint}} reads nothing and yet changes with the path called. */
  private static boolean isOneText(ValueRule rule) {
    return rule instanceof ValueRule.Is is && is.expected().isConstant();
  }

  private Coverage expected(ValueRule rule, Bounds asked) {
    return rule instanceof ValueRule.Is is ? pinned(is.expected(), asked) : Coverage.none();
  }

  private Coverage pinned(Template template, Bounds asked) {
    return loosely ? template.takesIn() : template.pins(asked);
  }

  private Bounds asked(MechanismRule rule) {
    Bounds asked = outer;
    for (Requirement requirement : rule.require()) {
      Template value = requirement.value();
      if (requirement.rule() instanceof ValueRule.Like like) {
        asked = asked.like(value, like.pattern());
      } else if (requirement.rule() instanceof ValueRule.In in) {
        asked = asked.in(value, in.allowed());
      } else if (requirement.rule() instanceof ValueRule.Is is) {
        asked = asked.in(value, List.of(is.expected()));
      }
    }
    return asked;
  }

  private static Coverage together(Stream<Coverage> parts, BinaryOperator<Coverage> how) {
    Optional<Coverage> all = parts.reduce(how);
    return all.orElse(Coverage.none());
  }
}
