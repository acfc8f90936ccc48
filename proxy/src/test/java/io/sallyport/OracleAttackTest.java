package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * X, LinkedIn and Zoom answer a challenge under the key that signs their events. The attack: hand
 * in a forged event as the challenge, and send it with the answer as its signature. Row 34 of the
 * threats, with the echo of Meta's challenges.
 */
class OracleAttackTest {
  private static final String SECRET = "a-secret-of-the-platform-32-bytes";
  private static final String FORGED = "{\"for_user_id\":\"1\",\"follow_events\":[]}";

  private RunningGate gate;

  @BeforeEach
  void start(@TempDir Path folder) {
    gate = RunningGate.in(folder);
    for (String provider : new String[] {"x-twitter", "linkedin", "zoom"}) {
      gate.policy(
          provider,
          "provider: %s\nkeys: [\"%s\"]\ndeliver: \"APP/\"\n".formatted(provider, SECRET));
    }
    gate.policy(
        "meta-graph",
        """
        provider: meta-graph
        keys: ["another secret, which nobody shares"]
        params: {verify-token: the-verify-token}
        deliver: "APP/"
        """);
    gate.start();
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void xGetsItsAnswerAndNobodyElseASignature() throws Exception {
    HttpResponse<String> honest = gate.get("/hooks/x-twitter?crc_token=MGEwMjQ1Yw");
    HttpResponse<String> attack = gate.get("/hooks/x-twitter?crc_token=" + encoded(FORGED));

    assertThat(honest.statusCode()).isEqualTo(200);
    assertThat(json(honest).get("response_token").asText())
        .isEqualTo("sha256=" + Base64.getEncoder().encodeToString(mac("MGEwMjQ1Yw")));
    assertRefused(attack);
    assertThat(gate.reached()).isEmpty();
  }

  /** Without the guard this answer would open the door: the very signature is accepted. */
  @Test
  void whatTheOracleWouldHaveAnsweredIsAValidSignature() throws Exception {
    String signature = "sha256=" + Base64.getEncoder().encodeToString(mac(FORGED));

    HttpResponse<String> answer =
        gate.post("/hooks/x-twitter", FORGED, "x-twitter-webhooks-signature", signature);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(gate.reached(1)).hasSize(1);
  }

  /** LinkedIn signs {@code hmacsha256=} and the body, so the attack brings that prefix along. */
  @Test
  void linkedinGetsItsAnswerAndNobodyElseASignature() throws Exception {
    String uuid = "890ebd0a-8f3c-4d5e-9c42-1d2f3a4b5c6d";
    HttpResponse<String> honest = gate.get("/hooks/linkedin?challengeCode=" + uuid);
    HttpResponse<String> attack =
        gate.get("/hooks/linkedin?challengeCode=" + encoded("hmacsha256=" + FORGED));

    assertThat(json(honest).get("challengeResponse").asText())
        .isEqualTo(HexFormat.of().formatHex(mac(uuid)));
    assertRefused(attack);
  }

  /** Zoom signs {@code v0:TIME:BODY}; its challenge request must be signed itself, too. */
  @Test
  void zoomGetsItsAnswerAndNobodyElseASignature() throws Exception {
    String now = String.valueOf(Instant.now().getEpochSecond());
    HttpResponse<String> honest = zoom(now, challenge("qgGSP1WwR4Gtd4kPzK4w8A"), true);
    HttpResponse<String> unsigned = zoom(now, challenge("qgGSP1WwR4Gtd4kPzK4w8A"), false);
    HttpResponse<String> attack = zoom(now, challenge("v0:" + now + ":forged"), true);

    assertThat(json(honest).get("encryptedToken").asText())
        .isEqualTo(HexFormat.of().formatHex(mac("qgGSP1WwR4Gtd4kPzK4w8A")));
    assertRefused(unsigned);
    assertRefused(attack);
    assertThat(gate.reached()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a%00b", "%7B%7D", "a%0d%0ab", "%c3%bc", "a&crc_token=b"})
  void noOddChallengeIsAnswered(String token) {
    HttpResponse<String> answer = gate.get("/hooks/x-twitter?crc_token=" + token.replace(" ", "+"));

    assertThat(answer.statusCode()).isBetween(400, 405);
    assertThat(answer.body()).doesNotContain("response_token");
  }

  /** An echo of what a stranger writes must not become a page on the operator's host. */
  @Test
  void row34AnEchoIsPlainAndNeedsTheToken() {
    String asked = "/hooks/meta-graph?hub.mode=subscribe&hub.verify_token=%s&hub.challenge=%s";

    HttpResponse<String> honest = gate.get(asked.formatted("the-verify-token", "1158201444"));
    HttpResponse<String> wrong = gate.get(asked.formatted("another-token", "1158201444"));
    HttpResponse<String> page =
        gate.get(asked.formatted("the-verify-token", encoded("<script>alert(1)</script>")));

    assertThat(honest.statusCode()).isEqualTo(200);
    assertThat(honest.body()).isEqualTo("1158201444");
    assertThat(honest.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(honest.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(wrong.statusCode()).isEqualTo(403);
    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(wrong.body() + page.body()).doesNotContain("1158201444", "script");
    assertThat(gate.reached()).isEmpty();
  }

  private HttpResponse<String> zoom(String time, String body, boolean signed) {
    String signature =
        "v0=" + HexFormat.of().formatHex(mac(signed ? "v0:" + time + ":" + body : "nothing"));
    return gate.post(
        "/hooks/zoom", body, "x-zm-request-timestamp", time, "x-zm-signature", signature);
  }

  private static String challenge(String token) {
    return "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"" + token + "\"}}";
  }

  /** What comes by a challenge's method and is none is no event either, however well signed. */
  @Test
  void letsNoEventInByAChallengesMethod() {
    String signature = "sha256=" + Base64.getEncoder().encodeToString(mac(""));

    HttpResponse<String> answer =
        gate.send(
            HttpRequest.newBuilder(gate.uri("/hooks/x-twitter"))
                .header("x-twitter-webhooks-signature", signature)
                .GET()
                .build());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(gate.reached()).isEmpty();
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("urn:sallyport:r-").doesNotContain("sha256=");
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
