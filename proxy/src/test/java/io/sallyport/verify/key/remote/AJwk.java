package io.sallyport.verify.key.remote;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;

/** Public keys as JSON, for key sets. */
final class AJwk {
  private AJwk() {}

  static String set(String... keys) {
    return Arrays.stream(keys).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  static String p256(String kid) {
    return p256(kid, newKey(), "");
  }

  static String p256(String kid, String more) {
    return p256(kid, newKey(), more);
  }

  static String p256(String kid, KeyPair keys, String more) {
    ECPublicKey key = (ECPublicKey) keys.getPublic();
    String id = kid.isEmpty() ? "" : "\"kid\":\"" + kid + "\",";
    return "{"
        + id
        + "\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES256\",\"x\":\""
        + coordinate(key.getW().getAffineX())
        + "\",\"y\":\""
        + coordinate(key.getW().getAffineY())
        + "\""
        + more
        + "}";
  }

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String coordinate(BigInteger value) {
    byte[] bytes = new byte[32];
    byte[] minimal = value.toByteArray();
    int from = Math.max(0, minimal.length - 32);
    System.arraycopy(minimal, from, bytes, 32 - (minimal.length - from), minimal.length - from);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
