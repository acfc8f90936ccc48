package io.sallyport.verify.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.mechanism.JwsRule.Expiry;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** A value that stands in one of several claims (App Store notifications) is a requirement. */
class JwsRequirementTest {
  private static final String SECRET = "a secret of thirty-two bytes, no less";
  private final Language language = TemplateLanguage.builder(Map.of()).build();

  @Test
  void holdsWhereOneOfTheClaimsHasTheValue() throws Exception {
    Outcome outcome = check("{\"summary\":{\"bundleId\":\"com.example.app\"}}", SECRET);

    assertThat(outcome).isInstanceOf(Outcome.Proven.class);
  }

  @Test
  void refusesAnotherValue() throws Exception {
    Outcome outcome = check("{\"data\":{\"bundleId\":\"com.example.other\"}}", SECRET);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.REQUIREMENT_FAILED));
  }

  @Test
  void aRequirementThatHoldsProvesNothingByItself() throws Exception {
    Outcome outcome = check("{\"data\":{\"bundleId\":\"com.example.app\"}}", SECRET + "!");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.SIGNATURE_MISMATCH));
  }

  private Outcome check(String claims, String secret) throws Exception {
    ValueRule isOurs = new ValueRule.In(List.of(language.template("com.example.app")));
    JwsRule rule =
        new JwsRule(
            language.template("{body}"),
            List.of("HS256"),
            List.of(),
            Optional.empty(),
            Expiry.IGNORED,
            AKey.shared(SECRET),
            List.of(),
            List.of(new Requirement(bundle(), isOurs)));
    return Mechanisms.of(rule)
        .check(ARequest.withBody(token(claims, secret)).in(language), Instant.EPOCH);
  }

  private Template bundle() throws TemplateFault {
    return language.template("{claim:/data/bundleId?}{claim:/summary/bundleId?}");
  }

  private static String token(String claims, String secret) throws GeneralSecurityException {
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    String input =
        url.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + url.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return input + "." + url.encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
  }
}
