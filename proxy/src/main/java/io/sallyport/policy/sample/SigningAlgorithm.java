package io.sallyport.policy.sample;

import io.sallyport.verify.mechanism.SignatureRule.Family;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signing half of an algorithm of the policy language. The verifying half is elsewhere and by
 * other code, so that a slip in one does not hide in the other.
 *
 * @param family of the policy language
 * @param name in that family
 */
record SigningAlgorithm(Family family, String name) {
  private static final int RSA_BITS = 2048;

  private static final Map<String, SigningAlgorithm> JOSE =
      Map.ofEntries(
          Map.entry("HS256", new SigningAlgorithm(Family.HMAC, "sha256")),
          Map.entry("HS384", new SigningAlgorithm(Family.HMAC, "sha384")),
          Map.entry("HS512", new SigningAlgorithm(Family.HMAC, "sha512")),
          Map.entry("RS256", new SigningAlgorithm(Family.RSA, "sha256")),
          Map.entry("RS384", new SigningAlgorithm(Family.RSA, "sha384")),
          Map.entry("RS512", new SigningAlgorithm(Family.RSA, "sha512")),
          Map.entry("PS256", new SigningAlgorithm(Family.RSA_PSS, "sha256")),
          Map.entry("PS384", new SigningAlgorithm(Family.RSA_PSS, "sha384")),
          Map.entry("PS512", new SigningAlgorithm(Family.RSA_PSS, "sha512")),
          Map.entry("ES256", new SigningAlgorithm(Family.ECDSA, "p256-sha256-raw")),
          Map.entry("ES384", new SigningAlgorithm(Family.ECDSA, "p384-sha384-raw")),
          Map.entry("ES512", new SigningAlgorithm(Family.ECDSA, "p521-sha512-raw")),
          Map.entry("EdDSA", new SigningAlgorithm(Family.ED25519, "ed25519")),
          Map.entry("Ed25519", new SigningAlgorithm(Family.ED25519, "ed25519")));

  private static final Map<String, SigningAlgorithm> HTTP =
      Map.of(
          "hmac-sha256", new SigningAlgorithm(Family.HMAC, "sha256"),
          "rsa-v1_5-sha256", new SigningAlgorithm(Family.RSA, "sha256"),
          "rsa-pss-sha512", new SigningAlgorithm(Family.RSA_PSS, "sha512"),
          "ecdsa-p256-sha256", new SigningAlgorithm(Family.ECDSA, "p256-sha256-raw"),
          "ecdsa-p384-sha384", new SigningAlgorithm(Family.ECDSA, "p384-sha384-raw"),
          "ed25519", new SigningAlgorithm(Family.ED25519, "ed25519"));

  static Optional<SigningAlgorithm> ofJose(String alg) {
    return Optional.ofNullable(JOSE.get(alg));
  }

  static Optional<SigningAlgorithm> ofHttp(String alg) {
    return Optional.ofNullable(HTTP.get(alg));
  }

  boolean isShared() {
    return family == Family.HMAC || family == Family.HASH;
  }

  /** Signs the bytes; a plain hash leaves the key to the bytes, which hold it. */
  byte[] sign(byte[] bytes, SigningKey key) throws CannotSign {
    try {
      if (family == Family.HASH) {
        return MessageDigest.getInstance(digest()).digest(bytes);
      }
      if (family == Family.HMAC) {
        if (!(key instanceof SigningKey.Shared shared)) {
          throw new CannotSign("an HMAC wants a shared secret");
        }
        Mac mac = Mac.getInstance("Hmac" + digest().replace("-", ""));
        mac.init(new SecretKeySpec(shared.bytes(), "RAW"));
        return mac.doFinal(bytes);
      }
      if (!(key instanceof SigningKey.Pair pair)) {
        throw new CannotSign("the sender signs with a private key that only it has");
      }
      return sign(bytes, pair.pair());
    } catch (GeneralSecurityException e) {
      throw new CannotSign(family.word() + " cannot sign: " + e.getMessage(), e);
    }
  }

  /** A pair for the algorithm. */
  KeyPair newPair() throws CannotSign {
    try {
      return switch (family) {
        case RSA, RSA_PSS -> {
          KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
          rsa.initialize(RSA_BITS);
          yield rsa.generateKeyPair();
        }
        case ECDSA -> {
          KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
          ec.initialize(new ECGenParameterSpec("sec" + name.substring(0, 4) + "r1"));
          yield ec.generateKeyPair();
        }
        case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        case HMAC, HASH -> throw new CannotSign("a shared secret has no pair");
      };
    } catch (GeneralSecurityException e) {
      throw new CannotSign("no pair for " + family.word() + ": " + e.getMessage(), e);
    }
  }

  private byte[] sign(byte[] bytes, KeyPair pair) throws GeneralSecurityException {
    Signature signature = signature(pair);
    signature.initSign(pair.getPrivate());
    signature.update(bytes);
    return signature.sign();
  }

  private Signature signature(KeyPair pair) throws GeneralSecurityException {
    return switch (family) {
      case RSA -> Signature.getInstance(digest().replace("-", "") + "withRSA");
      case RSA_PSS -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        int salt = MessageDigest.getInstance(digest()).getDigestLength();
        if (((RSAKey) pair.getPublic()).getModulus().bitLength() < RSA_BITS) {
          throw new GeneralSecurityException("the key is too short");
        }
        pss.setParameter(
            new PSSParameterSpec(digest(), "MGF1", new MGF1ParameterSpec(digest()), salt, 1));
        yield pss;
      }
      case ECDSA ->
          Signature.getInstance(
              digest().replace("-", "")
                  + "withECDSA"
                  + (name.endsWith("-raw") ? "inP1363Format" : ""));
      default -> Signature.getInstance("Ed25519");
    };
  }

  /** {@code SHA-256} of {@code sha256} and of {@code p256-sha256-raw}. */
  private String digest() {
    for (String part : name.split("-", -1)) {
      if (part.startsWith("sha")) {
        return "SHA-" + part.substring(3);
      }
    }
    return name.toUpperCase(Locale.ROOT);
  }
}
