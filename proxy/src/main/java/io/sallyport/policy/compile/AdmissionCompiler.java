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

  AdmissionRule compile(Keeping keeping, List<ChargeRule> limits, boolean bodiesIdentify) {
    return new AdmissionRule(bench.draft().layers().version(), keeping, limits, bodiesIdentify);
  }

  /**
   * Whether equal signed bytes are one event sent twice. A sender may mean the same words anew each
   * time; but where it signs the time with them, equal bytes are a copy.
   *
   * @param timed whether a signed time is judged
   * @param signed whether the signed bytes tell deliveries apart
   */
  static boolean bodiesIdentify(WrittenPolicy policy, boolean timed, boolean signed) {
    return policy.preset().map(WrittenPreset::identicalBodiesAreReplays).orElse(true)
        || (timed && signed);
  }
}
