package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.ARequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy requires of values beside the signature. */
class SignatureRequirementsTest extends SignatureCase {
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
}
