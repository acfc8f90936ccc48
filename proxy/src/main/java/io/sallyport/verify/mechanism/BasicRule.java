package io.sallyport.verify.mechanism;

import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import java.util.List;

/** HTTP Basic (RFC 7617); a key is the text {@code user:password}. It pins nothing. */
public record BasicRule(KeyRule key, List<Requirement> require) implements MechanismRule {
  public BasicRule {
    require = List.copyOf(require);
  }

  @Override
  public String word() {
    return "basic";
  }
}
