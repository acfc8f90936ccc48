package io.sallyport.verify.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.verify.StrictJson;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * JSON Web Keys (RFC 7517, 7518 §6, 8037 §2) and sets of them, admitted for verifying.
 *
 * <p>A set is refused as a whole when two keys share a {@code kid}, when it mixes shared secrets
 * with public keys (whoever publishes that has published the secrets), or when it is malformed. A
 * key that is merely of no use here (for encryption, of another curve or kind) is left out; a key
 * that is weak or contradicts itself is refused by itself, and named.
 */
public final class JwkKeys {
  /** More keys than any sender publishes; a longer set is refused. */
  public static final int KEYS_MAX = 100;

  /** The longest {@code kid} (and the longest that a token may ask for). */
  public static final int KID_CHARS_MAX = 256;

  /** The bytes of the smallest HS* key: that of the hash (RFC 7518 §3.2). */
  private static final Map<String, Integer> HS_BYTES_MIN =
      Map.of("HS256", 32, "HS384", 48, "HS512", 64);

  private static final Map<String, Curve> ES =
      Map.of("ES256", Curve.P256, "ES384", Curve.P384, "ES512", Curve.P521);
  private static final Set<String> RS =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
  private static final Set<String> ED = Set.of("EdDSA", "Ed25519");

  private JwkKeys() {}

  /**
   * The keys of a document, in its order.
   *
   * @param keys those that can verify; a key without {@code kid} has an empty id
   * @param faults one sentence for each key that was refused
   */
  public record Parsed(List<VerificationKey> keys, List<String> faults) {
    public Parsed {
      keys = List.copyOf(keys);
      faults = List.copyOf(faults);
    }
  }

  /**
   * Reads a JWK Set, or a single JWK.
   *
   * @throws KeyFault when the document as a whole is refused
   */
  public static Parsed parse(byte[] json) throws KeyFault {
    JsonNode root =
        StrictJson.object(json).orElseThrow(() -> new KeyFault("want a JSON Web Key Set"));
    JsonNode list = root.get("keys");
    if (list != null && !list.isArray()) {
      throw new KeyFault("want a JSON Web Key Set");
    }
    return list == null ? parse(List.of(root)) : parse(list);
  }

  private static Parsed parse(Iterable<JsonNode> list) throws KeyFault {
    List<VerificationKey> keys = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    int count = 0;
    int shared = 0;
    for (JsonNode jwk : list) {
      if (++count > KEYS_MAX) {
        throw new KeyFault("more than " + KEYS_MAX + " keys");
      }
      if (!jwk.isObject()) {
        throw new KeyFault("a key that is no JSON object");
      }
      shared += text(jwk, "kty").equals("oct") ? 1 : 0;
      String kid = text(jwk, "kid");
      if (!kid.isEmpty() && !ids.add(kid)) {
        throw new KeyFault("two keys share a kid");
      }
      try {
        key(jwk, kid).ifPresent(keys::add);
      } catch (KeyFault e) {
        faults.add("key " + count + " of the set: " + e.sentence());
      }
    }
    if (shared > 0 && shared < count) {
      throw new KeyFault("shared secrets beside public keys in one set");
    }
    return new Parsed(keys, faults);
  }

  private static Optional<VerificationKey> key(JsonNode jwk, String kid) throws KeyFault {
    if (kid.length() > KID_CHARS_MAX) {
      throw new KeyFault("a kid of more than " + KID_CHARS_MAX + " characters");
    }
    if (!verifies(jwk)) {
      return Optional.empty();
    }
    Optional<String> algorithm = optionalText(jwk, "alg");
    return switch (text(jwk, "kty")) {
      case "RSA" -> Optional.of(rsa(jwk, kid, algorithm));
      case "EC" -> ec(jwk, kid, algorithm);
      case "OKP" -> okp(jwk, kid, algorithm);
      case "oct" -> Optional.of(shared(jwk, kid, algorithm));
      default -> Optional.empty();
    };
  }

  /** {@code use} and {@code key_ops}, where given, must allow verifying (RFC 7517 §4.2, §4.3). */
  private static boolean verifies(JsonNode jwk) throws KeyFault {
    Optional<String> use = optionalText(jwk, "use");
    if (use.isPresent() && !use.get().equals("sig")) {
      return false;
    }
    JsonNode operations = jwk.get("key_ops");
    if (operations == null) {
      return true;
    }
    if (!operations.isArray()) {
      throw new KeyFault("key_ops that are no list");
    }
    for (JsonNode operation : operations) {
      if (operation.isTextual() && operation.textValue().equals("verify")) {
        return true;
      }
    }
    return false;
  }

  private static VerificationKey rsa(JsonNode jwk, String kid, Optional<String> algorithm)
      throws KeyFault {
    pin(algorithm, RS, "RSA");
    AdmittedKey key = AdmittedKey.Rsa.of(number(jwk, "n"), number(jwk, "e"), false);
    return new VerificationKey.Public(kid, key, algorithm);
  }

  private static Optional<VerificationKey> ec(JsonNode jwk, String kid, Optional<String> algorithm)
      throws KeyFault {
    Optional<Curve> curve = Curve.ofJose(text(jwk, "crv"));
    if (curve.isEmpty()) {
      return Optional.empty();
    }
    if (algorithm.isPresent() && ES.get(algorithm.get()) != curve.get()) {
      throw new KeyFault("an alg that does not go with " + curve.get().jose());
    }
    BigInteger x = coordinate(jwk, "x", curve.get());
    BigInteger y = coordinate(jwk, "y", curve.get());
    AdmittedKey key = new AdmittedKey.Ec(curve.get(), curve.get().point(x, y));
    return Optional.of(new VerificationKey.Public(kid, key, algorithm));
  }

  private static Optional<VerificationKey> okp(JsonNode jwk, String kid, Optional<String> algorithm)
      throws KeyFault {
    if (!text(jwk, "crv").equals("Ed25519")) {
      return Optional.empty();
    }
    pin(algorithm, ED, "Ed25519");
    AdmittedKey key = AdmittedKey.Edwards.of(bytes(jwk, "x"));
    return Optional.of(new VerificationKey.Public(kid, key, algorithm));
  }

  private static VerificationKey shared(JsonNode jwk, String kid, Optional<String> algorithm)
      throws KeyFault {
    byte[] bytes = bytes(jwk, "k");
    String alg = algorithm.orElse("HS256");
    pin(Optional.of(alg), HS_BYTES_MIN.keySet(), "a shared secret");
    if (bytes.length < HS_BYTES_MIN.getOrDefault(alg, Integer.MAX_VALUE)) {
      throw new KeyFault("a secret of " + bytes.length + " bytes is too short for " + alg);
    }
    return new VerificationKey.Shared(kid, bytes, algorithm);
  }

  private static void pin(Optional<String> algorithm, Set<String> fitting, String kind)
      throws KeyFault {
    if (algorithm.isPresent() && !fitting.contains(algorithm.get())) {
      throw new KeyFault("an alg that does not go with " + kind);
    }
  }

  /** Octets of exactly the field's size (RFC 7518 §6.2.1.2). */
  private static BigInteger coordinate(JsonNode jwk, String name, Curve curve) throws KeyFault {
    byte[] bytes = bytes(jwk, name);
    if (bytes.length != curve.bytes()) {
      throw new KeyFault(
          name + " of " + bytes.length + " bytes; " + curve.jose() + " wants " + curve.bytes());
    }
    return new BigInteger(1, bytes);
  }

  private static BigInteger number(JsonNode jwk, String name) throws KeyFault {
    return new BigInteger(1, bytes(jwk, name));
  }

  private static byte[] bytes(JsonNode jwk, String name) throws KeyFault {
    JsonNode value = jwk.get(name);
    if (value == null || !value.isTextual()) {
      throw new KeyFault("no " + name);
    }
    return KeyText.base64url(value.textValue());
  }

  private static String text(JsonNode jwk, String name) throws KeyFault {
    return optionalText(jwk, name).orElse("");
  }

  private static Optional<String> optionalText(JsonNode jwk, String name) throws KeyFault {
    JsonNode value = jwk.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new KeyFault(name + " that is no text");
    }
    return Optional.of(value.textValue());
  }
}
