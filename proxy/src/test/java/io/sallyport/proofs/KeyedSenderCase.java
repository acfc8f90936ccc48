package io.sallyport.proofs;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/** Keys, signatures and what is made of them, for senders with keys of their own. */
abstract class KeyedSenderCase {
  static final Instant AT = Instant.parse("2026-05-01T12:00:00Z");
  static final String SECONDS = "1777636800";
  static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  /** Every eighth bit of a long part, for the sake of a build's patience. */
  static int step(int bytes) {
    return bytes > 128 ? 8 * (bytes / 128) + 1 : 1;
  }

  static String with(String[] parts, int which, String other) {
    String[] changed = parts.clone();
    changed[which] = other;
    return String.join(".", changed);
  }

  static byte[] flipped(byte[] bytes, int bit) {
    byte[] changed = bytes.clone();
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    return changed;
  }

  static String coded(byte[] bytes) {
    return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String signed(JWSHeader header, String payload, JWSSigner signer) throws Exception {
    JWSObject token = new JWSObject(header, new Payload(payload));
    token.sign(signer);
    return token.serialize();
  }

  static KeyPair p256() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  static KeyPair rsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  static String pem(byte[] spki) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki)
        + "\n-----END PUBLIC KEY-----\n";
  }
}
