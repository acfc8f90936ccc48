package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static io.sallyport.verify.mechanism.ARule.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.mechanism.SignatureRule.AlgorithmChoice;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.SignatureRule.SignedContent;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.Language.ItemsRule;
import io.sallyport.verify.template.Language.LetRule;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureCheckTest {
  private static final String SECRET = "It's a Secret to Everybody";
  private static final String BODY = "{\"action\":\"opened\",\"n\":1}";

  /** The tests' own signer. */
  private static byte[] hmac(String algorithm, String secret, String content) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
      return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String signature(String content) {
    return hex(hmac("HmacSHA256", SECRET, content));
  }

  private static ARequest signed(String body) {
    return ARequest.withBody(body).header("X-Signature", signature(body));
  }

  @Test
  void provesWhatTheSenderSignedAndSaysWhatThatCovers() {
    var proof = assertProven(ARule.of(Family.HMAC).judge(signed(BODY)));

    assertThat(proof.mechanism()).isEqualTo("hmac");
    assertThat(proof.keyId()).isEqualTo("k1");
    assertThat(proof.covers()).containsExactly("body");
  }

  @Test
  void row8AnyOneBitOfTheBodyRefuses() {
    byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
    for (int bit = 0; bit < body.length * 8; bit++) {
      byte[] bent = body.clone();
      bent[bit / 8] ^= (byte) (1 << bit % 8);

      Outcome outcome =
          ARule.of(Family.HMAC)
              .judge(ARequest.post("/").header("X-Signature", signature(BODY)).body(bent));

      assertRefused(outcome, Reason.SIGNATURE_MISMATCH);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"n\":1,\"action\":\"opened\"}",
        "{\"action\": \"opened\", \"n\": 1}",
        "\ufeff{\"action\":\"opened\",\"n\":1}",
        "{\"action\":\"opened\",\"n\":1}\n",
        "{\"action\":\"opened\",\"n\":1.0}",
        ""
      })
  void row8JsonThatMeansTheSameIsNotTheSame(String body) {
    Outcome outcome =
        ARule.of(Family.HMAC).judge(ARequest.withBody(body).header("X-Signature", signature(BODY)));

    assertRefused(outcome, Reason.SIGNATURE_MISMATCH);
  }

  @Test
  void row1AnyOneBitOfTheSignatureRefuses() {
    byte[] tag = hmac("HmacSHA256", SECRET, BODY);
    for (int bit = 0; bit < tag.length * 8; bit++) {
      byte[] bent = tag.clone();
      bent[bit / 8] ^= (byte) (1 << bit % 8);

      assertRefused(
          ARule.of(Family.HMAC).judge(ARequest.withBody(BODY).header("X-Signature", hex(bent))),
          Reason.SIGNATURE_MISMATCH);
    }
  }

  @Test
  void row2EveryPrefixOfTheTagIsRefused() {
    byte[] tag = hmac("HmacSHA256", SECRET, BODY);
    for (int length = 1; length < tag.length; length++) {
      String prefix = HexFormat.of().formatHex(tag, 0, length);

      assertRefused(
          ARule.of(Family.HMAC).judge(ARequest.withBody(BODY).header("X-Signature", prefix)),
          Reason.SIGNATURE_MALFORMED);
    }
    assertRefused(
        ARule.of(Family.HMAC).judge(ARequest.withBody(BODY).header("X-Signature", hex(tag) + "00")),
        Reason.SIGNATURE_MALFORMED);
  }

  @Test
  void row3MissingAndEmptyAreNotUnsigned() {
    assertRefused(ARule.of(Family.HMAC).judge(ARequest.withBody(BODY)), Reason.SIGNATURE_MISSING);
    assertRefused(
        ARule.of(Family.HMAC).judge(ARequest.withBody(BODY).header("X-Signature", "")),
        Reason.SIGNATURE_MISSING);
    assertRefused(
        ARule.of(Family.HMAC).in("{header:X-Signature?}", "{hex}").judge(ARequest.withBody(BODY)),
        Reason.SIGNATURE_MISSING);
  }

  @Test
  void row4AnotherVersionOrHeaderIsNoSignature() {
    ARule v1 = ARule.of(Family.HMAC).in("{header:X-Signature}", "v1={hex}");

    assertRefused(
        v1.judge(ARequest.withBody(BODY).header("X-Signature", "v0=" + signature(BODY))),
        Reason.SIGNATURE_MALFORMED);
    assertRefused(
        v1.judge(ARequest.withBody(BODY).header("X-Signature-Old", "v1=" + signature(BODY))),
        Reason.SIGNATURE_MISSING);
  }

  @Test
  void row5TheSpellingOfHexDoesNotMatterButItsAlphabetDoes() {
    ARule rule = ARule.of(Family.HMAC);
    String signature = signature(BODY);

    assertProven(
        rule.judge(
            ARequest.withBody(BODY).header("X-Signature", signature.toUpperCase(Locale.ROOT))));
    assertRefused(
        rule.judge(
            ARequest.withBody(BODY)
                .header(
                    "X-Signature",
                    Base64.getEncoder().encodeToString(hmac("HmacSHA256", SECRET, BODY)))),
        Reason.SIGNATURE_MALFORMED);
  }

  @Test
  void row6MoreThanEightSignaturesAreNotTried() {
    ARule rule = ARule.of(Family.HMAC).in("{header:X-Signature*}", "{hex}");
    String wrong = "00".repeat(32);
    ARequest eight = ARequest.withBody(BODY);
    for (int i = 0; i < 7; i++) {
      eight.header("X-Signature", wrong);
    }
    eight.header("X-Signature", signature(BODY));

    assertProven(rule.judge(eight));
    assertRefused(rule.judge(eight.header("X-Signature", wrong)), Reason.SIGNATURE_TOO_MANY);
  }

  @Test
  void row7ARepeatedTimestampIsRefusedInBothOrders() {
    ARule rule = ARule.of(Family.HMAC).over("{header:X-Time}.{body}");
    String signature = signature("1700000000." + BODY);

    assertProven(
        rule.judge(
            ARequest.withBody(BODY)
                .header("X-Time", "1700000000")
                .header("X-Signature", signature)));
    for (List<String> times :
        List.of(List.of("1700000000", "1800000000"), List.of("1800000000", "1700000000"))) {
      assertRefused(
          rule.judge(
              ARequest.withBody(BODY)
                  .header("X-Time", times.get(0))
                  .header("X-Time", times.get(1))
                  .header("X-Signature", signature)),
          Reason.SIGNED_PART_REPEATED);
    }
    assertRefused(
        rule.judge(ARequest.withBody(BODY).header("X-Signature", signature)),
        Reason.SIGNED_PART_MISSING);
  }

  @Test
  void anyOfTheKeysMayHaveSignedAndTheProofNamesIt() {
    ARule rule = ARule.of(Family.HMAC).with(AKey.shared("another-secret-of-24-bytes", SECRET));

    assertThat(assertProven(rule.judge(signed(BODY))).keyId()).isEqualTo("k2");
    assertRefused(
        ARule.of(Family.HMAC).with(AKey.shared("another-secret-of-24-bytes")).judge(signed(BODY)),
        Reason.SIGNATURE_MISMATCH);
  }

  @Test
  void oneSignatureOfSeveralIsEnough() {
    ARequest request =
        ARequest.withBody(BODY)
            .header("X-Signature", "not hex")
            .header("X-Signature", "00".repeat(32))
            .header("X-Signature", signature(BODY));

    assertProven(ARule.of(Family.HMAC).in("{header:X-Signature*}", "{hex}").judge(request));
    assertRefused(ARule.of(Family.HMAC).judge(request), Reason.SIGNED_PART_REPEATED);
  }

  @Test
  void eachFormOfTheContentIsTriedAndOneThatCannotBeReadIsPassedOver() {
    ARule rule = ARule.of(Family.HMAC).over("{header:X-Absent}{body}", "{body}\n");

    assertThat(
            assertProven(
                    rule.judge(
                        ARequest.withBody(BODY).header("X-Signature", signature(BODY + "\n"))))
                .covers())
        .containsExactly("body");
    assertRefused(rule.judge(signed(BODY)), Reason.SIGNATURE_MISMATCH);
  }

  @Test
  void whenNoFormOfTheContentCanBeReadTheReasonIsThat() {
    assertRefused(
        ARule.of(Family.HMAC).over("{header:X-Absent}{body}").judge(signed(BODY)),
        Reason.SIGNED_PART_MISSING);
  }

  @ParameterizedTest
  @CsvSource({
    "sha1, HmacSHA1",
    "sha256, HmacSHA256",
    "sha384, HmacSHA384",
    "sha512, HmacSHA512",
    "md5, HmacMD5"
  })
  void everyHashOfTheFamilyIsThere(String word, String platform) {
    assertProven(
        ARule.of(Family.HMAC)
            .by(word)
            .judge(
                ARequest.withBody(BODY).header("X-Signature", hex(hmac(platform, SECRET, BODY)))));
  }

  @Test
  void row4TheSignatureNamesItsAlgorithmOnlyOutOfTheList() {
    ARule rule =
        ARule.of(Family.HMAC)
            .by(new AlgorithmChoice.Allowed(List.of("sha256", "sha512")))
            .in("{header:X-Signature}", "{alg}={hex}");

    assertProven(
        rule.judge(
            ARequest.withBody(BODY)
                .header("X-Signature", "sha512=" + hex(hmac("HmacSHA512", SECRET, BODY)))));
    assertRefused(
        rule.judge(
            ARequest.withBody(BODY)
                .header("X-Signature", "sha1=" + hex(hmac("HmacSHA1", SECRET, BODY)))),
        Reason.SIGNATURE_ALGORITHM);
    // The right tag under the wrong name.
    assertRefused(
        rule.judge(ARequest.withBody(BODY).header("X-Signature", "sha512=" + signature(BODY))),
        Reason.SIGNATURE_MALFORMED);
  }

  @Test
  void aValueChoosesTheAlgorithmByTheTableOnly() {
    ARule rule =
        ARule.of(Family.HMAC)
            .by(
                new AlgorithmChoice.By(
                    ARule.template("{header:X-Version}"), Map.of("1", "sha1", "2", "sha256")));

    assertProven(rule.judge(signed(BODY).header("X-Version", "2")));
    assertRefused(rule.judge(signed(BODY).header("X-Version", "1")), Reason.SIGNATURE_MALFORMED);
    assertRefused(rule.judge(signed(BODY).header("X-Version", "3")), Reason.SIGNATURE_ALGORITHM);
    assertRefused(rule.judge(signed(BODY)), Reason.SIGNED_PART_MISSING);
  }

  @Test
  void aValueChoosesTheContentByItsCaseOnly() {
    ARule rule =
        ARule.of(Family.HMAC)
            .over(
                new SignedContent.By(
                    ARule.template("{json:/action}"),
                    Map.of(
                        "opened", ARule.template("{body}"), "closed", ARule.template("x{body}"))));

    assertProven(rule.judge(signed(BODY)));
    assertRefused(rule.judge(signed("{\"action\":\"closed\"}")), Reason.SIGNATURE_MISMATCH);
    assertRefused(rule.judge(signed("{\"action\":\"other\"}")), Reason.SIGNED_PART_MALFORMED);
  }

  @Test
  void aKeyedHashMixesTheKeyIn() throws GeneralSecurityException {
    ARule rule = ARule.of(Family.HASH).by("sha256").over("{key}{body}");
    byte[] tag =
        MessageDigest.getInstance("SHA-256")
            .digest((SECRET + BODY).getBytes(StandardCharsets.UTF_8));

    assertProven(rule.judge(ARequest.withBody(BODY).header("X-Signature", hex(tag))));
    assertRefused(
        rule.judge(ARequest.withBody(BODY + " ").header("X-Signature", hex(tag))),
        Reason.SIGNATURE_MISMATCH);
    assertRefused(
        rule.with(AKey.shared("another secret"))
            .judge(ARequest.withBody(BODY).header("X-Signature", hex(tag))),
        Reason.SIGNATURE_MISMATCH);
  }

  /** With a dot in the id, another id and time would give the same signed bytes. */
  @Test
  void row9ADelimiterInsideOfASignedPartIsRefused() {
    ARule rule =
        ARule.of(Family.HMAC)
            .over("{header:X-Id}.{header:X-Time}.{body}")
            .require("{header:X-Id}", new ValueRule.Like(Pattern.compile("[^.]{1,256}")));
    String signature = signature("a.1700000000.x.1800000000." + BODY);

    assertProven(
        ARule.of(Family.HMAC)
            .over("{header:X-Id}.{header:X-Time}.{body}")
            .judge(
                ARequest.withBody(BODY)
                    .header("X-Id", "a.1700000000.x")
                    .header("X-Time", "1800000000")
                    .header("X-Signature", signature)));
    for (String id : List.of("a.1700000000.x", "a.1700000000", "", "x".repeat(257))) {
      assertThat(
              rule.judge(
                  ARequest.withBody(BODY)
                      .header("X-Id", id)
                      .header("X-Time", "1800000000")
                      .header("X-Signature", signature)))
          .isInstanceOf(Outcome.Refused.class);
    }
  }

  @Test
  void aRequirementMayNameTheKeyThatIsTried() {
    ARule rule =
        ARule.of(Family.HMAC)
            .require("{header:X-Key}", new ValueRule.Is(ARule.template("{key:id}")))
            .with(AKey.shared("another-secret-of-24-bytes", SECRET));

    assertThat(assertProven(rule.judge(signed(BODY).header("X-Key", "k2"))).keyId())
        .isEqualTo("k2");
    assertThat(rule.judge(signed(BODY).header("X-Key", "k1"))).isInstanceOf(Outcome.Refused.class);
    assertRefused(
        rule.judge(ARequest.withBody(BODY).header("X-Key", "k2")), Reason.SIGNATURE_MISSING);
  }

  @Test
  void theSignatureMayStandWhereTheKeySays() {
    ARule rule =
        ARule.of(Family.HMAC)
            .in("{key:id}:{header:X-Signature}", "k2:{hex}")
            .with(AKey.shared("another-secret-of-24-bytes", SECRET));

    assertThat(assertProven(rule.judge(signed(BODY))).keyId()).isEqualTo("k2");
    assertThat(rule.with(AKey.shared(SECRET)).judge(signed(BODY)))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void moreThanEightFormsOfTheContentDoNotCompile() {
    String[] nine = new String[9];
    for (int i = 0; i < nine.length; i++) {
      nine[i] = i + "{body}";
    }

    assertThatThrownBy(() -> ARule.of(Family.HMAC).over(nine).check())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whyThereIsNoKeyIsTheReason() {
    KeyLookup missing = new KeyLookup.Missing(Reason.KEY_EXPIRED, "key old expired");

    assertRefused(
        ARule.of(Family.HMAC)
            .with(new KeyRule(KeyEncoding.UTF8, (reading, now) -> missing))
            .judge(signed(BODY)),
        Reason.KEY_EXPIRED);
  }

  @Test
  void aKeyThatIsBeingFetchedIsAwaited() {
    Promise<Void> fetch = Promise.promise();
    KeyLookup awaiting = new KeyLookup.Awaiting(fetch.future());

    Outcome outcome =
        ARule.of(Family.HMAC)
            .with(new KeyRule(KeyEncoding.UTF8, (reading, now) -> awaiting))
            .judge(signed(BODY));

    assertThat(outcome).isEqualTo(new Outcome.Awaiting(fetch.future()));
  }

  @Test
  void eachGroupOfAHeaderHasATimeOfItsOwn() throws TemplateFault {
    Language language =
        TemplateLanguage.builder(Map.of())
            .let(
                "s",
                new LetRule(
                    "{header:X-Signature}",
                    Optional.of(","),
                    Optional.of("="),
                    List.of(),
                    Optional.of(" "),
                    false))
            .build();
    ARule rule = ARule.of(Family.HMAC, language).over("{s.t}.{body}").in("{s.v1}", "{hex}");
    String old = "t=1600000000,v1=" + hex(hmac("HmacSHA256", "an old key", "1600000000." + BODY));
    String fresh = "t=1700000000,v1=" + signature("1700000000." + BODY);
    String swapped = "t=1800000000,v1=" + signature("1700000000." + BODY);

    assertProven(rule.judge(ARequest.withBody(BODY).header("X-Signature", old + " " + fresh)));
    assertProven(rule.judge(ARequest.withBody(BODY).header("X-Signature", fresh + " " + old)));
    assertRefused(
        rule.judge(ARequest.withBody(BODY).header("X-Signature", old + " " + swapped)),
        Reason.SIGNATURE_MISMATCH);
  }

  @Test
  void everyItemOfABatchMustVerify() throws TemplateFault {
    Language language =
        TemplateLanguage.builder(Map.of())
            .items(new ItemsRule.Pointers(List.of("/items/*")))
            .build();
    SignatureRule each =
        ARule.of(Family.HMAC, language).over("{item:/id}").in("{item:/s}", "{hex}").rule();
    var check = Mechanisms.of(new VerifyRule.PerItem(each));
    String one = "{\"id\":\"a\",\"s\":\"" + signature("a") + "\"}";
    String two = "{\"id\":\"b\",\"s\":\"" + signature("b") + "\"}";
    String forged = "{\"id\":\"c\",\"s\":\"" + signature("b") + "\"}";

    assertThat(assertProven(check.check(batch(language, one, two), NOW)).covers())
        .containsExactly("item:/id");
    assertRefused(check.check(batch(language, one, forged), NOW), Reason.SIGNATURE_MISMATCH);
    assertRefused(
        check.check(batch(language, one, "{\"id\":\"d\"}"), NOW), Reason.SIGNATURE_MISSING);
    assertRefused(check.check(batch(language), NOW), Reason.SIGNATURE_MISSING);
  }

  private static io.sallyport.verify.template.Reading batch(Language language, String... items) {
    return ARequest.withBody("{\"items\":[" + String.join(",", items) + "]}").in(language);
  }

  @Test
  void requirementsMustHold() {
    ValueRule is = new ValueRule.Is(ARule.template("{body|sha256|hex}"));
    ARequest request = ARequest.post("/hooks/x?h=" + sha256(BODY)).body(BODY);
    ARule rule = ARule.of(Family.HMAC).over("{url}").require("{query:h}", is);
    String url = ARequest.URL + "?h=" + sha256(BODY);

    var proof = assertProven(rule.judge(request.header("X-Signature", signature(url))));
    // A signed hash of the body pins the body.
    assertThat(proof.covers()).contains("body", "url");
    assertRefused(
        rule.judge(
            ARequest.post("/hooks/x?h=" + sha256(BODY))
                .body(BODY + " ")
                .header("X-Signature", signature(url))),
        Reason.REQUIREMENT_FAILED);
    assertRefused(
        rule.judge(
            ARequest.post("/hooks/x").body(BODY).header("X-Signature", signature(ARequest.URL))),
        Reason.SIGNED_PART_MISSING);
  }

  private static String sha256(String text) {
    try {
      return hex(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a, true",
    "b, true",
    "c, false",
    "A, false",
    "'', false",
  })
  void inIsMembershipOfTheList(String value, boolean holds) {
    ValueRule in = new ValueRule.In(List.of(ARule.template("a"), ARule.template("b")));
    assertRequirement("{header:X-V?}", in, value, holds);
  }

  @ParameterizedTest
  @CsvSource({
    "x, true",
    "'y x', true",
    "'y,x', true",
    "'[\"y\",\"x\"]', true",
    "'[\"xx\"]', false",
    "xx, false",
    "'[\"x\"', false",
    "'', false",
  })
  void hasIsMembershipOfTheValue(String value, boolean holds) {
    assertRequirement("{header:X-V?}", new ValueRule.Has(ARule.template("x")), value, holds);
  }

  @ParameterizedTest
  @CsvSource({"abc, true", "abcd, false", "xabc, false", "'', false"})
  void likeMatchesTheWholeValue(String value, boolean holds) {
    assertRequirement("{header:X-V?}", new ValueRule.Like(Pattern.compile("a[b]c")), value, holds);
  }

  @ParameterizedTest
  @CsvSource({
    "1777636800, true",
    "1777637100, true",
    "1777637101, false",
    "1777636500, true",
    "1777636499, false",
    "2026-05-01T12:05:00Z, true",
    "2026-05-01T14:05:00+02:00, true",
    "2026-05-01T12:05:00.000000001Z, false",
    "+1777636800, false",
    "1777636800000, false",
    "1777636800.0, false",
    "'', false",
    "2026-05-01 12:00:00Z, false",
    "2026-05-01T12:00Z, false",
  })
  void withinIsInclusiveBothWays(String value, boolean holds) {
    assertRequirement("{header:X-V?}", new ValueRule.Within(Duration.ofMinutes(5)), value, holds);
  }

  private static void assertRequirement(
      String template, ValueRule rule, String value, boolean holds) {
    Outcome outcome =
        ARule.of(Family.HMAC)
            .require(template, rule)
            .judge(signed(BODY).header("X-V", value == null ? "" : value));
    if (holds) {
      assertProven(outcome);
    } else {
      assertRefused(outcome, Reason.REQUIREMENT_FAILED);
    }
  }

  @Test
  void absentMeansNotThereAtAll() {
    ARule rule = ARule.of(Family.HMAC).require("{header:X-V}", new ValueRule.Absent());

    assertProven(rule.judge(signed(BODY)));
    assertRefused(rule.judge(signed(BODY).header("X-V", "")), Reason.REQUIREMENT_FAILED);
  }

  @Test
  void aRuleThatNamesNoAlgorithmOfItsFamilyDoesNotCompile() {
    assertThatThrownBy(() -> ARule.of(Family.HMAC).by("sha3").check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sha3");
    assertThatThrownBy(() -> ARule.of(Family.ECDSA).by("sha256").check())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRefusalNeverRepeatsWhatWasSent() {
    Outcome outcome =
        ARule.of(Family.HMAC)
            .judge(ARequest.withBody("marker-in-body").header("X-Signature", "marker-in-header"));

    assertThat(outcome.toString()).doesNotContain("marker").doesNotContain(SECRET);
  }
}
