package io.sallyport.policy.compile;

import io.sallyport.policy.written.WrittenKey;
import io.sallyport.policy.written.WrittenKeyRule;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretFloor;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretText.Part;
import io.sallyport.secret.SecretValue;
import io.sallyport.secret.TenantSecrets;
import io.sallyport.verify.key.ConfiguredKey;
import io.sallyport.verify.key.ConfiguredKeys;
import io.sallyport.verify.key.KeyDecoder;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.KeyUse;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.key.remote.TenantKeys;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.template.Template;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.shape.Placed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code keys} and {@code key}: where the keys of a mechanism come from. */
final class KeyCompiler {
  private final Workbench bench;
  private final RemoteKeyCompiler remote;
  private final List<UsedKey> used = new ArrayList<>();
  private final Map<WrittenKey, Optional<SecretValue>> resolved = new HashMap<>();
  private Optional<KeySource> firstShared = Optional.empty();
  private boolean missingTold;

  KeyCompiler(Workbench bench) {
    this.bench = bench;
    this.remote = new RemoteKeyCompiler(bench);
  }

  /** The shared secrets that the policy uses, to be compared with those of other policies. */
  List<UsedKey> used() {
    return List.copyOf(used);
  }

  /** The source of the first mechanism that shares a secret: what keyed answers are made with. */
  Optional<KeySource> firstShared() {
    return firstShared;
  }

  /** The key part of a mechanism; empty when it is at fault, which has been reported. */
  Optional<KeyRule> rule(Optional<WrittenKeyRule> written, KeyUse use) {
    KeyEncoding as = written.flatMap(WrittenKeyRule::as).orElse(KeyEncoding.UTF8);
    boolean fetched = written.filter(WrittenKeyRule::isRemote).isPresent();
    Optional<KeySource> source =
        fetched ? written.flatMap(rule -> remote.source(rule, as)) : configured(written, as, use);
    if (use == KeyUse.SHARED && firstShared.isEmpty()) {
      firstShared = source;
    }
    return source.map(it -> new KeyRule(as, it));
  }

  /**
   * Says which of the policy's own shared secrets are too short to verify anything at all: a load
   * problem, for every request would be answered 503. A secret that is not looked at is not judged.
   *
   * @param mechanism what wants them longer, half a sentence
   */
  void wantLonger(Optional<WrittenKeyRule> written, int bytesMin, String mechanism) {
    if (written.filter(WrittenKeyRule::isRemote).isPresent()) {
      return;
    }
    KeyEncoding as = written.flatMap(WrittenKeyRule::as).orElse(KeyEncoding.UTF8);
    for (WrittenKey key : bench.written().keys()) {
      Optional<SecretValue> value = resolved.getOrDefault(key, Optional.empty());
      if (value.isPresent() && isTheRealOne(key)) {
        tooShort(key, value.get().current(), as, bytesMin)
            .ifPresent(
                size ->
                    bench.error(
                        key.value(), shortKey(key, value.get(), size, bytesMin, mechanism)));
      }
    }
  }

  /** What stands in for a secret says nothing of its length; a literal is itself. */
  private boolean isTheRealOne(WrittenKey key) {
    return bench.surroundings().secrets().areReal()
        || bench.secretText(key.value()).filter(SecretText::isLiteral).isPresent();
  }

  private static Optional<Integer> tooShort(
      WrittenKey key, Secret secret, KeyEncoding as, int bytesMin) {
    try {
      VerificationKey decoded =
          KeyDecoder.decode(key.id().map(Placed::value).orElse(""), secret, as, KeyUse.SHARED);
      int size = ((VerificationKey.Shared) decoded).bytes().length;
      return size < bytesMin ? Optional.of(size) : Optional.empty();
    } catch (KeyFault fault) {
      return Optional.empty(); // told by the keys themselves
    }
  }

  private static String shortKey(
      WrittenKey key, SecretValue value, int size, int bytesMin, String mechanism) {
    return "key "
        + key.id().map(Placed::value).orElseGet(() -> value.current().digestPrefix())
        + " has "
        + size
        + " bytes; "
        + mechanism
        + " wants at least "
        + bytesMin
        + ", and verifies nothing with fewer";
  }

  /** What the algorithms do with keys; a mixture would let a public key verify as a secret. */
  Optional<KeyUse> useOf(List<String> algorithms, Predicate<String> shares, Node mechanism) {
    long shared = algorithms.stream().filter(shares).count();
    if (shared > 0 && shared < algorithms.size()) {
      bench.error(
          mechanism, "verify.alg", "shared secrets and public keys cannot stand in one list");
      return Optional.empty();
    }
    return Optional.of(shared > 0 ? KeyUse.SHARED : KeyUse.PUBLIC);
  }

  private Optional<KeySource> configured(
      Optional<WrittenKeyRule> written, KeyEncoding as, KeyUse use) {
    Optional<Optional<Template>> id = bench.maybe(written.flatMap(WrittenKeyRule::id));
    List<WrittenKey> keys = bench.written().keys();
    if (keys.isEmpty()) {
      missing();
      return Optional.of(RemoteKeyCompiler.nothing());
    }
    if (keys.size() > ConfiguredKeys.KEYS_MAX && id.isPresent() && id.get().isEmpty()) {
      bench.error(
          keys.get(ConfiguredKeys.KEYS_MAX).value(),
          "more than " + ConfiguredKeys.KEYS_MAX + " keys need key: {id: VALUE} that chooses");
    }
    Optional<SecretText> first = bench.secretText(keys.get(0).value());
    if (first.isPresent() && first.get().isPerTenant()) {
      return id.flatMap(it -> perTenant(keys, first.get(), it, as, use));
    }
    List<ConfiguredKey> configured = new ArrayList<>();
    keys.forEach(key -> configuredKey(key, use).ifPresent(configured::add));
    if (id.isEmpty() || configured.size() < keys.size()) {
      return Optional.of(RemoteKeyCompiler.nothing()); // a fault has been told; look on
    }
    ConfiguredKeys source = new ConfiguredKeys(configured, as, use, id.get());
    if (bench.surroundings().secrets().areReal()) {
      source.faults().forEach(fault -> bench.error(keys.get(0).value(), fault));
    }
    return Optional.of(source);
  }

  /** Several mechanisms want the same keys: told once. */
  private void missing() {
    if (bench.draft().isPreset() || bench.isBroken("keys") || missingTold) {
      return;
    }
    missingTold = true;
    String variable = bench.written().preset().flatMap(it -> it.env()).orElse("THE_SECRET");
    bench
        .problems()
        .error(
            bench.startOfPolicy(),
            "keys",
            "want the sender's keys, as in keys: [\"${env:" + variable + "}\"]");
  }

  private Optional<ConfiguredKey> configuredKey(WrittenKey key, KeyUse use) {
    Optional<SecretValue> value =
        resolved.computeIfAbsent(
            key, it -> bench.secretText(it.value()).flatMap(text -> value(it, text, use)));
    return value.map(
        it ->
            new ConfiguredKey(
                key.id().map(Placed::value),
                it,
                key.notBefore().map(Placed::value),
                key.notAfter().map(Placed::value)));
  }

  private Optional<SecretValue> value(WrittenKey key, SecretText text, KeyUse use) {
    if (use == KeyUse.SHARED && holdsLiteral(text) && !bench.surroundings().literalSecrets()) {
      bench.error(
          key.value(),
          "a secret must not stand in a policy: want \"${env:X}\", \"${file:F}\" or"
              + " \"${vault:path#field}\"");
      return Optional.empty();
    }
    Optional<SecretValue> value = bench.secret(key.value(), text);
    if (use == KeyUse.SHARED && bench.surroundings().secrets().areReal()) {
      value.ifPresent(it -> used(key, it));
    }
    return value;
  }

  private static boolean holdsLiteral(SecretText text) {
    return text.isLiteral()
        || text.parts().stream()
            .anyMatch(it -> it instanceof Part.Variable env && env.otherwise().isPresent());
  }

  private void used(WrittenKey key, SecretValue value) {
    SecretFloor.weakness(value.current())
        .ifPresent(why -> bench.warning(key.value().at(), key.value().path(), "the secret " + why));
    used.add(new UsedKey(key.value().at(), key.value().path(), value, key.sharedWith()));
  }

  private Optional<KeySource> perTenant(
      List<WrittenKey> keys, SecretText text, Optional<Template> id, KeyEncoding as, KeyUse use) {
    WrittenKey only = keys.get(0);
    if (keys.size() > 1
        || text.parts().size() != 1
        || !(text.parts().get(0) instanceof Part.VaultField field)) {
      bench.error(
          only.value(), "a secret per tenant is one whole \"${vault:…}\", and the only key");
      return Optional.empty();
    }
    Optional<Template> named = only.id().flatMap(bench::template).or(() -> id);
    Optional<TenantSecrets> tenants = bench.surroundings().tenants();
    if (tenants.isEmpty()) {
      if (bench.surroundings().secrets().areReal()) {
        bench.error(only.value(), "needs a vault: section in the configuration");
        return Optional.empty();
      }
      return Optional.of(RemoteKeyCompiler.nothing());
    }
    return Optional.of(new TenantKeys(field, named, as, use, tenants.get()));
  }
}
