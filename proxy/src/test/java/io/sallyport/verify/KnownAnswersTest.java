package io.sallyport.verify;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.mechanism.ARule.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.verify.key.ConfiguredKey;
import io.sallyport.verify.key.ConfiguredKeys;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyUse;
import io.sallyport.verify.mechanism.ARule;
import io.sallyport.verify.mechanism.Mechanisms;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.VerifyRule;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.Language.ItemsRule;
import io.sallyport.verify.template.Language.LetRule;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The senders' own published examples, each under its scheme as a policy writes it: what the
 * documentation says verifies must, and nothing near it may.
 */
class KnownAnswersTest {

  private static KeyRule key(KeyEncoding as, String... secrets) {
    List<ConfiguredKey> keys =
        List.of(secrets).stream()
            .map(
                secret ->
                    new ConfiguredKey(
                        Optional.of(secret),
                        SecretValue.fixed(Secret.ofText(secret)),
                        Optional.empty(),
                        Optional.empty()))
            .toList();
    return new KeyRule(as, new ConfiguredKeys(keys, as, KeyUse.SHARED, Optional.empty()));
  }

  private static Outcome judge(ARule rule, ARequest request) {
    return rule.judge(request);
  }

  /** The example holds; with another body, another key, or without its signature it does not. */
  private static void assertKnown(ARule rule, KeyEncoding as, String secret, Maker request) {
    assertProven(judge(rule.with(key(as, secret)), request.with("", true)));

    assertThat(judge(rule, request.with("x", true))).isInstanceOf(Outcome.Refused.class);
    assertThat(judge(rule, request.with("", false))).isInstanceOf(Outcome.Refused.class);
    String other =
        as == KeyEncoding.HEX ? secret.replace('9', '8') : secret.replace('e', 'f') + "A";
    assertThat(judge(rule.with(key(as, other, other + other)), request.with("", true)))
        .isInstanceOf(Outcome.Refused.class);
  }

  /** Makes the example's request, with something added to its body, with its signature or not. */
  @FunctionalInterface
  private interface Maker {
    ARequest with(String added, boolean signed);
  }

  private static Maker body(String body, String header, String signature, String... more) {
    return (added, signed) -> {
      ARequest request = ARequest.withBody(body + added);
      for (int i = 0; i < more.length; i += 2) {
        request.header(more[i], more[i + 1]);
      }
      return signed ? request.header(header, signature) : request;
    };
  }

  /** docs.github.com, Validating webhook deliveries. */
  @Test
  void github() {
    assertKnown(
        ARule.of(Family.HMAC).in("{header:X-Hub-Signature-256}", "sha256={hex}"),
        KeyEncoding.UTF8,
        "It's a Secret to Everybody",
        body(
            "Hello, World!",
            "X-Hub-Signature-256",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"));
  }

  /** docs.slack.dev, Verifying requests from Slack. */
  @Test
  void slack() {
    assertKnown(
        ARule.of(Family.HMAC)
            .over("v0:{header:X-Slack-Request-Timestamp}:{body}")
            .in("{header:X-Slack-Signature}", "v0={hex}"),
        KeyEncoding.UTF8,
        "8f742231b10e8888abcd99yyyzzz85a5",
        body(
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
                + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
                + "&user_name=roadrunner&command=%2Fwebhook-collect&text="
                + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J"
                + "%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
                + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
            "X-Slack-Signature",
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            "X-Slack-Request-Timestamp",
            "1531420618"));
  }

  /** The spec's libraries, and Svix's SDK vector; an unknown version beside it is passed over. */
  @Test
  void standardWebhooks() throws TemplateFault {
    Language language =
        TemplateLanguage.builder(Map.of())
            .let(
                "s",
                new LetRule(
                    "{header:webhook-signature}",
                    Optional.of(" "),
                    Optional.of(","),
                    List.of(),
                    Optional.empty(),
                    false))
            .build();
    ARule rule =
        ARule.of(Family.HMAC, language)
            .over("{header:webhook-id}.{header:webhook-timestamp}.{body}")
            .in("{s.v1}", "{base64}");

    for (String signatures :
        List.of(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            "v1,bm9wZQ== v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v9,eA==",
            "v1a,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")) {
      assertKnown(
          rule,
          KeyEncoding.WHSEC,
          "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          body(
              "{\"test\": 2432232314}",
              "webhook-signature",
              signatures,
              "webhook-id",
              "msg_p5jXN8AQM9LWM0D4loKWxJek",
              "webhook-timestamp",
              "1614265330"));
    }
    assertKnown(
        rule,
        KeyEncoding.WHSEC,
        "whsec_plJ3nmyCDGBKInavdOK15jsl",
        body(
            "{\"event_type\":\"ping\",\"data\":{\"success\":true}}",
            "webhook-signature",
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
            "webhook-id",
            "msg_loFOjxBNrRLzqYUf",
            "webhook-timestamp",
            "1731705121"));
  }

  /** circleci.com/docs, Outbound webhooks. */
  @Test
  void circleci() {
    ARule rule = ARule.of(Family.HMAC).in("{header:circleci-signature}", "v1={hex}");

    assertKnown(
        rule,
        KeyEncoding.UTF8,
        "secret",
        body(
            "hello world",
            "circleci-signature",
            "v1=734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a"));
    assertKnown(
        rule,
        KeyEncoding.UTF8,
        "another-secret",
        body(
            "lalala",
            "circleci-signature",
            "v1=daa220016c8f29a8b214fbfc3671aeec2145cfb1e6790184ffb38b6d0425fa00"));
  }

  /** line-bot-sdk's test vector. */
  @Test
  void line() {
    assertKnown(
        ARule.of(Family.HMAC).in("{header:x-line-signature}", "{base64}"),
        KeyEncoding.UTF8,
        "SECRET",
        body("{}", "x-line-signature", "3q8QXTAGaey18yL8FWTqdVlbMr6hcuNvM4tefa0o9nA="));
  }

  /** twilio.com/docs, Webhooks security: the URL and the sorted parameters. */
  @Test
  void twilio() {
    ARule rule =
        ARule.of(Family.HMAC)
            .by("sha1")
            .over("{url}{form|unique|sort|concat}")
            .in("{header:X-Twilio-Signature}", "{base64}");

    assertKnown(
        rule,
        KeyEncoding.UTF8,
        "12345",
        (added, signed) -> {
          ARequest request =
              ARequest.post("/myapp.php?foo=1&bar=2")
                  .registeredAs("https://mycompany.com/myapp.php")
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .body(
                      "To=%2B18005551212&Digits=1234&From=%2B14158675309&Caller=%2B14158675309"
                          + "&CallSid=CA1234567890ABCDE"
                          + added);
          return signed
              ? request.header("X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
              : request;
        });
  }

  /** adyen-java-api-library's test vectors: a raw message, and an item of a batch. */
  @Test
  void adyen() throws TemplateFault {
    String secret = "9064450A8892A093D9E97EFCC9639DE31B74F3A7803135555A3C96F5A57915D6";
    assertKnown(
        ARule.of(Family.HMAC).in("{header:hmacsignature}", "{base64}"),
        KeyEncoding.HEX,
        secret,
        body("TestPayload", "hmacsignature", "YA9/UDjldIO4Gq68X4ATYYoEaPYH4f4k2uzBBzEF1PA="));

    Language language =
        TemplateLanguage.builder(Map.of())
            .items(new ItemsRule.Pointers(List.of("/notificationItems/*/NotificationRequestItem")))
            .build();
    VerifyRule rule =
        new VerifyRule.PerItem(
            ARule.of(Family.HMAC, language)
                .over(
                    "{[item:/pspReference?, /originalReference?, /merchantAccountCode?,"
                        + " /merchantReference?, /amount/value?, /amount/currency?, /eventCode?,"
                        + " /success?]|join(':')}")
                .in("{item:/additionalData/hmacSignature}", "{base64}")
                .with(key(KeyEncoding.HEX, secret))
                .rule());
    Check check = Mechanisms.of(rule);

    assertProven(check.check(adyenItem("0", "").in(language), NOW));
    assertThat(check.check(adyenItem("1", "").in(language), NOW))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(check.check(adyenItem("0", "x").in(language), NOW))
        .isInstanceOf(Outcome.Refused.class);
  }

  private static ARequest adyenItem(String value, String original) {
    return ARequest.withBody(
        "{\"live\":\"false\",\"notificationItems\":[{\"NotificationRequestItem\":{"
            + "\"additionalData\":{\"hmacSignature\":\"NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc=\"},"
            + "\"amount\":{\"currency\":\"EUR\",\"value\":"
            + value
            + "},\"eventCode\":\"REPORT_AVAILABLE\",\"merchantAccountCode\":\"Magento2Rik\","
            + "\"merchantReference\":\"testMerchantRef1\",\"originalReference\":\""
            + original
            + "\",\"pspReference\":\"test_REPORT_AVAILABLE\",\"success\":\"true\"}}]}");
  }

  /** box-java-sdk's test vectors: two keys, and a slash that the signer escapes. */
  @Test
  void box() {
    String time = "2020-01-01T00:00:00-07:00";
    String test =
        "{\"type\":\"webhook_event\",\"webhook\":{\"id\":\"1234567890\"},\"trigger\":\"FILE.UPLOADED\","
            + "\"source\":{\"id\":\"1234567890\",\"type\":\"file\",\"name\":\"Test.txt\"}}";
    ARule rule =
        ARule.of(Family.HMAC)
            .over("{body}{header:box-delivery-timestamp}")
            .in("{header:box-signature-primary}", "{base64}");

    assertKnown(
        rule,
        KeyEncoding.UTF8,
        "SamplePrimaryKey",
        body(
            test,
            "box-signature-primary",
            "6TfeAW3A1PASkgboxxA5yqHNKOwFyMWuEXny/FPD5hI=",
            "box-delivery-timestamp",
            time));
    assertKnown(
        rule,
        KeyEncoding.UTF8,
        "SampleSecondaryKey",
        body(
            test,
            "box-signature-primary",
            "v+1CD1Jdo3muIcbpv5lxxgPglOqMfsNHPV899xWYydo=",
            "box-delivery-timestamp",
            time));
    assertKnown(
        ARule.of(Family.HMAC)
            .over(
                "{body}{header:box-delivery-timestamp}",
                "{body|escape-json}{header:box-delivery-timestamp}")
            .in("{header:box-signature-primary}", "{base64}"),
        KeyEncoding.UTF8,
        "SamplePrimaryKey",
        body(
            "{\"webhook\":{\"id\":\"1234567890\"},\"trigger\":\"FILE.UPLOADED\","
                + "\"source\":{\"id\":\"1234567890\",\"type\":\"file\",\"name\":\"/\"}}",
            "box-signature-primary",
            "t41PWT5ZB6OcysnD6SDy9Ud+p9hdXxIdXqcdweyZv/Q=",
            "box-delivery-timestamp",
            time));
  }

  /** braintree_java's challenge vector: HMAC-SHA-1 under the SHA-1 of the private key. */
  @Test
  void braintreeChallenge() {
    assertKnown(
        ARule.of(Family.HMAC).by("sha1").in("{header:X-Answer}", "integration_public_key|{hex}"),
        KeyEncoding.SHA1,
        "integration_private_key",
        body(
            "20f9f8ed05f77439fe955c977e4c8a53",
            "X-Answer",
            "integration_public_key|d9b899556c966b3f06945ec21311865d35df3ce4"));
  }
}
