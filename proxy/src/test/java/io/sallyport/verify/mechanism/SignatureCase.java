package io.sallyport.verify.mechanism;

import io.sallyport.verify.template.ARequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a sender signs with a secret, and what a check says of it. */
abstract class SignatureCase {
  static final String SECRET = "It's a Secret to Everybody";
  static final String BODY = "{\"action\":\"opened\",\"n\":1}";

  /** The tests' own signer. */
  static byte[] hmac(String algorithm, String secret, String content) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
      return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static String signature(String content) {
    return hex(hmac("HmacSHA256", SECRET, content));
  }

  static ARequest signed(String body) {
    return ARequest.withBody(body).header("X-Signature", signature(body));
  }
}
