package io.sallyport.verify.mechanism;

import java.util.List;

/**
 * The {@code verify} section of a policy as data: one mechanism, or several combined. {@code
 * verify: {none: …}} is not here: it proves nothing, and the policy says so itself.
 */
public sealed interface VerifyRule
    permits VerifyRule.Any, VerifyRule.All, VerifyRule.PerItem, MechanismRule {

  /** Every mechanism in it, in the order of the policy. */
  List<MechanismRule> mechanisms();

  /** The first that is proven wins. 1 to 8. */
  record Any(List<VerifyRule> rules) implements VerifyRule {
    public Any {
      rules = List.copyOf(rules);
    }

    @Override
    public List<MechanismRule> mechanisms() {
      return rules.stream().flatMap(rule -> rule.mechanisms().stream()).toList();
    }
  }

  /** Every one must be proven. 1 to 8. */
  record All(List<VerifyRule> rules) implements VerifyRule {
    public All {
      rules = List.copyOf(rules);
    }

    @Override
    public List<MechanismRule> mechanisms() {
      return rules.stream().flatMap(rule -> rule.mechanisms().stream()).toList();
    }
  }

  /** {@code per: item}: must be proven for every item of the batch, by whichever key. */
  record PerItem(MechanismRule rule) implements VerifyRule {
    @Override
    public List<MechanismRule> mechanisms() {
      return List.of(rule);
    }
  }
}
