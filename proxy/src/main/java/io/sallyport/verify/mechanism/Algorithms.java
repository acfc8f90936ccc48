package io.sallyport.verify.mechanism;

import io.sallyport.verify.key.Curve;
import io.sallyport.verify.key.HashAlgorithm;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.mechanism.primitive.Ecdsa;
import io.sallyport.verify.mechanism.primitive.Ed25519;
import io.sallyport.verify.mechanism.primitive.KeyedAlgorithm;
import io.sallyport.verify.mechanism.primitive.PublicAlgorithm;
import io.sallyport.verify.mechanism.primitive.RsaPkcs1;
import io.sallyport.verify.mechanism.primitive.RsaPss;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The algorithms that a policy may name, by family; and by their names in JOSE and RFC 9421. */
public final class Algorithms {
  private static final Map<String, PublicAlgorithm> RSA =
      sorted(
          Map.of(
              "sha1", new RsaPkcs1(HashAlgorithm.SHA1),
              "sha256", new RsaPkcs1(HashAlgorithm.SHA256),
              "sha384", new RsaPkcs1(HashAlgorithm.SHA384),
              "sha512", new RsaPkcs1(HashAlgorithm.SHA512)));

  private static final Map<String, PublicAlgorithm> RSA_PSS =
      sorted(
          Map.of(
              "sha256", RsaPss.of(HashAlgorithm.SHA256),
              "sha384", RsaPss.of(HashAlgorithm.SHA384),
              "sha512", RsaPss.of(HashAlgorithm.SHA512)));

  private static final Map<String, PublicAlgorithm> ECDSA =
      sorted(
          Map.of(
              "p256-sha1", ecdsa(Curve.P256, HashAlgorithm.SHA1, Ecdsa.Form.DER),
              "p256-sha1-raw", ecdsa(Curve.P256, HashAlgorithm.SHA1, Ecdsa.Form.RAW),
              "p256-sha256", ecdsa(Curve.P256, HashAlgorithm.SHA256, Ecdsa.Form.DER),
              "p256-sha256-raw", ecdsa(Curve.P256, HashAlgorithm.SHA256, Ecdsa.Form.RAW),
              "p384-sha384", ecdsa(Curve.P384, HashAlgorithm.SHA384, Ecdsa.Form.DER),
              "p384-sha384-raw", ecdsa(Curve.P384, HashAlgorithm.SHA384, Ecdsa.Form.RAW),
              "p521-sha512", ecdsa(Curve.P521, HashAlgorithm.SHA512, Ecdsa.Form.DER),
              "p521-sha512-raw", ecdsa(Curve.P521, HashAlgorithm.SHA512, Ecdsa.Form.RAW)));

  private static final Map<String, PublicAlgorithm> ED25519 = Map.of("ed25519", new Ed25519());

  /** RFC 7518 §3.1, RFC 8037 §3.1 and RFC 9864 §2.2. {@code none} is not among them. */
  private static final Map<String, KeyedAlgorithm> JOSE =
      sorted(
          Map.ofEntries(
              Map.entry("HS256", new KeyedAlgorithm.Mac(HashAlgorithm.SHA256)),
              Map.entry("HS384", new KeyedAlgorithm.Mac(HashAlgorithm.SHA384)),
              Map.entry("HS512", new KeyedAlgorithm.Mac(HashAlgorithm.SHA512)),
              open("RS256", RSA, "sha256"),
              open("RS384", RSA, "sha384"),
              open("RS512", RSA, "sha512"),
              open("PS256", RSA_PSS, "sha256"),
              open("PS384", RSA_PSS, "sha384"),
              open("PS512", RSA_PSS, "sha512"),
              open("ES256", ECDSA, "p256-sha256-raw"),
              open("ES384", ECDSA, "p384-sha384-raw"),
              open("ES512", ECDSA, "p521-sha512-raw"),
              open("EdDSA", ED25519, "ed25519"),
              open("Ed25519", ED25519, "ed25519")));

  /** The registry of RFC 9421 §6.2.2. */
  private static final Map<String, KeyedAlgorithm> HTTP =
      sorted(
          Map.ofEntries(
              Map.entry("hmac-sha256", new KeyedAlgorithm.Mac(HashAlgorithm.SHA256)),
              open("rsa-pss-sha512", RSA_PSS, "sha512"),
              open("rsa-v1_5-sha256", RSA, "sha256"),
              open("ecdsa-p256-sha256", ECDSA, "p256-sha256-raw"),
              open("ecdsa-p384-sha384", ECDSA, "p384-sha384-raw"),
              open("ed25519", ED25519, "ed25519")));

  private Algorithms() {}

  /** The names that a policy may use in the family, sorted. */
  public static List<String> names(Family family) {
    return switch (family) {
      case HMAC, HASH -> Arrays.stream(HashAlgorithm.values()).map(HashAlgorithm::word).toList();
      case RSA, RSA_PSS, ECDSA, ED25519 -> List.copyOf(of(family).keySet());
    };
  }

  /** Public-key algorithms of the family by name; none for the families that share a secret. */
  static Map<String, PublicAlgorithm> of(Family family) {
    return switch (family) {
      case HMAC, HASH -> Map.of();
      case RSA -> RSA;
      case RSA_PSS -> RSA_PSS;
      case ECDSA -> ECDSA;
      case ED25519 -> ED25519;
    };
  }

  /** By the {@code alg} of JOSE: what a {@code jws} rule may list. */
  public static Map<String, KeyedAlgorithm> jose() {
    return JOSE;
  }

  /** By the {@code alg} of RFC 9421: what an {@code http-signature} rule may list. */
  public static Map<String, KeyedAlgorithm> http() {
    return HTTP;
  }

  private static PublicAlgorithm ecdsa(Curve curve, HashAlgorithm hash, Ecdsa.Form form) {
    return new Ecdsa(curve, hash, form);
  }

  private static Map.Entry<String, KeyedAlgorithm> open(
      String name, Map<String, PublicAlgorithm> family, String word) {
    PublicAlgorithm algorithm = family.get(word);
    if (algorithm == null) {
      throw new IllegalStateException("the table of " + name + " has no " + word);
    }
    return Map.entry(name, new KeyedAlgorithm.Asymmetric(algorithm));
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
