package io.sallyport.verify.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.twilio.security.RequestValidator;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Language.ItemsRule;
import io.sallyport.verify.template.Language.LetRule;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Signed contents of real senders, each against a signature that the sender's own code made. */
class ProviderTemplatesTest {
  private static final Language PLAIN = TemplateLanguage.builder(Map.of()).build();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mac(String algorithm, byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String template, ARequest request) throws TemplateFault {
    return PLAIN.template(template).bytes(request.in(PLAIN));
  }

  private static LetRule split(String from, String... separators) {
    return new LetRule(
        from,
        Optional.of(separators[0]),
        Arrays.stream(separators).skip(1).findFirst(),
        List.of(),
        Optional.empty(),
        false);
  }

  private static final String TWILIO_FORM =
      "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309"
          + "&To=%2B18005551212";

  /** twilio-node's test. */
  @Test
  void twilioSignsTheUrlAndTheSortedForm() throws TemplateFault {
    ARequest request =
        ARequest.post("/myapp.php?foo=1&bar=2")
            .registeredAs("https://mycompany.com/myapp.php")
            .body(TWILIO_FORM)
            .header("Content-Type", "application/x-www-form-urlencoded");

    assertThat(
            base64(
                mac("HmacSHA1", utf8("12345"), bytes("{url}{form|unique|sort|concat}", request))))
        .isEqualTo("RSOYDt4T1cUTdK1PDd93/VVr8B8=");
  }

  /** Twilio's own library as the second opinion on the forms of a URL and on repeated fields. */
  @Test
  void twiliosLibraryTakesEachFormOfTheUrl() throws TemplateFault {
    String url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    ARequest request =
        ARequest.post("/myapp.php?foo=1&bar=2")
            .registeredAs("https://mycompany.com/myapp.php")
            .body("b=2&a=1")
            .header("Content-Type", "application/x-www-form-urlencoded");
    RequestValidator validator = new RequestValidator("12345");

    for (String form : List.of("{url}", "{url|port(add)}", "{url|port(drop)}")) {
      byte[] content = bytes(form + "{form|unique|sort|concat}", request);
      String signature = base64(mac("HmacSHA1", utf8("12345"), content));
      assertThat(validator.validate(url, Map.of("a", "1", "b", "2"), signature)).isTrue();
      assertThat(validator.validate(url, Map.of("a", "1", "b", "3"), signature)).isFalse();
    }
  }

  /** Vonage's Java SDK, RequestSigningTest: secret abcde, a=alphabet, b=bananas, timestamp=2100. */
  @Test
  void vonageSignsSortedPairsWithoutTheSignature() throws TemplateFault {
    ARequest request = ARequest.withForm("sig=x&timestamp=2100&b=bananas&a=alphabet&empty=");
    byte[] content =
        bytes("&{form|without('sig')|non-blank|sort|replace('=&','_')|pairs('=','&')}", request);

    assertThat(hex(mac("HmacSHA1", utf8("abcde"), content)))
        .isEqualTo("b7f749de27b4adcf736cc95c9a7e059a16c85127");
    assertThat(hex(mac("HmacSHA256", utf8("abcde"), content)))
        .isEqualTo("8d1b0428276b6a070578225914c3502cc0687a454dfbbbb370c76a14234cb546");
  }

  /** box-java-sdk's test vectors: the second is signed over the escaped form only. */
  @Test
  void boxSignsTheBodyRawOrEscaped() throws TemplateFault {
    String time = "2020-01-01T00:00:00-07:00";
    ARequest raw =
        ARequest.withBody(
                "{\"type\":\"webhook_event\",\"webhook\":{\"id\":\"1234567890\"},\"trigger\":"
                    + "\"FILE.UPLOADED\",\"source\":{\"id\":\"1234567890\",\"type\":\"file\",\"name\":"
                    + "\"Test.txt\"}}")
            .header("BOX-DELIVERY-TIMESTAMP", time);
    ARequest escaped =
        ARequest.withBody(
                "{\"webhook\":{\"id\":\"1234567890\"},\"trigger\":\"FILE.UPLOADED\",\"source\":{"
                    + "\"id\":\"1234567890\",\"type\":\"file\",\"name\":\"/\"}}")
            .header("BOX-DELIVERY-TIMESTAMP", time);

    assertThat(
            base64(
                mac(
                    "HmacSHA256",
                    utf8("SamplePrimaryKey"),
                    bytes("{body}{header:BOX-DELIVERY-TIMESTAMP}", raw))))
        .isEqualTo("6TfeAW3A1PASkgboxxA5yqHNKOwFyMWuEXny/FPD5hI=");
    assertThat(
            base64(
                mac(
                    "HmacSHA256",
                    utf8("SamplePrimaryKey"),
                    bytes("{body|escape-json}{header:BOX-DELIVERY-TIMESTAMP}", escaped))))
        .isEqualTo("t41PWT5ZB6OcysnD6SDy9Ud+p9hdXxIdXqcdweyZv/Q=");
  }

  /** Adyen's Java library, HMACValidatorTest. */
  @Test
  void adyenJoinsTheFieldsOfEachItem() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of())
            .items(new ItemsRule.Pointers(List.of("/notificationItems/*/NotificationRequestItem")))
            .build();
    Template signed =
        language.template(
            "{[item:/pspReference?, /originalReference?, /merchantAccountCode?,"
                + " /merchantReference?, /amount/value?, /amount/currency?, /eventCode?,"
                + " /success?]|join(':')}");
    Reading reading =
        ARequest.withBody(
                "{\"live\":\"false\",\"notificationItems\":[{\"NotificationRequestItem\":{\"amount\":{"
                    + "\"currency\":\"EUR\",\"value\":0},\"eventCode\":\"REPORT_AVAILABLE\","
                    + "\"merchantAccountCode\":\"Magento2Rik\",\"merchantReference\":"
                    + "\"testMerchantRef1\",\"pspReference\":\"test_REPORT_AVAILABLE\",\"success\":"
                    + "\"true\"}}]}")
            .in(language);
    byte[] content = signed.bytes(reading.at(reading.items().get(0)));
    byte[] key =
        HexFormat.of().parseHex("9064450A8892A093D9E97EFCC9639DE31B74F3A7803135555A3C96F5A57915D6");

    assertThat(new String(content, StandardCharsets.UTF_8))
        .isEqualTo(
            "test_REPORT_AVAILABLE::Magento2Rik:testMerchantRef1:0:EUR:REPORT_AVAILABLE:true");
    assertThat(base64(mac("HmacSHA256", key, content)))
        .isEqualTo("NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc=");
  }

  /**
   * Signed by Contentful's node-apps-toolkit, quoted in the tests of prismatic-io's Contentful
   * component.
   */
  @Test
  void contentfulEncodesTwiceAndListsItsHeaders() throws TemplateFault {
    String body =
        "{\"sys\":{\"id\":\"5KsDBWseXY6QegucYAoacS\",\"type\":\"Entry\"},\"fields\":{\"title\":{"
            + "\"en-US\":\"Hello, World!\"}}}";
    ARequest request =
        ARequest.post("/trigger/abc?foo=bar baz&x=1")
            .header("x-contentful-webhook-name", " My Hook ")
            .header("x-contentful-timestamp", "1767225600000")
            .header(
                "x-contentful-signed-headers",
                "x-contentful-signed-headers,x-contentful-timestamp,x-contentful-webhook-name")
            .body(body);
    String template =
        "{method}\n{target|escape-query|encode-uri}\n{header:x-contentful-signed-headers|split(',')"
            + "|headers('x-contentful-timestamp', 'x-contentful-signed-headers')|trim|pairs(':',';')}"
            + "\n{body}";

    assertThat(
            hex(mac("HmacSHA256", utf8("a".repeat(32) + "b".repeat(32)), bytes(template, request))))
        .isEqualTo("c8c83deb1a865012752f66594e6228056c826fd7227a70361b3a304e124555ec");
  }

  /** braintree_java's test: the key is the SHA-1 of the private key. */
  @Test
  void braintreeAnswersAChallengeUnderTheKey() throws Exception {
    Reading reading = ARequest.get("/x?bt_challenge=20f9f8ed05f77439fe955c977e4c8a53").in(PLAIN);
    reading.useKey(
        "integration_public_key",
        MessageDigest.getInstance("SHA-1").digest(utf8("integration_private_key")));

    assertThat(PLAIN.template("{key:id}|{query:bt_challenge|hmac('sha1')|hex}").text(reading))
        .isEqualTo("integration_public_key|d9b899556c966b3f06945ec21311865d35df3ce4");
  }

  @Test
  void braintreePicksTheSignatureThatIsNamedAsTheKey() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of())
            .let("sig", split("{form:bt_signature}", "&", "|"))
            .build();
    Reading reading = ARequest.withForm("bt_signature=one%7Caa%26two%7Cbb").in(language);
    Template template = language.template("{sig.key:id}");

    assertThat(template.usesKey()).isTrue();
    reading.useKey("two", new byte[] {1});
    assertThat(template.text(reading)).isEqualTo("bb");
    reading.useKey("three", new byte[] {1});
    assertThat(template.values(reading, 8)).isEmpty();
  }

  /** HubSpot v3: method, URL with some escapes removed, body, time. */
  @Test
  void hubspotUnescapesSomeOfTheUrl() throws TemplateFault {
    ARequest request =
        ARequest.post("/hook?to=https%3A%2F%2Fx%20y%21")
            .registeredAs("https://h/hook")
            .header("X-HubSpot-Request-Timestamp", "1")
            .body("{}");

    assertThat(
            new String(
                bytes(
                    "{method}{url|unescape('3A 2F 3F 40 21 24 27 28 29 2A 2C 3B')}{body}"
                        + "{header:X-HubSpot-Request-Timestamp}",
                    request),
                StandardCharsets.UTF_8))
        .isEqualTo("POSThttps://h/hook?to=https://x%20y!{}1");
  }

  @Test
  void paypalSignsAChecksumOfTheBody() throws TemplateFault {
    ARequest request = ARequest.withBody("123456789").header("PAYPAL-TRANSMISSION-ID", "t");

    assertThat(
            new String(
                bytes("{header:PAYPAL-TRANSMISSION-ID}|{body|crc32}", request),
                StandardCharsets.UTF_8))
        .isEqualTo("t|3421780262");
  }

  @Test
  void wechatSortsTheValuesOfTokenTimeAndNonce() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(
                Map.of("token", List.of(SecretValue.fixed(Secret.ofText("token")))))
            .build();
    Reading reading =
        ARequest.post("/x?timestamp=1409735669&nonce=133720")
            .body("<xml><Encrypt>0Enc</Encrypt></xml>")
            .in(language);

    assertThat(
            language
                .template("{[param:token, query:timestamp, query:nonce]|sort|concat}")
                .text(reading))
        .isEqualTo("1337201409735669token");
    assertThat(
            language
                .template(
                    "{[param:token, query:timestamp, query:nonce, xml:/xml/Encrypt]|values|sort|concat}")
                .text(reading))
        .isEqualTo("0Enc1337201409735669token");
  }

  @Test
  void ebayPutsJsonIntoAHeader() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of())
            .let(
                "s",
                new LetRule(
                    "{header:X-EBAY-SIGNATURE|unbase64}",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    true))
            .build();
    String json = "{\"alg\":\"ecdsa\",\"kid\":\"k/1\",\"signature\":\"MEU=\",\"x\":{\"y\":1}}";
    Reading reading = ARequest.withHeader("X-EBAY-SIGNATURE", base64(utf8(json))).in(language);

    assertThat(language.template("{s.kid} {s.signature} {s./x/y}").text(reading))
        .isEqualTo("k/1 MEU= 1");
    assertThatThrownBy(
            () ->
                language
                    .template("{s.kid}")
                    .text(ARequest.withHeader("X-EBAY-SIGNATURE", "e30").in(language)))
        .isInstanceOfSatisfying(
            Unreadable.class, e -> assertThat(e.reason()).isEqualTo(Reason.SIGNED_PART_MALFORMED));
  }
}
