package io.sallyport.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import com.adyen.model.notification.Amount;
import com.adyen.model.notification.NotificationRequestItem;
import com.adyen.util.HMACValidator;
import com.braintreegateway.BraintreeGateway;
import com.braintreegateway.Environment;
import com.braintreegateway.WebhookNotification;
import com.razorpay.Utils;
import com.squareup.square.utilities.WebhooksHelper;
import com.stripe.net.Webhook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same for those who send word of payments: Stripe, Adyen, Razorpay, Square and Braintree. */
class PaymentSendersTest extends SenderCase {
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
}
