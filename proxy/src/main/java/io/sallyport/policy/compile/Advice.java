package io.sallyport.policy.compile;

import io.sallyport.facts.FactsReader;
import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.policy.written.WrittenFreshness;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.verify.mechanism.JwsRule;
import io.sallyport.verify.mechanism.Mechanisms;
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
   * @param facts where events say who they are
   */
  void give(Optional<VerifyRule> rule, Coverage takesIn, Set<String> methods, FactsReader facts) {
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
    if (rule.isPresent() && !bench.draft().isPreset() && !isNamed(facts)) {
      adviseNames(rule.get());
    }
    if (!bench.draft().isPreset() && written.deliver().isEmpty() && !bench.isBroken("deliver")) {
      bench.warning(
          bench.startOfPolicy(), "deliver", "goes nowhere: verified deliveries are answered here");
    }
  }

  private static boolean isNamed(FactsReader facts) {
    return facts.id().stream().flatMap(it -> it.from().stream()).anyMatch(it -> it.signed());
  }

  /** Without a signed id only the bytes tell whether an event was here before. */
  private void adviseNames(VerifyRule rule) {
    boolean signsBodies = Mechanisms.signsBodies(rule);
    boolean timed =
        bounds(rule)
            || bench
                .written()
                .freshness()
                .filter(WrittenFreshness.Signed.class::isInstance)
                .isPresent();
    if (!signsBodies && !timed) {
      bench.warning(
          bench.placeOf("verify"),
          "facts.id",
          "nothing that is signed names an event, and no time is signed: whoever has seen one"
              + " delivery can change it and send it as a new one; narrow who may call by"
              + " accept.sources or client-cert");
    }
    boolean signsAnew =
        bench
            .written()
            .preset()
            .flatMap(WrittenPreset::retries)
            .filter(it -> it.resigns() && !it.horizon().isZero())
            .isPresent();
    if (signsAnew && timed && signsBodies) {
      bench.warning(
          bench.placeOf("facts"),
          "facts.id",
          "the sender signs each attempt anew and nothing signed names an event: an attempt after"
              + " the one that was accepted counts as a new event; want facts: {id: …}, or"
              + " \"{body|sha256|hex}\" where no two events have equal bodies");
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
