package io.sallyport.verify.key.remote;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sallyport.egress.Kept.State;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.TenantSecrets;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyDecoder;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.KeyUse;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One secret for each tenant, found in Vault under a value of the path: {@code keys: [{id:
 * "{path:store}", value: "${vault:secret/woo/{path:store}#secret}"}]}.
 */
public final class TenantKeys implements KeySource {
  private static final int DECODED_MAX = 1_024;

  private final SecretText.Part.VaultField field;
  private final Optional<Template> id;
  private final KeyEncoding as;
  private final KeyUse use;
  private final TenantSecrets secrets;

  /** By identity: the same object is handed out until the secret is another. */
  private final Cache<Secret, KeyLookup> decoded =
      Caffeine.newBuilder().weakKeys().maximumSize(DECODED_MAX).executor(Runnable::run).build();

  /**
   * @param field per tenant
   * @param id names the key; without it the tenant does
   */
  public TenantKeys(
      SecretText.Part.VaultField field,
      Optional<Template> id,
      KeyEncoding as,
      KeyUse use,
      TenantSecrets secrets) {
    this.field = field;
    this.id = id;
    this.as = as;
    this.use = use;
    this.secrets = secrets;
  }

  @Override
  public KeyLookup lookup(Reading reading, Instant now) {
    Map<String, String> values = reading.inbound().pathValues();
    Optional<String> path = TenantSecrets.fill(field.path(), values);
    if (path.isEmpty()) {
      return unknown();
    }
    State<Optional<Secret>> state = secrets.look(path.get(), field.field());
    if (state instanceof State.Pending<Optional<Secret>> pending) {
      return new KeyLookup.Awaiting(pending.ready());
    }
    if (state instanceof State.Failed<Optional<Secret>>) {
      return new KeyLookup.Missing(
          Reason.KEY_UNAVAILABLE, "the tenant's secret cannot be had from Vault now");
    }
    Optional<Secret> secret = ((State.Ready<Optional<Secret>>) state).value();
    if (secret.isEmpty()) {
      return unknown();
    }
    String name = KeyIds.read(id, reading).orElseGet(() -> secret.get().digestPrefix());
    return decoded.get(secret.get(), value -> decode(name, value));
  }

  private static KeyLookup unknown() {
    return new KeyLookup.Missing(Reason.KEY_UNKNOWN, "there is no secret for this tenant");
  }

  private KeyLookup decode(String name, Secret secret) {
    try {
      return new KeyLookup.Found(List.of(KeyDecoder.decode(name, secret, as, use)));
    } catch (KeyFault e) {
      return new KeyLookup.Missing(Reason.KEY_UNAVAILABLE, "the tenant's secret " + e.sentence());
    }
  }
}
