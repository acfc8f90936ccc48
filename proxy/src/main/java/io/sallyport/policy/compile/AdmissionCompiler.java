package io.sallyport.policy.compile;

import io.sallyport.admit.AdmissionRule;
import io.sallyport.admit.ChargeRule;
import io.sallyport.admit.Keeping;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.policy.written.WrittenPreset;
import java.util.List;

/**
 * What a policy asks of the ledger: {@code replay} and {@code limits}, and what the preset knows of
 * the sender.
 */
final class AdmissionCompiler {
  private final Workbench bench;

  AdmissionCompiler(Workbench bench) {
    this.bench = bench;
  }

  AdmissionRule compile(Keeping keeping, List<ChargeRule> limits) {
    return new AdmissionRule(
        bench.draft().layers().version(), keeping, limits, bodiesIdentify(bench.written()));
  }

  static boolean bodiesIdentify(WrittenPolicy policy) {
    return policy.preset().map(WrittenPreset::identicalBodiesAreReplays).orElse(true);
  }
}
