package io.sallyport.verify.key.remote;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sallyport.seal.DeliveredSecrets;
import io.sallyport.secret.Secret;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyDecoder;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.KeyUse;
import io.sallyport.verify.template.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The secret that a platform delivered through the endpoint while it was opened for that. */
final class BootstrappedSource implements KeySource {
  private static final int DECODED_MAX = 1_024;

  private final RemoteKeyRule.Bootstrapped rule;
  private final DeliveredSecrets delivered;

  /** By identity: the registry hands out the same object until the secret is another. */
  private final Cache<Secret, KeyLookup> decoded =
      Caffeine.newBuilder().weakKeys().maximumSize(DECODED_MAX).executor(Runnable::run).build();

  BootstrappedSource(RemoteKeyRule.Bootstrapped rule, DeliveredSecrets delivered) {
    this.rule = rule;
    this.delivered = delivered;
  }

  @Override
  public KeyLookup lookup(Reading reading, Instant now) {
    String tenant =
        rule.id().isPresent()
            ? KeyIds.read(rule.id(), reading).orElse("")
            : DeliveredSecrets.tenantOf(reading.inbound().pathValues());
    Optional<Secret> secret = delivered.secret(rule.integration(), tenant);
    return secret
        .map(value -> decoded.get(value, known -> decode(known, tenant, rule.as())))
        .orElseGet(
            () ->
                new KeyLookup.Missing(
                    Reason.KEY_UNKNOWN,
                    "no secret has been delivered yet; open it with `key bootstrap`"));
  }

  private static KeyLookup decode(Secret secret, String tenant, KeyEncoding as) {
    String id = tenant.isEmpty() ? secret.digestPrefix() : tenant;
    try {
      return new KeyLookup.Found(List.of(KeyDecoder.decode(id, secret, as, KeyUse.SHARED)));
    } catch (KeyFault e) {
      return new KeyLookup.Missing(Reason.KEY_UNAVAILABLE, "the delivered secret " + e.sentence());
    }
  }
}
