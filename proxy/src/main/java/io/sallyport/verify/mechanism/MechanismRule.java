package io.sallyport.verify.mechanism;

import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import java.util.List;
import java.util.Optional;

/** One mechanism with everything that the policy says of it. */
public sealed interface MechanismRule extends VerifyRule
    permits SignatureRule, JwsRule, HttpSignatureRule, TokenRule, BasicRule, ClientCertRule {

  /** The mechanism's word in the policy language. */
  String word();

  /** What else must hold. */
  List<Requirement> require();

  @Override
  default List<MechanismRule> mechanisms() {
    return List.of(this);
  }

  /** Where its keys come from; empty where it has none, as with a client certificate. */
  static Optional<KeyRule> keyOf(MechanismRule rule) {
    if (rule instanceof SignatureRule signature) {
      return Optional.of(signature.key());
    }
    if (rule instanceof JwsRule jws) {
      return Optional.of(jws.key());
    }
    if (rule instanceof HttpSignatureRule http) {
      return Optional.of(http.key());
    }
    if (rule instanceof TokenRule token) {
      return Optional.of(token.key());
    }
    return rule instanceof BasicRule basic ? Optional.of(basic.key()) : Optional.empty();
  }
}
