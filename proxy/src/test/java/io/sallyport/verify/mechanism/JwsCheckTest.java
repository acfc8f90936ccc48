package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static io.sallyport.verify.mechanism.ARule.NOW;
import static io.sallyport.verify.mechanism.ARule.PLAIN;
import static io.sallyport.verify.mechanism.ARule.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.key.AdmittedKey;
import io.sallyport.verify.key.JwkKeys;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.JwsRule.ClaimRule;
import io.sallyport.verify.mechanism.JwsRule.Expiry;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Unreadable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwsCheckTest {
  private static final String SECRET = "a secret that is long enough: 32";
  private static final long NOW_SECONDS = NOW.getEpochSecond();

  /** RFC 7515 §A.1.1. */
  private static final String RFC7515_KEY =
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

  private static final String RFC7515_PAYLOAD =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

  private static String base64url(String text) {
    return base64url(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The tests' own signer. */
  private static String signed(String header, String payload) {
    String input = base64url(header) + "." + base64url(payload);
    return input + "." + base64url(hs256(SECRET, input));
  }

  private static byte[] hs256(String secret, String input) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(input.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyRule jwk(String jwk) {
    try {
      JwkKeys.Parsed parsed = JwkKeys.parse(jwk.getBytes(StandardCharsets.UTF_8));
      assertThat(parsed.faults()).isEmpty();
      return AKey.of(parsed.keys().toArray(VerificationKey[]::new));
    } catch (KeyFault e) {
      throw new AssertionError(e);
    }
  }

  private static JwsRule rule(
      KeyRule key, Expiry expiry, Optional<String> payload, ClaimRule... claims) {
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

  private static Outcome judge(JwsRule rule, String token) {
    return judge(rule, ARequest.withHeader("X-Token", token));
  }

  private static Outcome judge(JwsRule rule, ARequest request) {
    return Mechanisms.of(rule).check(request.in(PLAIN), NOW);
  }

  private static JwsRule shared(ClaimRule... claims) {
    return rule(AKey.shared(SECRET), Expiry.IGNORED, Optional.empty(), claims);
  }

  /** RFC 7515 §A.1 to §A.4 and RFC 8037 §A.4, with their keys. */
  @ParameterizedTest
  @ValueSource(strings = {"A.1", "A.2", "A.3", "A.4", "8037"})
  void agreesWithTheExamplesOfTheRfcs(String example) {
    String jwk =
        switch (example) {
          case "A.1" -> "{'kty':'oct','k':'" + RFC7515_KEY + "'}";
          case "A.2" ->
              "{'kty':'RSA','n':'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ','e':'AQAB'}";
          case "A.3" ->
              "{'kty':'EC','crv':'P-256','x':'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU','y':'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'}";
          case "A.4" ->
              "{'kty':'EC','crv':'P-521','x':'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk','y':'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2'}";
          default ->
              "{'kty':'OKP','crv':'Ed25519','x':'11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'}";
        };
    String token =
        switch (example) {
          case "A.1" ->
              "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                  + RFC7515_PAYLOAD
                  + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
          case "A.2" ->
              "eyJhbGciOiJSUzI1NiJ9."
                  + RFC7515_PAYLOAD
                  + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
          case "A.3" ->
              "eyJhbGciOiJFUzI1NiJ9."
                  + RFC7515_PAYLOAD
                  + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
          case "A.4" ->
              "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
          default ->
              "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        };
    JwsRule rule = rule(jwk(jwk.replace('\'', '"')), Expiry.IGNORED, Optional.empty());

    assertProven(judge(rule, token));
    assertEveryBentBitIsRefused(rule, token);
  }

  /** Each character of a token, replaced by another of the alphabet. */
  private static void assertEveryBentBitIsRefused(JwsRule rule, String token) {
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String bent = token.substring(0, i) + other + token.substring(i + 1);

      assertThat(judge(rule, bent)).as("bent at " + i).isInstanceOf(Outcome.Refused.class);
    }
  }

  /** RFC 7797 §4: the same payload, attached, and detached as it is. */
  @Test
  void agreesWithTheExamplesOfRfc7797() {
    String jwk = "{\"kty\":\"oct\",\"k\":\"" + RFC7515_KEY + "\"}";
    String attached = "eyJhbGciOiJIUzI1NiJ9.JC4wMg.5mvfOroL-g7HyqJoozehmsaqmvTYGEq5jTI1gVvoEoQ";
    String header = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19";
    String detached = header + "..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY";
    JwsRule raw = rule(jwk(jwk), Expiry.IGNORED, Optional.of("{body}"));

    assertProven(judge(rule(jwk(jwk), Expiry.IGNORED, Optional.empty()), attached));
    var proof = assertProven(judge(raw, ARequest.withBody("$.02").header("X-Token", detached)));
    assertThat(proof.covers()).contains("body");
    for (String body : List.of("$.03", "$.02 ", "$.0", "", "JC4wMg")) {
      assertRefused(
          judge(raw, ARequest.withBody(body).header("X-Token", detached)),
          Reason.SIGNATURE_MISMATCH);
    }
    // The payload that is signed must be the detached one.
    assertRefused(
        judge(raw, ARequest.withBody("$.02").header("X-Token", attached)),
        Reason.SIGNATURE_MALFORMED);
  }

  @Test
  void aDetachedPayloadInBase64urlIsTheDefault() {
    String body = "{\"a\":1}";
    String token = signed("{\"alg\":\"HS256\"}", body);
    String detached = token.replaceFirst("\\.[^.]*\\.", "..");
    JwsRule rule = rule(AKey.shared(SECRET), Expiry.IGNORED, Optional.of("{body}"));

    assertProven(judge(rule, ARequest.withBody(body).header("X-Token", detached)));
    assertRefused(
        judge(rule, ARequest.withBody("{\"a\":2}").header("X-Token", detached)),
        Reason.SIGNATURE_MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", "nonE"})
  void row10AnUnsignedTokenIsRefusedInAnySpelling(String none) {
    String unsigned = base64url("{\"alg\":\"" + none + "\"}") + "." + base64url("{}") + ".";

    assertRefused(judge(shared(), unsigned), Reason.SIGNATURE_ALGORITHM);
    assertRefused(
        judge(shared(), signed("{\"alg\":\"" + none + "\"}", "{}")), Reason.SIGNATURE_ALGORITHM);
  }

  @Test
  void row10AnEmptySignatureIsRefused() {
    String token = signed("{\"alg\":\"HS256\"}", "{}");

    assertRefused(
        judge(shared(), token.substring(0, token.lastIndexOf('.') + 1)),
        Reason.SIGNATURE_MALFORMED);
  }

  @Test
  void row11APublicKeyIsNoSecret() {
    String jwk =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}";
    String input = base64url("{\"alg\":\"HS256\"}") + "." + base64url("{}");
    JwsRule rule = rule(jwk(jwk), Expiry.IGNORED, Optional.empty());

    // Whatever bytes of the public key serve as the secret: no HMAC is ever computed.
    for (String secret : List.of(jwk, "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")) {
      assertRefused(
          judge(rule, input + "." + base64url(hs256(secret, input))), Reason.SIGNATURE_ALGORITHM);
    }
  }

  /** What `jwt_tool -X k` does: the public key's text as the secret of an HMAC. */
  @Test
  void row11TheTextOfARsaKeyIsNoSecretEither() throws GeneralSecurityException, KeyFault {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    PublicKey rsa = generator.generateKeyPair().getPublic();
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(rsa.getEncoded());
    String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----";
    String der = new String(rsa.getEncoded(), StandardCharsets.ISO_8859_1);
    JwsRule rule =
        rule(
            AKey.of(new VerificationKey.Public("k", AdmittedKey.of(rsa))),
            Expiry.IGNORED,
            Optional.empty());
    String input = base64url("{\"alg\":\"HS256\"}") + "." + base64url("{}");

    for (String secret : List.of(pem, pem + "\n", base64, der)) {
      assertRefused(
          judge(rule, input + "." + base64url(hs256(secret, input))), Reason.SIGNATURE_ALGORITHM);
    }
  }

  @Test
  void row12NothingInTheTokenIsFetched() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(20);
      String url = "http://127.0.0.1:" + listener.getLocalPort() + "/keys";
      for (String member : List.of("jku", "x5u", "kid", "iss")) {
        String header = "{\"alg\":\"RS256\",\"" + member + "\":\"" + url + "\"}";
        judge(shared(), base64url(header) + "." + base64url("{\"iss\":\"" + url + "\"}") + ".AAAA");
        judge(shared(), signed(header.replace("RS256", "HS256"), "{}"));
      }

      assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void row11AnAlgorithmOutsideOfThePolicysListIsRefused() {
    JwsRule rule =
        new JwsRule(
            template("{header:X-Token}"),
            List.of("ES256"),
            List.of(),
            Optional.empty(),
            Expiry.IGNORED,
            AKey.shared(SECRET),
            List.of(),
            List.of());

    assertRefused(judge(rule, signed("{\"alg\":\"HS256\"}", "{}")), Reason.SIGNATURE_ALGORITHM);
  }

  @Test
  void row11AKeyThatIsPublishedForOneAlgorithmVerifiesNoOther() {
    byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
    VerificationKey pinned = new VerificationKey.Shared("k", secret, Optional.of("HS384"));

    assertRefused(
        judge(
            rule(AKey.of(pinned), Expiry.IGNORED, Optional.empty()),
            signed("{\"alg\":\"HS256\"}", "{}")),
        Reason.SIGNATURE_ALGORITHM);
  }

  @Test
  void row12KeysInTheTokenAreNotUsed() {
    String evil = "an attacker's secret of 32 bytes";
    for (String member :
        List.of(
            "\"jwk\":{\"kty\":\"oct\",\"k\":\"" + base64url(evil) + "\"}",
            "\"jku\":\"http://127.0.0.1:1/keys\"",
            "\"x5u\":\"http://127.0.0.1:1/cert\"")) {
      String input = base64url("{\"alg\":\"HS256\"," + member + "}") + "." + base64url("{}");

      assertThat(judge(shared(), input + "." + base64url(hs256(evil, input))))
          .isInstanceOf(Outcome.Refused.class);
    }
  }

  @Test
  void row12AddressesInTheTokenDoNotHinderEither() {
    assertProven(
        judge(
            shared(),
            signed("{\"alg\":\"HS256\",\"jku\":\"https://keys.example/jwks.json\"}", "{}")));
  }

  @Test
  void row13TheKeyIdIsHandedOnAsItIs() {
    List<String> asked = new ArrayList<>();
    KeyRule source =
        new KeyRule(
            KeyEncoding.UTF8,
            (reading, now) -> {
              asked.add(template("{jose:kid?}").text(reading));
              return new KeyLookup.Missing(Reason.KEY_UNKNOWN, "no such key");
            });
    JwsRule rule = rule(source, Expiry.IGNORED, Optional.empty());
    List<String> ids =
        List.of("../../../etc/passwd", "' OR 1=1 --", "http://127.0.0.1:1/", "k".repeat(256));

    for (String id : ids) {
      assertRefused(
          judge(rule, signed("{\"alg\":\"HS256\",\"kid\":\"" + id + "\"}", "{}")),
          Reason.KEY_UNKNOWN);
    }

    assertThat(asked).isEqualTo(ids);
  }

  @Test
  void row13AnOverlongOrOddKeyIdIsMalformed() {
    for (String kid : List.of("\"" + "k".repeat(257) + "\"", "7", "null", "[\"k\"]", "{}")) {
      assertThat(judge(shared(), signed("{\"alg\":\"HS256\",\"kid\":" + kid + "}", "{}")))
          .as(kid)
          .isInstanceOf(Outcome.Refused.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"crit\":[]",
        "\"crit\":null",
        "\"crit\":\"b64\"",
        "\"crit\":[\"exp\"],\"exp\":1",
        "\"crit\":[\"b64\"]",
        "\"crit\":[\"b64\",\"b64\"],\"b64\":true",
        "\"crit\":[\"b64\",\"x\"],\"b64\":true,\"x\":1",
        "\"crit\":[\"alg\"]",
        "\"b64\":false",
        "\"b64\":true",
        "\"crit\":[\"b64\"],\"b64\":\"false\"",
        "\"crit\":[\"b64\"],\"b64\":true",
        "\"crit\":[\"b64\"],\"b64\":false",
      })
  void row14ExtensionsThatAreNotUnderstoodAreRefused(String members) {
    assertThat(judge(shared(), signed("{\"alg\":\"HS256\"," + members + "}", "{}")))
        .isInstanceOf(Outcome.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"alg\":\"none\"}",
        "{\"alg\":\"HS256\",\"kid\":\"a\",\"kid\":\"b\"}",
        "{\"alg\":\"HS256\",\"x\":{\"a\":1,\"a\":2}}",
        "{\"alg\":\"HS256\",}",
        "{\"alg\":\"HS256\"}x",
        "\ufeff{\"alg\":\"HS256\"}",
        "[\"alg\"]",
        "{\"alg\":7}",
        "{\"alg\":null}",
        "{}",
        "{\"alg\":\"\"}",
      })
  void row15AHeaderThatIsNotStrictJsonIsRefused(String header) {
    assertThat(judge(shared(), signed(header, "{}"))).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void row5OnlyTheCompactFormInItsOneSpellingIsRead() {
    String token = signed("{\"alg\":\"HS256\"}", "{\"a\":1}");
    String[] parts = token.split("\\.", -1);

    for (String other :
        List.of(
            token + "=",
            token + ".",
            "." + token,
            token + "\n",
            " " + token,
            parts[0] + "=." + parts[1] + "." + parts[2],
            parts[0] + "." + parts[1] + "=." + parts[2],
            parts[0] + "." + parts[1],
            parts[0],
            "..",
            ".",
            parts[0] + ".." + parts[2],
            "{\"payload\":\""
                + parts[1]
                + "\",\"protected\":\""
                + parts[0]
                + "\",\"signature\":\""
                + parts[2]
                + "\"}")) {
      assertThat(judge(shared(), other)).as(other).isInstanceOf(Outcome.Refused.class);
    }
    assertRefused(judge(shared(), ""), Reason.SIGNATURE_MISSING);
    assertRefused(judge(shared(), ARequest.post("/")), Reason.SIGNATURE_MISSING);
  }

  @Test
  void everyPrefixOfTheSignatureIsRefused() {
    String token = signed("{\"alg\":\"HS256\"}", "{}");
    for (int length = token.lastIndexOf('.') + 1; length < token.length(); length++) {
      assertRefused(judge(shared(), token.substring(0, length)), Reason.SIGNATURE_MALFORMED);
    }
  }

  @Test
  void theTypeMustBeOneOfThePolicys() {
    JwsRule rule =
        new JwsRule(
            template("{header:X-Token}"),
            List.of("HS256"),
            List.of("secevent+jwt"),
            Optional.empty(),
            Expiry.IGNORED,
            AKey.shared(SECRET),
            List.of(),
            List.of());

    for (String typ : List.of("secevent+jwt", "SecEvent+JWT", "application/secevent+jwt")) {
      assertProven(judge(rule, signed("{\"alg\":\"HS256\",\"typ\":\"" + typ + "\"}", "{}")));
    }
    assertRefused(
        judge(rule, signed("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{}")), Reason.CLAIM_REJECTED);
    assertRefused(judge(rule, signed("{\"alg\":\"HS256\"}", "{}")), Reason.CLAIM_REJECTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60 | true",
        "1 | true",
        "-59 | true",
        "-60 | false",
        "-61 | false",
        "-86400 | false"
      })
  void aRequiredExpiryMustLieAheadOrWithinTheLeeway(long ahead, boolean holds) {
    JwsRule rule = rule(AKey.shared(SECRET), Expiry.REQUIRED, Optional.empty());

    Outcome outcome =
        judge(rule, signed("{\"alg\":\"HS256\"}", "{\"exp\":" + (NOW_SECONDS + ahead) + "}"));

    assertThat(outcome instanceof Outcome.Proven).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"exp\":\"1900000000\"}",
        "{\"exp\":null}",
        "{\"exp\":-1}",
        "{\"exp\":1e999999999}",
        "{\"exp\":1e-10000000}",
        "{\"exp\":true}",
        "not json",
        "[]",
        "{\"exp\":1900000000",
        "{\"exp\":1900000000,\"exp\":1900000000}"
      })
  void anExpiryThatIsNoNumberIsRejected(String payload) {
    assertRefused(
        judge(
            rule(AKey.shared(SECRET), Expiry.REQUIRED, Optional.empty()),
            signed("{\"alg\":\"HS256\"}", payload)),
        Reason.CLAIM_REJECTED);
  }

  @Test
  void aForbiddenExpiryMustNotBeThere() {
    JwsRule rule = rule(AKey.shared(SECRET), Expiry.FORBIDDEN, Optional.empty());

    assertProven(judge(rule, signed("{\"alg\":\"HS256\"}", "{}")));
    for (String payload : List.of("{\"exp\":1900000000}", "{\"exp\":null}", "{\"exp\":1}")) {
      assertRefused(judge(rule, signed("{\"alg\":\"HS256\"}", payload)), Reason.CLAIM_REJECTED);
    }
  }

  @Test
  void aTokenThatIsNotYetValidIsRejectedWhateverBecomesOfItsExpiry() {
    assertProven(
        judge(shared(), signed("{\"alg\":\"HS256\"}", "{\"nbf\":" + (NOW_SECONDS + 60) + "}")));
    assertRefused(
        judge(shared(), signed("{\"alg\":\"HS256\"}", "{\"nbf\":" + (NOW_SECONDS + 61) + "}")),
        Reason.CLAIM_REJECTED);
    assertRefused(
        judge(shared(), signed("{\"alg\":\"HS256\"}", "{\"nbf\":\"now\"}")), Reason.CLAIM_REJECTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "is | x | {`c`:`x`} | true",
        "is | x | {`c`:`y`} | false",
        "is | 7 | {`c`:7} | true",
        "is | true | {`c`:true} | true",
        "is | x | {`c`:[`x`]} | false",
        "is | x | {} | false",
        "is | x | {`c`:null} | false",
        "in | x | {`c`:`x`} | true",
        "in | x | {`c`:[`y`,`x`]} | true",
        "in | x | {`c`:[`y`]} | false",
        "in | x | {`c`:{`x`:1}} | false",
        "has | x | {`c`:[`y`,`x`]} | true",
        "has | x | {`c`:`x`} | true",
        "has | x | {`c`:`y x`} | true",
        "has | x | {`c`:{`x`:{}}} | true",
        "has | x | {`c`:[[`x`]]} | false",
        "has | x | {`c`:`xx`} | false",
        "absent | x | {} | true",
        "absent | x | {`c`:null} | true",
        "absent | x | {`c`:``} | false",
      })
  void claimsAreJudgedByTheirRules(String word, String value, String payload, boolean holds) {
    ValueRule rule =
        switch (word) {
          case "is" -> new ValueRule.Is(template(value));
          case "in" -> new ValueRule.In(List.of(template("other"), template(value)));
          case "has" -> new ValueRule.Has(template(value));
          default -> new ValueRule.Absent();
        };

    Outcome outcome =
        judge(
            shared(new ClaimRule("c", rule)),
            signed("{\"alg\":\"HS256\"}", payload.replace('`', '"')));

    if (holds) {
      assertProven(outcome);
    } else {
      assertRefused(outcome, Reason.CLAIM_REJECTED);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, true", "300, true", "-300, true", "301, false", "-301, false"})
  void aTimeClaimIsNearInclusively(long offset, boolean holds) {
    ClaimRule iat = new ClaimRule("iat", new ValueRule.Within(Duration.ofMinutes(5)));
    for (String time :
        List.of(String.valueOf(NOW_SECONDS + offset), "\"" + (NOW_SECONDS + offset) + "\"")) {
      Outcome outcome = judge(shared(iat), signed("{\"alg\":\"HS256\"}", "{\"iat\":" + time + "}"));
      assertThat(outcome instanceof Outcome.Proven).as(time).isEqualTo(holds);
    }
  }

  @Test
  void aClaimIsFoundByAPointerToo() {
    ClaimRule nested = new ClaimRule("/a/b", new ValueRule.Is(template("x")));

    assertProven(judge(shared(nested), signed("{\"alg\":\"HS256\"}", "{\"a\":{\"b\":\"x\"}}")));
    assertRefused(
        judge(shared(nested), signed("{\"alg\":\"HS256\"}", "{\"a\":{}}")), Reason.CLAIM_REJECTED);
  }

  @Test
  void aHashClaimBindsTheBody() {
    String body = "{\"webhook\":1}";
    String hash = "5f7b2fe6a2d1c2a5e4e7";
    ClaimRule claim =
        new ClaimRule("request_body_sha256", new ValueRule.Is(template("{body|sha256|hex}")));
    String right =
        signed("{\"alg\":\"HS256\"}", "{\"request_body_sha256\":\"" + sha256(body) + "\"}");

    var proof =
        assertProven(judge(shared(claim), ARequest.withBody(body).header("X-Token", right)));
    assertThat(proof.covers()).contains("body", "claim", "jose");
    assertRefused(
        judge(shared(claim), ARequest.withBody(body + " ").header("X-Token", right)),
        Reason.CLAIM_REJECTED);
    assertRefused(
        judge(
            shared(claim),
            ARequest.withBody(body)
                .header(
                    "X-Token",
                    signed("{\"alg\":\"HS256\"}", "{\"request_body_sha256\":\"" + hash + "\"}"))),
        Reason.CLAIM_REJECTED);
  }

  private static String sha256(String text) {
    return io.sallyport.webhook.RawBody.ofText(text).sha256Hex();
  }

  @Test
  void claimsCanBeReadOnceTheTokenIsProven() {
    Reading reading =
        ARequest.withHeader(
                "X-Token", signed("{\"alg\":\"HS256\",\"kid\":\"k\"}", "{\"sub\":\"me\"}"))
            .in(PLAIN);

    assertProven(Mechanisms.of(shared()).check(reading, NOW));

    assertThat(template("{claim:sub}").text(reading)).isEqualTo("me");
    assertThat(template("{jose:kid}").text(reading)).isEqualTo("k");
  }

  @Test
  void claimsOfARefusedTokenCannotBeRead() {
    String forged =
        base64url("{\"alg\":\"HS256\"}")
            + "."
            + base64url("{\"sub\":\"me\"}")
            + "."
            + "A".repeat(43);
    Reading reading = ARequest.withHeader("X-Token", forged).in(PLAIN);

    assertRefused(Mechanisms.of(shared()).check(reading, NOW), Reason.SIGNATURE_MISMATCH);

    assertThatThrownBy(() -> template("{claim:sub}").text(reading)).isInstanceOf(Unreadable.class);
  }

  @Test
  void row20ASecretBelowTheFloorIsNotUsed() {
    assertRefused(
        judge(
            rule(AKey.shared("short"), Expiry.IGNORED, Optional.empty()),
            signed("{\"alg\":\"HS256\"}", "{}")),
        Reason.KEY_UNAVAILABLE);
  }

  @Test
  void anOverlongHeaderIsMalformed() {
    String header =
        "{\"alg\":\"HS256\",\"x\":\"" + "y".repeat(CompactToken.HEADER_BYTES_MAX) + "\"}";

    assertRefused(judge(shared(), signed(header, "{}")), Reason.SIGNATURE_MALFORMED);
  }

  @Test
  void aRuleThatNamesNoJoseAlgorithmDoesNotCompile() {
    assertThatThrownBy(
            () ->
                Mechanisms.of(
                    new JwsRule(
                        template("{body}"),
                        List.of("none"),
                        List.of(),
                        Optional.empty(),
                        Expiry.IGNORED,
                        AKey.shared(SECRET),
                        List.of(),
                        List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none");
  }
}
