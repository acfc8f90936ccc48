package io.sallyport.policy.compile;

import io.sallyport.admit.Keeping;
import io.sallyport.deliver.DeliveryRule;
import io.sallyport.deliver.Destination;
import io.sallyport.facts.FactRule;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.verify.mechanism.Mechanisms;
import java.util.ArrayList;
import java.util.List;

/**
 * What follows from a policy without standing in it, in words: how it delivers, what names its
 * events, how long it remembers them.
 */
public final class Consequences {
  private Consequences() {}

  /** One line each. */
  public static List<String> of(Policy policy) {
    List<String> lines = new ArrayList<>();
    for (Destination destination : policy.destinations()) {
      lines.add(
          "deliver " + destination.path().map(it -> it + " ").orElse("") + delivery(destination));
    }
    lines.add("an event is known again by " + name(policy));
    Keeping keeping = policy.admission().keeping();
    lines.add(
        "it is remembered for "
            + Durations.written(keeping.memory())
            + " after its end, its bytes for "
            + Durations.written(keeping.payload()));
    lines.add(
        "held, it waits "
            + Durations.written(keeping.hold())
            + " for a person; together at most "
            + (keeping.bytesMax() >> 20)
            + "MiB lie here");
    return lines;
  }

  private static String delivery(Destination destination) {
    DeliveryRule rule = destination.rule();
    return rule.isDurable()
        ? "durably: "
            + rule.retries().attemptsMax()
            + " tries within "
            + Durations.written(rule.retries().within())
            + (rule.ordered() ? ", one event of an account after the other" : "")
            + (rule.split() ? ", one event of a batch at a time" : "")
        : "by pass-through: the sender waits for the answer, at most "
            + Durations.written(destination.timeout());
  }

  private static String name(Policy policy) {
    boolean signedId =
        policy.facts().id().stream()
            .flatMap(it -> it.from().stream())
            .anyMatch(FactRule.Source::signed);
    boolean signedAccount =
        policy.facts().account().stream()
            .flatMap(it -> it.from().stream())
            .anyMatch(FactRule.Source::signed);
    if (signedId) {
      return "its signed id" + (signedAccount ? " within its account" : "");
    }
    if (!policy.admission().bodiesIdentify()) {
      return "nothing: the sender means equal words anew each time";
    }
    return policy.verification() instanceof Verification.Signed signed
            && Mechanisms.signsBodies(signed.rule())
        ? "the bytes that were signed"
        : "its body";
  }
}
