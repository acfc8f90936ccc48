package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static io.sallyport.verify.mechanism.ARule.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.mechanism.JwsRule.Expiry;
import io.sallyport.verify.template.ARequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of a token and its signature. */
class JwsCheckTest extends JwsCase {
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
