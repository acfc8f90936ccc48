package io.sallyport.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.compile.APolicy;
import io.sallyport.policy.example.Rehearsed;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Fact;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever holds one captured delivery sends it again, cut elsewhere, so that the signed text stays
 * the same: it is refused, or says nothing that counts as signed (rows 9 and 43 of the threats).
 */
class BoundaryAttackTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String AT = "2026-05-01T12:00:00Z";
  private static final String SECONDS = "1777636800";
  private static final String HOOKS = "https://hooks.example.com/hooks/";
  private static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";

  /** Twilio's own libraries accept all of these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "AccountSid=AC0123456789abcdef0123456789abcdef&Body=hello&MessageSid=SM1&MessageStatusdelivered=",
        "AccountSid=AC0123456789abcdef0123456789abcdef&Body=helloMessageSidSM1MessageStatusdelivered",
        "AccountSid=AC0123456789abcdef0123456789abcdef&Body=hello&MessageSid=SM1MessageStatusdelivered",
        "AccountSid=AC0123456789abcdef0123456789abcdef&Body=hello&Mess=ageSidSM1&MessageStatus=delivered",
      })
  void twiliosFieldsCanBeCutAnewAndSoNoneOfThemIdentifies(String cut) throws Exception {
    PresetGate gate = PresetGate.of("twilio").key(SECRET).at(AT);
    String signed =
        HOOKS + "twilioAccountSid" + ACCOUNT + "BodyhelloMessageSidSM1MessageStatusdelivered";
    Delivery genuine =
        Delivery.post("/hooks/twilio")
            .form("AccountSid=" + ACCOUNT + "&Body=hello&MessageSid=SM1&MessageStatus=delivered")
            .with("X-Twilio-Signature", base64("HmacSHA1", signed));

    Rehearsed one = gate.accepted(genuine);
    Rehearsed other = gate.accepted(genuine.body(cut));

    assertThat(one.facts().id()).map(Fact::value).contains("SM1:delivered");
    assertThat(Stream.of(one, other).flatMap(BoundaryAttackTest::facts)).noneMatch(Fact::signed);
    assertThat(gate.name(genuine.body(cut))).as("the same event").isEqualTo(gate.name(genuine));
  }

  /** No method is signed: what came by GET is no empty form, and a form is no GET. */
  @Test
  void twiliosMethodIsToldByTheBody() throws Exception {
    PresetGate gate = PresetGate.of("twilio").key(SECRET).at(AT);
    String account = "AC" + "0".repeat(32);
    String target = "/hooks/twilio?AccountSid=" + account;
    Delivery get =
        Delivery.post(target)
            .method("GET")
            .body("")
            .with("X-Twilio-Signature", base64("HmacSHA1", HOOKS + "twilio?AccountSid=" + account));
    Delivery post =
        Delivery.post("/hooks/twilio")
            .form("AccountSid=" + account)
            .with("X-Twilio-Signature", base64("HmacSHA1", HOOKS + "twilioAccountSid" + account));

    assertThat(gate.accepts(get)).isTrue();
    assertThat(gate.accepts(get.method("POST"))).isFalse();
    assertThat(gate.accepts(post)).isTrue();
    assertThat(gate.accepts(post.method("GET"))).isFalse();
  }

  /** RFC 9110 §5.5: other servers read such bytes in other ways. */
  @ParameterizedTest
  @ValueSource(strings = {"pu\u00ffsh", "\u0080"})
  void aFieldThatTakesPartIsAscii(String value) throws Exception {
    String body = "{}";
    Delivery genuine =
        Delivery.post("/hooks/github")
            .json(body)
            .with(
                "X-Hub-Signature-256",
                "sha256="
                    + java.util.HexFormat.of()
                        .formatHex(Base64.getDecoder().decode(base64("HmacSHA256", body))));
    PresetGate gate = PresetGate.of("github").key(SECRET).at(AT);

    assertThat(gate.accepts(genuine.with("X-GitHub-Event", "push").with("X-Other", value)))
        .isTrue();
    assertThat(gate.judge(genuine.with("X-GitHub-Event", value)).reason())
        .contains(Reason.FACT_MALFORMED);
    assertThat(gate.judge(genuine.changing("X-Hub-Signature-256", it -> it + value)).reason())
        .contains(Reason.SIGNED_PART_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mandrill=_events[{\"ts\":1}]",
        "mandrill_events[{\"ts\":1}]=",
        "mandrill_events=[{\"ts\":1&}]=",
        "mandrill_events=[{\"ts\":1}]&more=1",
        "mandrill_events=[{\"ts\":1}]&mandrill_events=[]",
      })
  void mandrillsOneFieldIsAllThereIs(String cut) throws Exception {
    PresetGate gate = PresetGate.of("mandrill").key(SECRET).at(AT);
    Delivery genuine =
        Delivery.post("/hooks/mandrill")
            .form("mandrill_events=[{\"ts\":1}]")
            .with(
                "X-Mandrill-Signature",
                base64("HmacSHA1", HOOKS + "mandrillmandrill_events[{\"ts\":1}]"));

    assertThat(gate.accepts(genuine)).isTrue();
    assertThat(gate.accepts(genuine.body(cut))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"square", "hubspot-v3", "trello"})
  void nothingMovesBetweenTheQueryAndTheBody(String preset) throws Exception {
    String json = preset.startsWith("hubspot") ? "[{\"eventId\":1}]" : "{\"a\":1}";
    String url = HOOKS + preset + "?t=12";
    String millis = SECONDS + "000";
    String signed =
        switch (preset) {
          case "square" -> url + json;
          case "trello" -> json + url;
          default -> "POST" + url + json + millis;
        };
    String algorithm = preset.equals("trello") ? "HmacSHA1" : "HmacSHA256";
    Delivery genuine =
        Delivery.post("/hooks/" + preset + "?t=12")
            .json(json)
            .with("x-square-hmacsha256-signature", base64(algorithm, signed))
            .with("X-Trello-Webhook", base64(algorithm, signed))
            .with("X-HubSpot-Signature-v3", base64(algorithm, signed))
            .with("X-HubSpot-Request-Timestamp", millis);
    PresetGate gate = PresetGate.of(preset).key(SECRET).at(AT);

    assertThat(gate.accepts(genuine)).isTrue();
    assertThat(gate.accepts(genuine.target("/hooks/" + preset + "?t=1").body("2" + json)))
        .as("another tenant: %s", preset)
        .isFalse();
    assertThat(gate.accepts(genuine.target("/hooks/" + preset).body("?t=12" + json))).isFalse();
    assertThat(gate.accepts(genuine.target("/hooks/" + preset + "?t=12" + json).body("")))
        .isFalse();
    assertThat(
            gate.accepts(
                genuine
                    .target("/hooks/" + preset + "?t=12" + json.charAt(0))
                    .body(json.substring(1))))
        .isFalse();
  }

  /** The text that somebody chose is taken for the time, and what stands before it for the id. */
  @Test
  void aTimeInTheBodyIsNoTimeWhereTheIdHasNoDot() throws Exception {
    String body = "{\"id\":\"e1\",\"text\":\".1777636800.{}\"}";
    Delivery captured =
        Delivery.post("/hooks/standard-webhooks")
            .json(body)
            .with("webhook-id", "msg_1")
            .with("webhook-timestamp", "1600000000")
            .with("webhook-signature", "v1," + base64("HmacSHA256", "msg_1.1600000000." + body));
    Delivery cut =
        captured
            .without("webhook-id")
            .without("webhook-timestamp")
            .with("webhook-id", "msg_1.1600000000.{\"id\":\"e1\",\"text\":\"")
            .with("webhook-timestamp", SECONDS)
            .body("{}\"}");
    String open =
        """
        verify:
          hmac: sha256
          signed: "{header:webhook-id}.{header:webhook-timestamp}.{body}"
          signature: {from: "{header:webhook-signature}", as: "v1,{base64}"}
        freshness: {from: "{header:webhook-timestamp}", unit: s}
        facts: {id: "{header:webhook-id}", type: ~, account: ~, time: ~}
        """;

    Rehearsed before =
        PresetGate.of("standard-webhooks").key(SECRET).at(AT).saying(open).judge(cut);
    Rehearsed after =
        PresetGate.of("standard-webhooks")
            .key(SECRET)
            .at(AT)
            .saying(
                open.replace(
                    "verify:\n",
                    "verify:\n  require: [{value: \"{header:webhook-id}\", like: '[^.]+'}]\n"))
            .judge(cut);

    assertThat(before.verdict()).isEqualTo("forward");
    assertThat(before.facts().id()).map(Fact::signed).contains(false);
    assertThat(after.reason()).contains(Reason.REQUIREMENT_FAILED);
    assertThat(
            APolicy.named("acme")
                .saying("provider: standard-webhooks\n" + open + "keys: [\"${env:X}\"]\n")
                .checked()
                .warnings())
        .anyMatch(
            it ->
                it.contains(
                    "freshness.from: the signed text does not tell where header:webhook-timestamp"
                        + " ends"));
  }

  private static Stream<Fact> facts(Rehearsed outcome) {
    return Stream.of(
            outcome.facts().id(),
            outcome.facts().type(),
            outcome.facts().account(),
            outcome.facts().user())
        .flatMap(java.util.Optional::stream);
  }

  private static String base64(String algorithm, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), algorithm));
    return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }
}
