package io.sallyport.policy.sample;

import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.policy.written.WrittenCheck.Common;
import io.sallyport.policy.written.WrittenKeyRule;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import java.util.List;
import java.util.Optional;

/**
 * One way to prove a sender, seen from who wants to sign: what key it takes.
 *
 * @param check one mechanism, or an {@code all} of several
 */
public record Mechanism(WrittenCheck check) {

  /** Those that a {@code verify} section leaves the choice between, in order. */
  public static List<Mechanism> of(WrittenCheck verify) {
    return verify instanceof WrittenCheck.Any any
        ? any.checks().stream().map(Mechanism::new).toList()
        : List.of(new Mechanism(verify));
  }

  /** What decides on the key: of an {@code all} the first that takes one. */
  private WrittenCheck decisive() {
    return check instanceof WrittenCheck.All all
        ? all.checks().stream()
            .filter(it -> !(it instanceof WrittenCheck.ClientCertificate))
            .findFirst()
            .orElse(check)
        : check;
  }

  /** Whether a key is needed at all. */
  public boolean takesKey() {
    return !(decisive() instanceof WrittenCheck.None)
        && !(decisive() instanceof WrittenCheck.ClientCertificate);
  }

  /** Whether both sides hold the key. */
  public boolean isShared() {
    WrittenCheck it = decisive();
    if (it instanceof WrittenCheck.Signature signature) {
      return signature.family() == Family.HMAC || signature.family() == Family.HASH;
    }
    if (it instanceof WrittenCheck.Jws jws) {
      return jws.algorithms().stream().allMatch(alg -> alg.startsWith("HS"));
    }
    if (it instanceof WrittenCheck.HttpSignature http) {
      return http.algorithms().stream().anyMatch(alg -> alg.startsWith("hmac"));
    }
    return it instanceof WrittenCheck.Token || it instanceof WrittenCheck.Basic;
  }

  /** Whether the request holds the secret itself. */
  public boolean showsSecret() {
    return check instanceof WrittenCheck.All all
        ? all.checks().stream().anyMatch(it -> new Mechanism(it).showsSecret())
        : check instanceof WrittenCheck.Token || check instanceof WrittenCheck.Basic;
  }

  /** How a configured key is written. */
  public KeyEncoding as() {
    return keyRule().flatMap(WrittenKeyRule::as).orElse(KeyEncoding.UTF8);
  }

  /** The rule for keys that come from elsewhere than the policy's {@code keys}. */
  public Optional<WrittenKeyRule> remote() {
    return keyRule().filter(WrittenKeyRule::isRemote);
  }

  private Optional<WrittenKeyRule> keyRule() {
    return WrittenCheck.commonOf(decisive()).flatMap(Common::key);
  }
}
