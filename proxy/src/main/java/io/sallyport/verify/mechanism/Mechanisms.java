package io.sallyport.verify.mechanism;

import io.sallyport.verify.AllOf;
import io.sallyport.verify.AnyOf;
import io.sallyport.verify.Check;
import io.sallyport.verify.mechanism.http.HttpSignatureCheck;
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

  /**
   * Compiles a rule.
   *
   * @throws IllegalArgumentException with a sentence for the policy's author, when the rule names
   *     an algorithm that its mechanism does not have, or combines what does not go together
   */
  public static Check of(VerifyRule rule) {
    if (rule instanceof VerifyRule.Any any) {
      return new AnyOf(any.rules().stream().map(Mechanisms::of).toList());
    }
    if (rule instanceof VerifyRule.All all) {
      return new AllOf(all.rules().stream().map(Mechanisms::of).toList());
    }
    if (rule instanceof VerifyRule.PerItem each) {
      return new PerItemCheck(of(each.rule()));
    }
    return check((MechanismRule) rule);
  }

  /**
   * What cannot change while the rule's proof holds, whichever alternative it came by: what a
   * policy covers.
   */
  public static Coverage pins(VerifyRule rule) {
    return Pins.of(rule);
  }

  private static Check check(MechanismRule rule) {
    if (rule instanceof SignatureRule signature) {
      return new SignatureCheck(signature);
    }
    if (rule instanceof JwsRule jws) {
      return new JwsCheck(jws);
    }
    if (rule instanceof HttpSignatureRule http) {
      return new HttpSignatureCheck(http, Pins.of(http).words());
    }
    if (rule instanceof TokenRule token) {
      return new TokenCheck(token, token.key(), TokenCheck.token(token));
    }
    if (rule instanceof BasicRule basic) {
      return new TokenCheck(basic, basic.key(), BasicCredentials::read);
    }
    return new ClientCertCheck((ClientCertRule) rule);
  }
}
