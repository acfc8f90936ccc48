package io.sallyport.verify.key.remote;

import io.sallyport.secret.Secret;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.AdmittedKey;
import io.sallyport.verify.key.ConfiguredKeys;
import io.sallyport.verify.key.JwkKeys;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.VerificationKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The public keys of one fetched set, each answer to a look-up made beforehand. */
final class KeySet {
  private final Map<String, KeyLookup> byId;
  private final KeyLookup all;
  private final Optional<String> issuer;

  private KeySet(Map<String, KeyLookup> byId, KeyLookup all, Optional<String> issuer) {
    this.byId = Map.copyOf(byId);
    this.all = all;
    this.issuer = issuer;
  }

  /**
   * Admits a key set.
   *
   * @throws KeyFault when it is refused as a whole; a shared secret that anybody can fetch is none
   */
  static KeySet parse(byte[] json, Optional<String> issuer) throws KeyFault {
    JwkKeys.Parsed parsed = JwkKeys.parse(json);
    if (parsed.keys().stream().anyMatch(VerificationKey.Shared.class::isInstance)) {
      throw new KeyFault("a shared secret in a published key set");
    }
    return of(parsed.keys(), issuer);
  }

  static KeySet of(List<VerificationKey> keys, Optional<String> issuer) {
    Map<String, KeyLookup> byId = new HashMap<>();
    for (VerificationKey key : keys) {
      if (!key.id().isEmpty()) {
        byId.put(key.id(), new KeyLookup.Found(List.of(key), issuer));
      }
    }
    return new KeySet(byId, all(keys.stream().map(KeySet::named).toList(), issuer), issuer);
  }

  /** A key without an id is called by its digest, so that the proof can name it. */
  private static VerificationKey named(VerificationKey key) {
    return key.id().isEmpty() && key instanceof VerificationKey.Public nameless
        ? new VerificationKey.Public(digest(nameless.key()), nameless.key(), nameless.algorithm())
        : key;
  }

  private static String digest(AdmittedKey key) {
    if (key instanceof AdmittedKey.Rsa rsa) {
      return Secret.of(rsa.key().getEncoded()).digestPrefix();
    }
    return key instanceof AdmittedKey.Ec ec
        ? Secret.of(ec.key().getQ().getEncoded(false)).digestPrefix()
        : Secret.of(((AdmittedKey.Edwards) key).key().getEncoded()).digestPrefix();
  }

  private static KeyLookup all(List<VerificationKey> keys, Optional<String> issuer) {
    if (keys.isEmpty()) {
      return new KeyLookup.Missing(Reason.KEY_UNAVAILABLE, "the key set has no key for verifying");
    }
    return keys.size() <= ConfiguredKeys.KEYS_MAX
        ? new KeyLookup.Found(keys, issuer)
        : new KeyLookup.Missing(
            Reason.KEY_UNKNOWN, "no key id was sent, and the key set is too large to try them all");
  }

  /** The key of this id; empty when the set has none. */
  Optional<KeyLookup> of(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Every key, when they are few. */
  KeyLookup all() {
    return all;
  }

  Optional<String> issuer() {
    return issuer;
  }
}
