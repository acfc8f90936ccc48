package io.sallyport.cli.policy;

import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.policy.written.WrittenCheck.Common;
import io.sallyport.policy.written.WrittenKeyRule;
import java.util.Optional;

/** Whether a {@code verify} section uses the policy's own {@code keys} anywhere. */
final class ConfiguredUse {
  private ConfiguredUse() {}

  static boolean of(Optional<WrittenCheck> verify) {
    return verify.filter(ConfiguredUse::uses).isPresent();
  }

  private static boolean uses(WrittenCheck check) {
    if (check instanceof WrittenCheck.Any any) {
      return any.checks().stream().anyMatch(ConfiguredUse::uses);
    }
    if (check instanceof WrittenCheck.All all) {
      return all.checks().stream().anyMatch(ConfiguredUse::uses);
    }
    if (check instanceof WrittenCheck.ClientCertificate || check instanceof WrittenCheck.None) {
      return false;
    }
    return WrittenCheck.commonOf(check)
        .flatMap(Common::key)
        .filter(WrittenKeyRule::isRemote)
        .isEmpty();
  }
}
