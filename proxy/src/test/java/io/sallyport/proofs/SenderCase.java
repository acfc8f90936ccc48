package io.sallyport.proofs;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What senders sign in these tests, and when. */
abstract class SenderCase {
  static final Instant AT = Instant.parse("2026-05-01T12:00:00Z");
  static final String SECONDS = "1777636800";
  static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  static final String BODY = "{\"id\":\"evt_1\",\"type\":\"x.y\",\"note\":\"ä\",\"n\":1.50}";
  static final String SECRET = "a-secret-of-thirty-two-characters";

  static String text(Delivery delivery) {
    return new String(delivery.body(), StandardCharsets.UTF_8);
  }

  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The first character behind the mark replaced by one that is as allowed there. */
  static String changedBehind(String text, String mark) {
    int at = text.indexOf(mark) + mark.length();
    return text.substring(0, at) + (text.charAt(at) == '1' ? '2' : '1') + text.substring(at + 1);
  }

  static byte[] mac(String algorithm, String key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
