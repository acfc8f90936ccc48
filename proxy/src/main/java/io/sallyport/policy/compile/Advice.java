package io.sallyport.policy.compile;

import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.verify.mechanism.JwsRule;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.mechanism.VerifyRule;
import io.sallyport.verify.template.Coverage;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What loads and still deserves a word: warnings, never errors. */
final class Advice {
  private static final Coverage METHOD = Coverage.ofWords(List.of("method"));

  private final Workbench bench;

  Advice(Workbench bench) {
    this.bench = bench;
  }

  /**
   * @param takesIn what goes into what is signed
   * @param methods by which deliveries may come
   */
  void give(Optional<VerifyRule> rule, Coverage takesIn, Set<String> methods) {
    WrittenPolicy written = bench.written();
    if (written.verify().isPresent() && written.verify().get() instanceof WrittenCheck.None none) {
      bench.warning(
          none.reason().at(),
          none.reason().path(),
          "nothing proves the sender: whoever knows the" + " URL may call it");
    }
    if (rule.isPresent() && written.freshness().isEmpty() && !bench.isBroken("freshness")) {
      adviseFreshness(rule.get());
    }
    if (rule.isPresent() && methods.size() > 1 && !takesIn.covers(METHOD)) {
      bench.warning(
          bench.placeOf("accept"),
          "accept.methods",
          "the signature does not cover the method: a captured delivery may be sent again by any of"
              + " these; want one, or a require on {method} in each alternative");
    }
    if (!bench.draft().isPreset() && written.deliver().isEmpty() && !bench.isBroken("deliver")) {
      bench.warning(
          bench.startOfPolicy(), "deliver", "goes nowhere: verified deliveries are answered here");
    }
  }

  private void adviseFreshness(VerifyRule rule) {
    if (!bounds(rule)) {
      bench.warning(
          bench.placeOf("verify"),
          "freshness",
          "no time is judged, so a captured delivery verifies for ever; say freshness with the"
              + " signed time, or {none: \"reason\"} where there is none");
    }
  }

  /** Whether the mechanism itself looks at a time. */
  private static boolean bounds(VerifyRule rule) {
    if (rule instanceof VerifyRule.Any any) {
      return any.rules().stream().allMatch(Advice::bounds);
    }
    if (rule instanceof VerifyRule.All all) {
      return all.rules().stream().anyMatch(Advice::bounds);
    }
    if (rule instanceof VerifyRule.PerItem each) {
      return bounds(each.rule());
    }
    return rule instanceof JwsRule jws
        && (jws.expiry() == JwsRule.Expiry.REQUIRED
            || jws.claims().stream().anyMatch(it -> it.rule() instanceof ValueRule.Within));
  }
}
