package io.sallyport.verify.mechanism;

import io.sallyport.verify.AllOf;
import io.sallyport.verify.AnyOf;
import io.sallyport.verify.Check;
import io.sallyport.verify.mechanism.http.HttpSignatureCheck;
import io.sallyport.verify.template.Bounds;
import io.sallyport.verify.template.Coverage;
import java.util.List;

/** The list of mechanisms: which check judges which rule. */
public final class Mechanisms {
  /** The words of the policy language, in the order to show them. */
  public static final List<String> WORDS =
      List.of(
          "hmac",
          "hash",
          "rsa",
          "rsa-pss",
          "ecdsa",
          "ed25519",
          "jws",
          "http-signature",
          "token",
          "basic",
          "client-cert");

  private Mechanisms() {}

  /** Compiles a rule where nothing else is asked of what it signs. */
  public static Check of(VerifyRule rule) {
    return of(rule, Bounds.none());
  }

  /**
   * Compiles a rule.
   *
   * @param asked what else is asked of values before a proof counts
   * @throws IllegalArgumentException with a sentence for the policy's author, when the rule names
   *     an algorithm that its mechanism does not have, or combines what does not go together
   */
  public static Check of(VerifyRule rule, Bounds asked) {
    if (rule instanceof VerifyRule.Any any) {
      return new AnyOf(any.rules().stream().map(it -> of(it, asked)).toList());
    }
    if (rule instanceof VerifyRule.All all) {
      return new AllOf(all.rules().stream().map(it -> of(it, asked)).toList());
    }
    if (rule instanceof VerifyRule.PerItem each) {
      return new PerItemCheck(of(each.rule(), asked));
    }
    return check((MechanismRule) rule, new Pins(asked, false));
  }

  /**
   * What cannot change while the rule's proof holds, whichever alternative it came by: what a
   * policy covers.
   */
  public static Coverage pins(VerifyRule rule, Bounds asked) {
    return new Pins(asked, false).of(rule);
  }

  /**
   * What goes into what is signed whole, whichever alternative it came by, though it may be open
   * where it ends: too little to trust what stands there, enough not to be anybody's to choose.
   */
  public static Coverage takesIn(VerifyRule rule) {
    return new Pins(Bounds.none(), true).of(rule);
  }

  /**
   * Whether the bytes that were signed tell one delivery from another, whichever alternative it
   * came by: something of the body is in them. Not of shared tokens and bearer tokens, which are
   * the same for many, and not where each event of a batch is signed by itself.
   */
  public static boolean signsBodies(VerifyRule rule) {
    if (rule instanceof VerifyRule.Any any) {
      return any.rules().stream().allMatch(Mechanisms::signsBodies);
    }
    if (rule instanceof VerifyRule.All all) {
      return all.rules().stream().anyMatch(Mechanisms::signsBodies);
    }
    if (rule instanceof JwsRule jws) {
      return JwsCheck.isOfBody(jws, new Pins(Bounds.none(), true));
    }
    return (rule instanceof SignatureRule || rule instanceof HttpSignatureRule)
        && takesIn(rule).touchesBody();
  }

  /** Where signatures and tokens that are no secrets themselves stand. */
  public static Coverage signatures(VerifyRule rule) {
    if (rule instanceof VerifyRule.Any any) {
      return signatures(any.rules());
    }
    if (rule instanceof VerifyRule.All all) {
      return signatures(all.rules());
    }
    if (rule instanceof VerifyRule.PerItem each) {
      return signatures(each.rule());
    }
    if (rule instanceof JwsRule jws) {
      return jws.token().reads();
    }
    return rule instanceof SignatureRule signature
        ? signature.signature().from().reads()
        : Coverage.none();
  }

  private static Coverage signatures(List<VerifyRule> rules) {
    return rules.stream().map(Mechanisms::signatures).reduce(Coverage.none(), Coverage::plus);
  }

  private static Check check(MechanismRule rule, Pins pins) {
    if (rule instanceof SignatureRule signature) {
      return new SignatureCheck(signature, pins);
    }
    if (rule instanceof JwsRule jws) {
      return new JwsCheck(jws, pins);
    }
    if (rule instanceof HttpSignatureRule http) {
      return new HttpSignatureCheck(http, pins.of(http).words());
    }
    if (rule instanceof TokenRule token) {
      return new TokenCheck(token, token.key(), TokenCheck.token(token), pins);
    }
    if (rule instanceof BasicRule basic) {
      return new TokenCheck(basic, basic.key(), BasicCredentials::read, pins);
    }
    return new ClientCertCheck((ClientCertRule) rule, pins);
  }
}
