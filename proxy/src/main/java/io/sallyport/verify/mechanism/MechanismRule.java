package io.sallyport.verify.mechanism;

import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import java.util.List;

/** One mechanism with everything that the policy says of it. */
public sealed interface MechanismRule extends VerifyRule
    permits SignatureRule, JwsRule, HttpSignatureRule, TokenRule, BasicRule, ClientCertRule {

  /** The mechanism's word in the policy language. */
  String word();

  /** What else must hold. */
  List<Requirement> require();
}
