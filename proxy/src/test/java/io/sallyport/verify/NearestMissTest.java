package io.sallyport.verify;

import static io.sallyport.verify.mechanism.ARule.NOW;
import static io.sallyport.verify.mechanism.ARule.PLAIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.verify.key.ConfiguredKey;
import io.sallyport.verify.key.ConfiguredKeys;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyUse;
import io.sallyport.verify.mechanism.ARule;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.VerifyRule;
import io.sallyport.verify.template.ARequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestMissTest {
  private static final String BODY = "{\"a\":1,\"b\":\"\u00e9\"}";
  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtMDE=";

  private static byte[] mac(byte[] secret, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static KeyRule keys(KeyEncoding as, ConfiguredKey... keys) {
    return new KeyRule(as, new ConfiguredKeys(List.of(keys), as, KeyUse.SHARED, Optional.empty()));
  }

  private static ConfiguredKey key(String id, String secret, Optional<Instant> notAfter) {
    return new ConfiguredKey(
        Optional.of(id), SecretValue.fixed(Secret.ofText(secret)), Optional.empty(), notAfter);
  }

  private static List<String> sentences(KeyRule keys, byte[] usedKey, String signedBody) {
    return sentences(ARule.of(Family.HMAC).with(keys).rule(), mac(usedKey, signedBody), BODY);
  }

  private static List<String> sentences(VerifyRule rule, byte[] tag, String body) {
    ARequest request = ARequest.withBody(body).header("X-Signature", HexFormat.of().formatHex(tag));
    return new NearestMiss(inbound -> PLAIN.read(inbound, ARequest.URL), rule)
        .sentences(request.inbound(), NOW);
  }

  private static List<String> withSecret(String configured, KeyEncoding as, byte[] used) {
    return sentences(keys(as, key("main", configured, Optional.empty())), used, BODY);
  }

  @Test
  void aSecretThatEndsInANewlineIsNamed() {
    assertThat(withSecret(SECRET + "\n", KeyEncoding.UTF8, utf8(SECRET)))
        .containsExactly("the configured secret ends in a newline");
    assertThat(withSecret(" " + SECRET, KeyEncoding.UTF8, utf8(SECRET)))
        .containsExactly("the configured secret begins or ends with white space");
    assertThat(withSecret(SECRET, KeyEncoding.UTF8, utf8(SECRET + "\n")))
        .containsExactly("verifies if the secret ends in a newline, as the sender's may");
  }

  @Test
  void aSecretInQuotesIsNamed() {
    assertThat(withSecret('"' + SECRET + '"', KeyEncoding.UTF8, utf8(SECRET)))
        .containsExactly("the configured secret stands in quotes");
  }

  @Test
  void aSecretInAnotherEncodingIsNamed() {
    byte[] decoded = Base64.getDecoder().decode(SECRET);

    assertThat(withSecret("whsec_" + SECRET, KeyEncoding.UTF8, decoded))
        .containsExactly("verifies if `whsec_` is decoded (key.as: whsec)");
    assertThat(withSecret(SECRET, KeyEncoding.UTF8, decoded))
        .contains("verifies if the secret is decoded (key.as: base64)");
    assertThat(withSecret("whsec_" + SECRET, KeyEncoding.WHSEC, utf8("whsec_" + SECRET)))
        .containsExactly("verifies if the secret is taken as it stands (key.as: utf8)");
    assertThat(withSecret("00ff", KeyEncoding.UTF8, new byte[] {0, -1}))
        .contains("verifies if the secret is decoded (key.as: hex)");
  }

  @Test
  void anotherKeyIsNamedWithWhyItWasNotUsed() {
    Instant end = NOW.minusSeconds(60);
    KeyRule keys =
        keys(
            KeyEncoding.UTF8,
            key("main", "secret-one", Optional.empty()),
            key("old", "secret-two", Optional.of(end)));

    assertThat(sentences(keys, utf8("secret-two"), BODY))
        .containsExactly("verifies with key `old`, which expired at " + end);
  }

  @Test
  void aBodyThatWasRewrittenOnTheWayIsNamed() {
    KeyRule keys = keys(KeyEncoding.UTF8, key("main", SECRET, Optional.empty()));

    assertThat(sentences(keys, utf8(SECRET), BODY + "\n"))
        .containsExactly("the body has lost its final newline on the way");
    assertThat(sentences(keys, utf8(SECRET), "{\"a\": 1, \"b\": \"\u00e9\"}"))
        .containsExactly("something on the way has parsed the JSON body and written it anew");
    assertThat(sentences(keys, utf8(SECRET), "{\"a\": 1, \"b\": \"\\u00e9\"}"))
        .containsExactly("something on the way has parsed the JSON body and written it anew");
  }

  @Test
  void theOtherDirectionsOfANewlineAreNamed() {
    VerifyRule rule =
        ARule.of(Family.HMAC)
            .with(keys(KeyEncoding.UTF8, key("main", SECRET, Optional.empty())))
            .rule();

    assertThat(sentences(rule, mac(utf8(SECRET), "a=1"), "a=1\n"))
        .containsExactly("the body has gained a final newline on the way");
    assertThat(sentences(rule, mac(utf8(SECRET), "a\nb"), "a\r\nb"))
        .containsExactly("the body's newlines became CRLF on the way");
    assertThat(sentences(rule, mac(utf8(SECRET), "a\r\nb"), "a\nb"))
        .containsExactly("the body's CRLF became newlines on the way");
  }

  @Test
  void aSignatureInAnotherEncodingIsNamed() {
    VerifyRule rule =
        ARule.of(Family.HMAC)
            .in("{header:X-Signature}", "{base64}")
            .with(keys(KeyEncoding.UTF8, key("main", SECRET, Optional.empty())))
            .rule();

    assertThat(sentences(rule, mac(utf8(SECRET), BODY), BODY))
        .containsExactly("verifies if the signature is read as {hex} instead of {base64}");
  }

  @ParameterizedTest
  @CsvSource({
    "1777636800, seconds",
    "1777636800000, milliseconds",
    "1777636800000000, microseconds",
    "2026-05-01T12:00:00Z, rfc3339",
    "2026-05-01T12:00:00.5+02:00, rfc3339",
  })
  void aTimeInAnotherUnitIsNamed(String text, String unit) {
    assertThat(NearestMiss.ofTime(text, NOW))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains(unit));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "1600000000",
        "999999999999999999",
        "9999999999999999999",
        "-1777636800",
        "+1777636800",
        "today",
        "2020-05-01T12:00:00Z",
        "2026-05-01"
      })
  void aTimeThatIsNearInNoUnitIsNot(String text) {
    assertThat(NearestMiss.ofTime(text, NOW)).isEmpty();
  }

  @Test
  void aForgeryHasNoNearestMiss() {
    assertThat(withSecret(SECRET, KeyEncoding.UTF8, utf8("an attacker's"))).isEmpty();
  }

  @Test
  void noSentenceHoldsASecretOrTheBody() {
    assertThat(withSecret(SECRET + "\n", KeyEncoding.UTF8, utf8(SECRET)))
        .noneMatch(sentence -> sentence.contains(SECRET) || sentence.contains(BODY));
  }
}
