package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static io.sallyport.verify.mechanism.ARule.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.mechanism.SignatureRule.AlgorithmChoice;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.mechanism.SignatureRule.SignedContent;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.Language.ItemsRule;
import io.sallyport.verify.template.Language.LetRule;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several keys, signatures, contents, algorithms and items: which of them count. */
class SignatureAlternativesTest extends SignatureCase {
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
}
