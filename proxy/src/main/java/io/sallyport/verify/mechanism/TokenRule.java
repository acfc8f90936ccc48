package io.sallyport.verify.mechanism;

import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.template.Template;
import java.util.List;

/**
 * A value that must equal one of the keys. It proves who sends and pins nothing of what is sent.
 *
 * @param token the value
 */
public record TokenRule(Template token, KeyRule key, List<Requirement> require)
    implements MechanismRule {
  public TokenRule {
    require = List.copyOf(require);
  }

  @Override
  public String word() {
    return "token";
  }
}
