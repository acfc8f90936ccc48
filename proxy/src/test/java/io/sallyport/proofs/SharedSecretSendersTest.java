package io.sallyport.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import com.adyen.model.notification.Amount;
import com.adyen.model.notification.NotificationRequestItem;
import com.adyen.util.HMACValidator;
import com.box.sdk.BoxWebHookSignatureVerifier;
import com.box.sdk.BoxWebHookSignatureVerifier.BoxSignatureAlgorithm;
import com.braintreegateway.BraintreeGateway;
import com.braintreegateway.Environment;
import com.braintreegateway.WebhookNotification;
import com.linecorp.bot.parser.LineSignatureValidator;
import com.razorpay.Utils;
import com.slack.api.app_backend.SlackSignature;
import com.squareup.square.utilities.WebhooksHelper;
import com.stripe.net.Webhook;
import com.twilio.security.RequestValidator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Deliveries under a shared secret as the senders' own Java libraries sign or verify them: what the
 * library takes for genuine, the preset accepts, and nothing that is made of it.
 */
class SharedSecretSendersTest {
  private static final Instant AT = Instant.parse("2026-05-01T12:00:00Z");
  private static final String SECONDS = "1777636800";
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final String BODY =
      "{\"id\":\"evt_1\",\"type\":\"x.y\",\"note\":\"ä\",\"n\":1.50}";
  private static final String SECRET = "a-secret-of-thirty-two-characters";

  @TestFactory
  Stream<DynamicTest> stripe() throws Exception {
    String signature = Webhook.Util.computeHmacSha256(SECRET, SECONDS + "." + BODY);
    String header = "t=" + SECONDS + ",v1=" + signature;
    Delivery delivery = Delivery.post("/hooks/stripe").json(BODY).with("Stripe-Signature", header);

    assertThat(
            Webhook.Signature.verifyHeader(
                BODY, header, SECRET, 300, Clock.fixed(AT, ZoneOffset.UTC)))
        .isTrue();
    return Tampering.with(PresetGate.of("stripe").key(SECRET).at(AT), delivery)
        .signatureOfSeveral("Stripe-Signature", "v1=", Spelling.HEX)
        .body()
        .times(AT, FIVE_MINUTES, FIVE_MINUTES)
        .keys(SECRET + "\n", "another-secret-of-another-endpoint")
        .refusing(
            "another time",
            it -> it.changing("Stripe-Signature", h -> h.replace(SECONDS, "1777636801")))
        .refusing("the time twice", it -> it.changing("Stripe-Signature", h -> h + ",t=" + SECONDS))
        .refusing(
            "only an old scheme",
            it -> it.changing("Stripe-Signature", h -> h.replace("v1=", "v0=")))
        .rows();
  }

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
  Stream<DynamicTest> adyenItem() throws Exception {
    String key = "9064450A8892A093D9E97EFCC9639DE31B74F3A7803135555A3C96F5A57915D6";
    NotificationRequestItem item =
        new NotificationRequestItem()
            .setPspReference("7914073381342284")
            .setOriginalReference("")
            .setMerchantAccountCode("TestMerchant")
            .setMerchantReference("TestPayment-1407325143704")
            .setAmount(new Amount().currency("EUR").value(1130L))
            .setEventCode("AUTHORISATION")
            .setSuccess(true);
    String signature = new HMACValidator().calculateHMAC(item, key);
    item.setAdditionalData(Map.of("hmacSignature", signature));
    Delivery delivery =
        Delivery.post("/hooks/adyen-standard")
            .json(
                """
                {"live":"false","notificationItems":[{"NotificationRequestItem":{\
                "additionalData":{"hmacSignature":"%s"},"amount":{"currency":"EUR","value":1130},\
                "eventCode":"AUTHORISATION","merchantAccountCode":"TestMerchant",\
                "merchantReference":"TestPayment-1407325143704","originalReference":"",\
                "pspReference":"7914073381342284","reason":"x","success":"true"}}]}"""
                    .formatted(signature));

    assertThat(new HMACValidator().validateHMAC(item, key)).isTrue();
    Tampering table =
        Tampering.with(PresetGate.of("adyen-standard").key(key).at(AT), delivery)
            .keys(key.replace('9', '8'));
    for (String signed :
        new String[] {
          "1130",
          "\"EUR\"",
          "AUTHORISATION",
          "TestMerchant",
          "TestPayment",
          "7914073381342284",
          "\"true\"",
          signature
        }) {
      table.refusing(
          "another " + signed,
          it -> it.body(text(it).replace(signed, signed.replace(signed.charAt(1), 'Q'))));
      table.refusing(
          "no " + signed,
          it ->
              it.body(
                  text(it)
                      .replace(
                          signed,
                          "\"\"".equals(signed) ? "null" : signed.startsWith("\"") ? "null" : "")));
    }
    return table
        .refusing(
            "a second item that is not signed",
            it ->
                it.body(
                    text(it)
                        .replace(
                            "}}]", "}},{\"NotificationRequestItem\":{\"eventCode\":\"REFUND\"}}]")))
        .refusing(
            "a reference twice",
            it ->
                it.body(
                    text(it)
                        .replace("\"reason\"", "\"pspReference\":\"7914073381342284\",\"reason\"")))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> adyenPlatform() throws Exception {
    String key = "9064450A8892A093D9E97EFCC9639DE31B74F3A7803135555A3C96F5A57915D6";
    String signature = new HMACValidator().calculateHMAC(BODY, key);
    Delivery delivery =
        Delivery.post("/hooks/adyen-platform").json(BODY).with("HmacSignature", signature);

    assertThat(new HMACValidator().validateHMAC(signature, key, BODY)).isTrue();
    return Tampering.with(PresetGate.of("adyen-platform").key(key).at(AT), delivery)
        .signature("HmacSignature", "", Spelling.BASE64)
        .body()
        .keys(key.replace('9', '8'))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> razorpay() throws Exception {
    String signature = Utils.getHash(BODY, SECRET);
    Delivery delivery =
        Delivery.post("/hooks/razorpay").json(BODY).with("X-Razorpay-Signature", signature);

    assertThat(Utils.verifyWebhookSignature(BODY, signature, SECRET)).isTrue();
    return Tampering.with(PresetGate.of("razorpay").key(SECRET).at(AT), delivery)
        .signature("X-Razorpay-Signature", "", Spelling.HEX)
        .body()
        .keys("another-secret-of-another-endpoint")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> square() throws Exception {
    String url = "https://hooks.example.com/hooks/square";
    String signature = base64(mac("HmacSHA256", SECRET, url + BODY));
    Delivery delivery =
        Delivery.post("/hooks/square").json(BODY).with("x-square-hmacsha256-signature", signature);

    assertThat(WebhooksHelper.verifySignature(BODY, signature, SECRET, url)).isTrue();
    return Tampering.with(PresetGate.of("square").key(SECRET).at(AT), delivery)
        .signature("x-square-hmacsha256-signature", "", Spelling.BASE64)
        .body()
        .url(url)
        .keys("another-secret-of-another-endpoint")
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
  Stream<DynamicTest> braintree() {
    BraintreeGateway gateway =
        new BraintreeGateway(
            Environment.SANDBOX, "merchant", "public_key", "private_key_of_this_account");
    // The library writes the time of now into its sample, so now is read from the sample.
    Map<String, String> sample =
        gateway
            .webhookTesting()
            .sampleNotification(WebhookNotification.Kind.SUBSCRIPTION_WENT_PAST_DUE, "my_id");
    WebhookNotification read =
        gateway.webhookNotification().parse(sample.get("bt_signature"), sample.get("bt_payload"));
    Instant signedAt = read.getTimestamp().toInstant();
    Delivery delivery =
        Delivery.post("/hooks/braintree")
            .form(
                "bt_signature="
                    + escaped(sample.get("bt_signature"))
                    + "&bt_payload="
                    + escaped(sample.get("bt_payload")));
    PresetGate gate =
        PresetGate.of("braintree")
            .key("private_key_of_this_account")
            .param("public-key", "public_key")
            .at(signedAt);

    assertThat(gate.accepted(delivery).fact(io.sallyport.webhook.Facts::type))
        .contains("subscription_went_past_due");
    return Tampering.with(gate, delivery)
        .times(signedAt, Duration.ofHours(25), FIVE_MINUTES)
        .keys("private_key_of_another_account")
        .refusing("a bit of the signature", it -> it.body(changedBehind(text(it), "%7C")))
        .refusing("a bit of the payload", it -> it.body(changedBehind(text(it), "bt_payload=")))
        .refusing("no signature", it -> it.body(text(it).replaceFirst("bt_signature=[^&]*&", "")))
        .refusing(
            "an empty signature",
            it -> it.body(text(it).replaceFirst("bt_signature=[^&]*&", "bt_signature=&")))
        .refusing("no payload", it -> it.body(text(it).replaceFirst("&bt_payload=.*", "")))
        .refusing(
            "the payload twice",
            it -> it.body(text(it) + "&bt_payload=" + escaped(sample.get("bt_payload"))))
        .refusing(
            "the signature twice",
            it -> it.body(text(it) + "&bt_signature=" + escaped(sample.get("bt_signature"))))
        .refusing("a cut payload", it -> it.body(text(it).substring(0, text(it).length() - 12)))
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

  private static String text(Delivery delivery) {
    return new String(delivery.body(), StandardCharsets.UTF_8);
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The first character behind the mark replaced by one that is as allowed there. */
  private static String changedBehind(String text, String mark) {
    int at = text.indexOf(mark) + mark.length();
    return text.substring(0, at) + (text.charAt(at) == '1' ? '2' : '1') + text.substring(at + 1);
  }

  private static byte[] mac(String algorithm, String key, String text)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
