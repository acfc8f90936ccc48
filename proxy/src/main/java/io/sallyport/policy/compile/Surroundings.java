package io.sallyport.policy.compile;

import io.sallyport.secret.TenantSecrets;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.remote.RemoteKeyRule;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a policy is compiled with.
 *
 * @param secrets what references stand for
 * @param remoteKeys makes the source of keys that are fetched
 * @param tenants secrets that depend on the path; without them such keys do not load
 * @param publicUrl the base of what is registered at providers, without a slash at its end
 * @param clock now
 * @param files contents that stand in for the files that a policy names, by name
 * @param literalSecrets whether a secret may stand in the policy itself: in an example and in the
 *     demo
 * @param manyNodes whether several nodes share what is to be delivered
 */
public record Surroundings(
    Secrets secrets,
    Function<RemoteKeyRule, KeySource> remoteKeys,
    Optional<TenantSecrets> tenants,
    String publicUrl,
    InstantSource clock,
    Map<String, String> files,
    boolean literalSecrets,
    boolean manyNodes) {

  /** The base of URLs where none is configured. */
  public static final String PUBLIC_URL_DEFAULT = "https://hooks.example.com";

  public Surroundings {
    files = Map.copyOf(files);
  }

  /** Enough to say whether a policy is right: no secret is resolved, no key fetched. */
  public static Surroundings forCheck(InstantSource clock) {
    return new Surroundings(
        Secrets.standIns(),
        rule -> Surroundings::unavailable,
        Optional.empty(),
        PUBLIC_URL_DEFAULT,
        clock,
        Map.of(),
        false,
        false);
  }

  /** The same, but every literal is taken for what it is. */
  public Surroundings withLiteralSecrets() {
    return new Surroundings(secrets, remoteKeys, tenants, publicUrl, clock, files, true, manyNodes);
  }

  public Surroundings with(Secrets other) {
    return new Surroundings(
        other, remoteKeys, tenants, publicUrl, clock, files, literalSecrets, manyNodes);
  }

  public Surroundings withPublicUrl(String other) {
    return new Surroundings(
        secrets, remoteKeys, tenants, other, clock, files, literalSecrets, manyNodes);
  }

  public Surroundings withRemoteKeys(Function<RemoteKeyRule, KeySource> other) {
    return new Surroundings(
        secrets, other, tenants, publicUrl, clock, files, literalSecrets, manyNodes);
  }

  public Surroundings withFiles(Map<String, String> other) {
    return new Surroundings(
        secrets, remoteKeys, tenants, publicUrl, clock, other, literalSecrets, manyNodes);
  }

  private static KeyLookup unavailable(
      io.sallyport.verify.template.Reading reading, java.time.Instant now) {
    return new KeyLookup.Missing(Reason.KEY_UNAVAILABLE, "no key is fetched while checking");
  }
}
