package io.sallyport.policy.sample;

import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.policy.written.WrittenCheck.Algorithm;
import io.sallyport.policy.written.WrittenCheck.Common;
import io.sallyport.policy.written.WrittenKeyRule;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.verify.key.ConfiguredKey;
import io.sallyport.verify.key.ConfiguredKeys;
import io.sallyport.verify.key.KeyDecoder;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.KeyUse;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A key made for one example: what signs, and the text that verifies it as {@code keys} hold it.
 *
 * @param text the shared secret, or the public key
 */
public record ThrowAwayKey(SigningKey signing, String text) {
  private static final int SECRET_BYTES = 32;
  private static final int EDWARDS_BYTES = 32;

  @Override
  public String toString() {
    return "ThrowAwayKey[" + signing.id() + ", redacted]";
  }

  /** A key for the first mechanism of a {@code verify} section. */
  public static ThrowAwayKey of(WrittenCheck verify, String id, RandomGenerator random)
      throws CannotSign {
    WrittenCheck check = first(verify);
    KeyEncoding as =
        WrittenCheck.commonOf(check)
            .flatMap(Common::key)
            .flatMap(WrittenKeyRule::as)
            .orElse(KeyEncoding.UTF8);
    SigningAlgorithm algorithm = algorithm(check);
    if (!algorithm.isShared()) {
      SigningKey.Pair pair = new SigningKey.Pair(id, algorithm.newPair());
      return new ThrowAwayKey(pair, publicText(pair.pair().getPublic(), as, algorithm.family()));
    }
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String text = secretText(bytes, as, check);
    return new ThrowAwayKey(shared(id, Secret.ofText(text), as), text);
  }

  /** The key as a policy would hold it, in place of whatever would be fetched. */
  public KeySource source() {
    ConfiguredKey configured =
        new ConfiguredKey(
            Optional.of(signing.id()),
            SecretValue.fixed(Secret.ofText(text)),
            Optional.empty(),
            Optional.empty());
    return new ConfiguredKeys(
        List.of(configured),
        KeyEncoding.UTF8,
        isShared() ? KeyUse.SHARED : KeyUse.PUBLIC,
        Optional.empty());
  }

  /** Whether both sides hold the same; otherwise the text is the public half of a pair. */
  public boolean isShared() {
    return signing instanceof SigningKey.Shared;
  }

  /** A shared secret that is configured, as its mechanism decodes it. */
  public static SigningKey shared(String id, Secret secret, KeyEncoding as) throws CannotSign {
    try {
      VerificationKey key = KeyDecoder.decode(id, secret, as, KeyUse.SHARED);
      String text = new String(secret.unsafeBytes(), StandardCharsets.UTF_8);
      return new SigningKey.Shared(id, ((VerificationKey.Shared) key).bytes(), text);
    } catch (KeyFault fault) {
      throw new CannotSign("key " + id + ": " + fault.sentence(), fault);
    }
  }

  private static WrittenCheck first(WrittenCheck check) {
    if (check instanceof WrittenCheck.Any any) {
      return first(any.checks().get(0));
    }
    if (check instanceof WrittenCheck.All all) {
      return all.checks().stream()
          .map(ThrowAwayKey::first)
          .filter(it -> !(it instanceof WrittenCheck.ClientCertificate))
          .findFirst()
          .orElse(all.checks().get(0));
    }
    return check;
  }

  private static SigningAlgorithm algorithm(WrittenCheck check) throws CannotSign {
    if (check instanceof WrittenCheck.Signature signature) {
      return new SigningAlgorithm(signature.family(), name(signature.algorithm()));
    }
    if (check instanceof WrittenCheck.Jws jws) {
      String alg = jws.algorithms().get(0);
      return SigningAlgorithm.ofJose(alg).orElseThrow(() -> new CannotSign("no algorithm " + alg));
    }
    if (check instanceof WrittenCheck.HttpSignature http) {
      String alg = http.algorithms().isEmpty() ? "ed25519" : http.algorithms().get(0);
      return SigningAlgorithm.ofHttp(alg).orElseThrow(() -> new CannotSign("no algorithm " + alg));
    }
    return new SigningAlgorithm(Family.HMAC, "sha256");
  }

  private static String name(Algorithm algorithm) {
    if (algorithm instanceof Algorithm.Fixed fixed) {
      return fixed.name().value();
    }
    return algorithm instanceof Algorithm.Allowed allowed
        ? allowed.names().get(0).value()
        : ((Algorithm.By) algorithm).cases().cases().values().iterator().next().value();
  }

  private static String secretText(byte[] bytes, KeyEncoding as, WrittenCheck check) {
    String hex = HexFormat.of().formatHex(bytes);
    return switch (as) {
      case BASE64 -> Base64.getEncoder().encodeToString(bytes);
      case BASE64URL -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      case WHSEC -> "whsec_" + Base64.getEncoder().encodeToString(bytes);
      default -> check instanceof WrittenCheck.Basic ? "sample:" + hex : hex;
    };
  }

  private static String publicText(PublicKey key, KeyEncoding as, Family family) {
    byte[] spki = key.getEncoded();
    String base64 = Base64.getEncoder().encodeToString(spki);
    String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    byte[] raw =
        family == Family.ED25519
            ? Arrays.copyOfRange(spki, spki.length - EDWARDS_BYTES, spki.length)
            : spki;
    return switch (as) {
      case HEX -> HexFormat.of().formatHex(raw);
      case BASE64 -> Base64.getEncoder().encodeToString(raw);
      case BASE64URL -> Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
      case WHPK -> "whpk_" + Base64.getEncoder().encodeToString(raw);
      case SPKI -> base64;
      default -> pem;
    };
  }
}
