package io.sallyport.secret;

import com.google.re2j.Pattern;
import io.sallyport.egress.FetchBudget;
import io.sallyport.egress.Keep;
import io.sallyport.egress.KeepRule;
import io.sallyport.egress.Kept.Loaded;
import io.sallyport.egress.Kept.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Secrets that depend on a value of the request's path, looked up in Vault when a request comes and
 * kept for a while: what is there, and what is not. Whoever invents tenants spends a bounded number
 * of look-ups.
 */
public final class TenantSecrets {
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /**
   * The bounds.
   *
   * @param fresh how long a secret is used without asking
   * @param absent how long its absence is believed
   * @param lastGood how long a secret is used when Vault cannot be asked
   * @param tenantsMax beyond it the least used is forgotten
   * @param lookUpsPerMinute further ones fail for want of budget
   */
  public record Limits(
      Duration fresh, Duration absent, Duration lastGood, int tenantsMax, int lookUpsPerMinute) {
    /** 5 min, 1 min, 24 h, 10,000, 600. */
    public static Limits defaults() {
      return new Limits(
          Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofHours(24), 10_000, 600);
    }
  }

  private static final Duration NEGATIVE = Duration.ofSeconds(10);

  private final VaultSecrets vault;
  private final Limits limits;
  private final Keep<Optional<Secret>> keep;

  public TenantSecrets(VaultSecrets vault, Limits limits, InstantSource clock) {
    this.vault = vault;
    this.limits = limits;
    this.keep =
        new Keep<>(
            new KeepRule(limits.lastGood(), limits.absent(), NEGATIVE),
            limits.tenantsMax(),
            new FetchBudget(limits.lookUpsPerMinute(), clock),
            clock);
  }

  /**
   * A reference's path with the request's values in it.
   *
   * @return empty where a value is absent or is not of {@code [A-Za-z0-9_-]{1,64}}
   */
  public static Optional<String> fill(String path, Map<String, String> values) {
    StringBuilder filled = new StringBuilder();
    int at = 0;
    for (int open = path.indexOf("{path:"); open >= 0; open = path.indexOf("{path:", at)) {
      int close = path.indexOf('}', open);
      String value = values.get(path.substring(open + "{path:".length(), close));
      if (value == null || !VALUE.matches(value)) {
        return Optional.empty();
      }
      filled.append(path, at, open).append(value);
      at = close + 1;
    }
    return Optional.of(filled.append(path.substring(at)).toString());
  }

  /** The secret, empty where Vault has none; the same object until it is another. */
  public State<Optional<Secret>> look(String path, String field) {
    return keep.demand(
        path + "#" + field,
        () -> vault.read(path, field).map(answer -> loaded(path + "#" + field, answer)));
  }

  private Loaded<Optional<Secret>> loaded(String name, VaultSecrets.VaultAnswer answer) {
    if (!(answer instanceof VaultSecrets.VaultAnswer.Present present)) {
      return new Loaded<>(Optional.empty(), limits.absent());
    }
    Optional<Secret> known = keep.peek(name).flatMap(secret -> secret);
    boolean same = known.isPresent() && known.get().matches(present.secret().unsafeBytes());
    return new Loaded<>(same ? known : Optional.of(present.secret()), limits.fresh());
  }
}
