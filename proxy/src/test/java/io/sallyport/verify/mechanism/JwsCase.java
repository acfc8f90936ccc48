package io.sallyport.verify.mechanism;

import static io.sallyport.verify.mechanism.ARule.NOW;
import static io.sallyport.verify.mechanism.ARule.PLAIN;
import static io.sallyport.verify.mechanism.ARule.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verify.Outcome;
import io.sallyport.verify.key.JwkKeys;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.JwsRule.ClaimRule;
import io.sallyport.verify.mechanism.JwsRule.Expiry;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.template.ARequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens signed by hand, and what a check says of them. */
abstract class JwsCase {
  static final String SECRET = "a secret that is long enough: 32";
  static final long NOW_SECONDS = NOW.getEpochSecond();

  /** RFC 7515 §A.1.1. */
  static final String RFC7515_KEY =
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

  static final String RFC7515_PAYLOAD =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

  static String base64url(String text) {
    return base64url(text.getBytes(StandardCharsets.UTF_8));
  }

  static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The tests' own signer. */
  static String signed(String header, String payload) {
    String input = base64url(header) + "." + base64url(payload);
    return input + "." + base64url(hs256(SECRET, input));
  }

  static byte[] hs256(String secret, String input) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(input.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyRule jwk(String jwk) {
    try {
      JwkKeys.Parsed parsed = JwkKeys.parse(jwk.getBytes(StandardCharsets.UTF_8));
      assertThat(parsed.faults()).isEmpty();
      return AKey.of(parsed.keys().toArray(VerificationKey[]::new));
    } catch (KeyFault e) {
      throw new AssertionError(e);
    }
  }

  static JwsRule rule(KeyRule key, Expiry expiry, Optional<String> payload, ClaimRule... claims) {
    return new JwsRule(
        template("{header:X-Token}"),
        List.copyOf(Algorithms.jose().keySet()),
        List.of(),
        payload.map(ARule::template),
        expiry,
        key,
        List.of(claims),
        List.of());
  }

  static Outcome judge(JwsRule rule, String token) {
    return judge(rule, ARequest.withHeader("X-Token", token));
  }

  static Outcome judge(JwsRule rule, ARequest request) {
    return Mechanisms.of(rule).check(request.in(PLAIN), NOW);
  }

  static JwsRule shared(ClaimRule... claims) {
    return rule(AKey.shared(SECRET), Expiry.IGNORED, Optional.empty(), claims);
  }
}
