package io.sallyport.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import com.box.sdk.BoxWebHookSignatureVerifier;
import com.box.sdk.BoxWebHookSignatureVerifier.BoxSignatureAlgorithm;
import com.linecorp.bot.parser.LineSignatureValidator;
import com.slack.api.app_backend.SlackSignature;
import com.twilio.security.RequestValidator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Deliveries under a shared secret as the senders' own Java libraries sign or verify them: what the
 * library takes for genuine, the preset accepts, and nothing that is made of it.
 */
class SharedSecretSendersTest extends SenderCase {
  @TestFactory
  Stream<DynamicTest> slack() {
    SlackSignature.Generator generator = new SlackSignature.Generator(SECRET);
    String signature = generator.generate(SECONDS, BODY);
    Delivery delivery =
        Delivery.post("/hooks/slack")
            .json(BODY)
            .with("X-Slack-Request-Timestamp", SECONDS)
            .with("X-Slack-Signature", signature);

    assertThat(
            new SlackSignature.Verifier(generator)
                .isValid(SECONDS, BODY, signature, AT.toEpochMilli()))
        .isTrue();
    return Tampering.with(PresetGate.of("slack").key(SECRET).at(AT), delivery)
        .signature("X-Slack-Signature", "v0=", Spelling.HEX)
        .covering("X-Slack-Request-Timestamp")
        .body()
        .times(AT, FIVE_MINUTES, FIVE_MINUTES)
        .keys(SECRET.toUpperCase(java.util.Locale.ROOT))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> svix() throws Exception {
    String secret =
        "whsec_" + Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
    String signature = new com.svix.Webhook(secret).sign("msg_1", AT.getEpochSecond(), BODY);
    Delivery delivery =
        Delivery.post("/hooks/svix")
            .json(BODY)
            .with("svix-id", "msg_1")
            .with("svix-timestamp", SECONDS)
            .with("svix-signature", signature);

    return Tampering.with(PresetGate.of("svix").key(secret).at(AT), delivery)
        .signatureOfSeveral("svix-signature", "v1,", Spelling.BASE64)
        .covering("svix-id")
        .covering("svix-timestamp")
        .body()
        .times(AT, FIVE_MINUTES, FIVE_MINUTES)
        .keys(
            "whsec_"
                + Base64.getEncoder()
                    .encodeToString("another secret of another".getBytes(StandardCharsets.UTF_8)))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> standardWebhooks() throws Exception {
    String secret =
        "whsec_" + Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
    String signature =
        new com.standardwebhooks.Webhook(secret).sign("msg_1", AT.getEpochSecond(), BODY);
    Delivery delivery =
        Delivery.post("/hooks/standard-webhooks")
            .json(BODY)
            .with("webhook-id", "msg_1")
            .with("webhook-timestamp", SECONDS)
            .with("webhook-signature", signature);

    return Tampering.with(PresetGate.of("standard-webhooks").key(secret).at(AT), delivery)
        .signatureOfSeveral("webhook-signature", "v1,", Spelling.BASE64)
        .covering("webhook-id")
        .covering("webhook-timestamp")
        .body()
        .times(AT, FIVE_MINUTES, FIVE_MINUTES)
        .refusing(
            "an id that holds the time", it -> it.changing("webhook-id", id -> "msg_1." + SECONDS))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> twilio() throws Exception {
    // Twilio's library verifies only; the fixture signs as its documentation says.
    String url = "https://hooks.example.com/hooks/twilio";
    Map<String, String> fields =
        Map.of(
            "AccountSid",
            "AC0123456789abcdef0123456789abcdef",
            "Body",
            "hello",
            "MessageSid",
            "SM1");
    String form = "AccountSid=" + fields.get("AccountSid") + "&Body=hello&MessageSid=SM1";
    String signed = url + "AccountSid" + fields.get("AccountSid") + "BodyhelloMessageSidSM1";
    String signature = base64(mac("HmacSHA1", SECRET, signed));
    Delivery delivery =
        Delivery.post("/hooks/twilio").form(form).with("X-Twilio-Signature", signature);

    assertThat(new RequestValidator(SECRET).validate(url, fields, signature)).isTrue();
    return Tampering.with(PresetGate.of("twilio").key(SECRET).at(AT), delivery)
        .signature("X-Twilio-Signature", "", Spelling.BASE64)
        .body()
        .url(url)
        .keys("another-token-0123456789abcdef01")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> twilioJson() throws Exception {
    String hash =
        HexFormat.of()
            .formatHex(
                java.security.MessageDigest.getInstance("SHA-256")
                    .digest(BODY.getBytes(StandardCharsets.UTF_8)));
    String url = "https://hooks.example.com/hooks/twilio?bodySHA256=" + hash;
    String signature = base64(mac("HmacSHA1", SECRET, url));
    Delivery delivery =
        Delivery.post("/hooks/twilio?bodySHA256=" + hash)
            .json(BODY)
            .with("X-Twilio-Signature", signature);

    assertThat(new RequestValidator(SECRET).validate(url, BODY, signature)).isTrue();
    return Tampering.with(PresetGate.of("twilio").key(SECRET).at(AT), delivery)
        .signature("X-Twilio-Signature", "", Spelling.BASE64)
        .body()
        .refusing("no hash of the body", it -> it.target("/hooks/twilio"))
        .refusing(
            "another hash", it -> it.target(it.target().replace(hash, "0" + hash.substring(1))))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> box() {
    String time = "2026-05-01T12:00:00Z";
    String body = "{\"id\":\"1\",\"trigger\":\"FILE.UPLOADED\",\"source\":{\"id\":\"2\"}}";
    BoxWebHookSignatureVerifier library =
        new BoxWebHookSignatureVerifier(SECRET, "the-secondary-key-of-this-webhook");
    String signature = library.sign(BoxSignatureAlgorithm.HMAC_SHA256, SECRET, body, time);
    Delivery delivery =
        Delivery.post("/hooks/box")
            .json(body)
            .with("BOX-DELIVERY-TIMESTAMP", time)
            .with("BOX-SIGNATURE-VERSION", "1")
            .with("BOX-SIGNATURE-ALGORITHM", "HmacSHA256")
            .with("BOX-SIGNATURE-PRIMARY", signature);
    PresetGate gate =
        PresetGate.of("box")
            .key("primary", SECRET)
            .key("secondary", "the-secondary-key-of-this-webhook")
            .at(AT);

    assertThat(library.verify("1", "HmacSHA256", signature, null, body, time)).isTrue();
    return Tampering.with(gate, delivery)
        .signature("BOX-SIGNATURE-PRIMARY", "", Spelling.BASE64)
        .covering("BOX-DELIVERY-TIMESTAMP")
        .body()
        .times(AT, Duration.ofMinutes(10), Duration.ofMinutes(1))
        .refusing("another version", it -> it.changing("BOX-SIGNATURE-VERSION", v -> "2"))
        .refusing(
            "another algorithm", it -> it.changing("BOX-SIGNATURE-ALGORITHM", v -> "HmacSHA1"))
        .refusing(
            "the primary signature as the secondary",
            it -> it.with("BOX-SIGNATURE-SECONDARY", signature).without("BOX-SIGNATURE-PRIMARY"))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> line() {
    String body =
        "{\"destination\":\"U1\",\"events\":[{\"type\":\"follow\",\"webhookEventId\":\"01\",\"timestamp\":1777636800000}]}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    LineSignatureValidator library =
        new LineSignatureValidator(SECRET.getBytes(StandardCharsets.UTF_8));
    String signature = base64(library.generateSignature(bytes));
    Delivery delivery = Delivery.post("/hooks/line").json(body).with("x-line-signature", signature);

    assertThat(library.validateSignature(bytes, signature)).isTrue();
    return Tampering.with(PresetGate.of("line").key(SECRET).at(AT), delivery)
        .signature("x-line-signature", "", Spelling.BASE64)
        .body()
        .keys("another-secret-of-another-channel")
        .rows();
  }
}
