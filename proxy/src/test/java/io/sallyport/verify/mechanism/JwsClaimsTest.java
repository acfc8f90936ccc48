package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static io.sallyport.verify.mechanism.ARule.NOW;
import static io.sallyport.verify.mechanism.ARule.PLAIN;
import static io.sallyport.verify.mechanism.ARule.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.mechanism.JwsRule.ClaimRule;
import io.sallyport.verify.mechanism.JwsRule.Expiry;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Unreadable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proven token says, and what a policy wants it to say. */
class JwsClaimsTest extends JwsCase {
  @Test
  void theTypeMustBeOneOfThePolicys() {
    JwsRule rule =
        new JwsRule(
            template("{header:X-Token}"),
            List.of("HS256"),
            List.of("secevent+jwt"),
            Optional.empty(),
            Expiry.IGNORED,
            AKey.shared(SECRET),
            List.of(),
            List.of());

    for (String typ : List.of("secevent+jwt", "SecEvent+JWT", "application/secevent+jwt")) {
      assertProven(judge(rule, signed("{\"alg\":\"HS256\",\"typ\":\"" + typ + "\"}", "{}")));
    }
    assertRefused(
        judge(rule, signed("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{}")), Reason.CLAIM_REJECTED);
    assertRefused(judge(rule, signed("{\"alg\":\"HS256\"}", "{}")), Reason.CLAIM_REJECTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60 | true",
        "1 | true",
        "-59 | true",
        "-60 | false",
        "-61 | false",
        "-86400 | false"
      })
  void aRequiredExpiryMustLieAheadOrWithinTheLeeway(long ahead, boolean holds) {
    JwsRule rule = rule(AKey.shared(SECRET), Expiry.REQUIRED, Optional.empty());

    Outcome outcome =
        judge(rule, signed("{\"alg\":\"HS256\"}", "{\"exp\":" + (NOW_SECONDS + ahead) + "}"));

    assertThat(outcome instanceof Outcome.Proven).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"exp\":\"1900000000\"}",
        "{\"exp\":null}",
        "{\"exp\":-1}",
        "{\"exp\":1e999999999}",
        "{\"exp\":1e-10000000}",
        "{\"exp\":true}",
        "not json",
        "[]",
        "{\"exp\":1900000000",
        "{\"exp\":1900000000,\"exp\":1900000000}"
      })
  void anExpiryThatIsNoNumberIsRejected(String payload) {
    assertRefused(
        judge(
            rule(AKey.shared(SECRET), Expiry.REQUIRED, Optional.empty()),
            signed("{\"alg\":\"HS256\"}", payload)),
        Reason.CLAIM_REJECTED);
  }

  @Test
  void aForbiddenExpiryMustNotBeThere() {
    JwsRule rule = rule(AKey.shared(SECRET), Expiry.FORBIDDEN, Optional.empty());

    assertProven(judge(rule, signed("{\"alg\":\"HS256\"}", "{}")));
    for (String payload : List.of("{\"exp\":1900000000}", "{\"exp\":null}", "{\"exp\":1}")) {
      assertRefused(judge(rule, signed("{\"alg\":\"HS256\"}", payload)), Reason.CLAIM_REJECTED);
    }
  }

  @Test
  void aTokenThatIsNotYetValidIsRejectedWhateverBecomesOfItsExpiry() {
    assertProven(
        judge(shared(), signed("{\"alg\":\"HS256\"}", "{\"nbf\":" + (NOW_SECONDS + 60) + "}")));
    assertRefused(
        judge(shared(), signed("{\"alg\":\"HS256\"}", "{\"nbf\":" + (NOW_SECONDS + 61) + "}")),
        Reason.CLAIM_REJECTED);
    assertRefused(
        judge(shared(), signed("{\"alg\":\"HS256\"}", "{\"nbf\":\"now\"}")), Reason.CLAIM_REJECTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "is | x | {`c`:`x`} | true",
        "is | x | {`c`:`y`} | false",
        "is | 7 | {`c`:7} | true",
        "is | true | {`c`:true} | true",
        "is | x | {`c`:[`x`]} | false",
        "is | x | {} | false",
        "is | x | {`c`:null} | false",
        "in | x | {`c`:`x`} | true",
        "in | x | {`c`:[`y`,`x`]} | true",
        "in | x | {`c`:[`y`]} | false",
        "in | x | {`c`:{`x`:1}} | false",
        "has | x | {`c`:[`y`,`x`]} | true",
        "has | x | {`c`:`x`} | true",
        "has | x | {`c`:`y x`} | true",
        "has | x | {`c`:{`x`:{}}} | true",
        "has | x | {`c`:[[`x`]]} | false",
        "has | x | {`c`:`xx`} | false",
        "absent | x | {} | true",
        "absent | x | {`c`:null} | true",
        "absent | x | {`c`:``} | false",
      })
  void claimsAreJudgedByTheirRules(String word, String value, String payload, boolean holds) {
    ValueRule rule =
        switch (word) {
          case "is" -> new ValueRule.Is(template(value));
          case "in" -> new ValueRule.In(List.of(template("other"), template(value)));
          case "has" -> new ValueRule.Has(template(value));
          default -> new ValueRule.Absent();
        };

    Outcome outcome =
        judge(
            shared(new ClaimRule("c", rule)),
            signed("{\"alg\":\"HS256\"}", payload.replace('`', '"')));

    if (holds) {
      assertProven(outcome);
    } else {
      assertRefused(outcome, Reason.CLAIM_REJECTED);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, true", "300, true", "-300, true", "301, false", "-301, false"})
  void aTimeClaimIsNearInclusively(long offset, boolean holds) {
    ClaimRule iat = new ClaimRule("iat", new ValueRule.Within(Duration.ofMinutes(5)));
    for (String time :
        List.of(String.valueOf(NOW_SECONDS + offset), "\"" + (NOW_SECONDS + offset) + "\"")) {
      Outcome outcome = judge(shared(iat), signed("{\"alg\":\"HS256\"}", "{\"iat\":" + time + "}"));
      assertThat(outcome instanceof Outcome.Proven).as(time).isEqualTo(holds);
    }
  }

  @Test
  void aClaimIsFoundByAPointerToo() {
    ClaimRule nested = new ClaimRule("/a/b", new ValueRule.Is(template("x")));

    assertProven(judge(shared(nested), signed("{\"alg\":\"HS256\"}", "{\"a\":{\"b\":\"x\"}}")));
    assertRefused(
        judge(shared(nested), signed("{\"alg\":\"HS256\"}", "{\"a\":{}}")), Reason.CLAIM_REJECTED);
  }

  @Test
  void aHashClaimBindsTheBody() {
    String body = "{\"webhook\":1}";
    String hash = "5f7b2fe6a2d1c2a5e4e7";
    ClaimRule claim =
        new ClaimRule("request_body_sha256", new ValueRule.Is(template("{body|sha256|hex}")));
    String right =
        signed("{\"alg\":\"HS256\"}", "{\"request_body_sha256\":\"" + sha256(body) + "\"}");

    var proof =
        assertProven(judge(shared(claim), ARequest.withBody(body).header("X-Token", right)));
    assertThat(proof.covers()).contains("body", "claim", "jose");
    assertRefused(
        judge(shared(claim), ARequest.withBody(body + " ").header("X-Token", right)),
        Reason.CLAIM_REJECTED);
    assertRefused(
        judge(
            shared(claim),
            ARequest.withBody(body)
                .header(
                    "X-Token",
                    signed("{\"alg\":\"HS256\"}", "{\"request_body_sha256\":\"" + hash + "\"}"))),
        Reason.CLAIM_REJECTED);
  }

  private static String sha256(String text) {
    return io.sallyport.webhook.RawBody.ofText(text).sha256Hex();
  }

  @Test
  void claimsCanBeReadOnceTheTokenIsProven() {
    Reading reading =
        ARequest.withHeader(
                "X-Token", signed("{\"alg\":\"HS256\",\"kid\":\"k\"}", "{\"sub\":\"me\"}"))
            .in(PLAIN);

    assertProven(Mechanisms.of(shared()).check(reading, NOW));

    assertThat(template("{claim:sub}").text(reading)).isEqualTo("me");
    assertThat(template("{jose:kid}").text(reading)).isEqualTo("k");
  }

  @Test
  void claimsOfARefusedTokenCannotBeRead() {
    String forged =
        base64url("{\"alg\":\"HS256\"}")
            + "."
            + base64url("{\"sub\":\"me\"}")
            + "."
            + "A".repeat(43);
    Reading reading = ARequest.withHeader("X-Token", forged).in(PLAIN);

    assertRefused(Mechanisms.of(shared()).check(reading, NOW), Reason.SIGNATURE_MISMATCH);

    assertThatThrownBy(() -> template("{claim:sub}").text(reading)).isInstanceOf(Unreadable.class);
  }
}
