package io.sallyport.policy;

import io.sallyport.policy.Policy.Verification;
import io.sallyport.verify.mechanism.HttpSignatureRule;
import io.sallyport.verify.mechanism.JwsRule;
import io.sallyport.verify.mechanism.MechanismRule;
import io.sallyport.verify.mechanism.SignatureRule;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The header fields in which a policy's sender puts its signature over the whole delivery. */
public final class ProofFields {
  private static final String HEADER = "header:";

  private ProofFields() {}

  /** Their names in lower case. */
  public static Set<String> of(Policy policy) {
    Set<String> fields = new HashSet<>();
    if (policy.verification() instanceof Verification.Signed signed) {
      signed.rule().mechanisms().forEach(mechanism -> add(mechanism, fields));
    }
    return Set.copyOf(fields);
  }

  private static void add(MechanismRule mechanism, Set<String> fields) {
    if (mechanism instanceof SignatureRule rule) {
      rule.signature().from().reads().words().forEach(word -> add(word, fields));
    } else if (mechanism instanceof JwsRule rule) {
      rule.token().reads().words().forEach(word -> add(word, fields));
    } else if (mechanism instanceof HttpSignatureRule) {
      fields.add("signature");
      fields.add("signature-input");
    }
  }

  private static void add(String word, Set<String> fields) {
    if (word.startsWith(HEADER)) {
      fields.add(word.substring(HEADER.length()).toLowerCase(Locale.ROOT));
    }
  }
}
