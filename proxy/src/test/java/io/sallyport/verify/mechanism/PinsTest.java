package io.sallyport.verify.mechanism;

import static io.sallyport.verify.mechanism.ARule.template;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.sallyport.verify.mechanism.JwsRule.ClaimRule;
import io.sallyport.verify.mechanism.JwsRule.Expiry;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.Bounds;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Template;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a policy's signature covers is computed from its rules. */
class PinsTest {

  private static List<String> pins(VerifyRule rule) {
    return Mechanisms.pins(rule, Bounds.none()).words();
  }

  @Test
  void aSignaturePinsItsContent() {
    assertThat(pins(ARule.of(Family.HMAC).over("{header:T}\n{body}").rule()))
        .containsExactly("body", "header:t");
  }

  @Test
  void whatMustBeOfAFormIsToldFromItsNeighbour() {
    ValueRule digits = new ValueRule.Like(Pattern.compile("[0-9]{1,12}"));
    ARule timed = ARule.of(Family.HMAC).over("{header:T}.{body}");

    assertThat(pins(timed.rule())).isEmpty();
    assertThat(pins(timed.require("{header:T}", digits).rule()))
        .containsExactly("body", "header:t");
  }

  @Test
  void whatMustBeOneTextOfThePolicyCannotChange() {
    ValueRule one = new ValueRule.Is(template("v1"));

    assertThat(pins(ARule.of(Family.HMAC).over("{body}").require("{header:V}", one).rule()))
        .containsExactly("body", "header:v");
  }

  @Test
  void whatMustBeTheAddressThatWasCalledChangesWithIt() {
    ValueRule called = new ValueRule.Is(template("{endpoint}"));

    assertThat(pins(ARule.of(Family.HMAC).over("{body}").require("{header:V}", called).rule()))
        .containsExactly("body");
  }

  @Test
  void looselyTakesInWhatRunsTogether() {
    assertThat(Mechanisms.takesIn(ARule.of(Family.HMAC).over("{url}{body}").rule()).words())
        .containsExactly("body", "url");
  }

  @Test
  void ofSeveralFormsOnlyWhatAllPinIsCertain() {
    assertThat(pins(ARule.of(Family.HMAC).over("{header:T}\n{body}", "{body}").rule()))
        .containsExactly("body");
    assertThat(pins(ARule.of(Family.HMAC).over("{body|crc32}", "{body}").rule())).isEmpty();
  }

  @Test
  void anyPinsWhatAllItsAlternativesDoAndAllWhatOneDoes() {
    SignatureRule body = ARule.of(Family.HMAC).over("{body}").rule();
    SignatureRule more = ARule.of(Family.HMAC).over("{method} {body}").rule();
    TokenRule token = new TokenRule(template("{header:X}"), AKey.shared("s"), List.of());

    assertThat(pins(new VerifyRule.Any(List.of(body, more)))).containsExactly("body");
    assertThat(pins(new VerifyRule.Any(List.of(body, token)))).isEmpty();
    assertThat(pins(new VerifyRule.All(List.of(more, token)))).containsExactly("body", "method");
  }

  @Test
  void aSignedHashPinsWhatWasHashed() {
    ValueRule bodyHash = new ValueRule.Is(template("{body|sha256|hex}"));

    assertThat(pins(ARule.of(Family.HMAC).over("{url}").require("{query:h}", bodyHash).rule()))
        .contains("body", "url");
    // A hash that nobody signed pins nothing.
    assertThat(pins(ARule.of(Family.HMAC).over("{header:T}").require("{query:h}", bodyHash).rule()))
        .containsExactly("header:t");
  }

  @Test
  void aTokenPinsItsClaimsAndWhatTheyHash() {
    ClaimRule claim =
        new ClaimRule("request_body_sha256", new ValueRule.Is(template("{body|sha256|hex}")));

    assertThat(pins(jws(template("{header:J}"), Optional.empty())))
        .contains("claim", "jose")
        .doesNotContain("body");
    assertThat(pins(jws(template("{header:J}"), Optional.empty(), claim))).contains("body");
    assertThat(pins(jws(template("{body}"), Optional.empty()))).contains("body", "claim");
    assertThat(pins(jws(template("{header:J}"), Optional.of(template("{body}"))))).contains("body");
  }

  private static JwsRule jws(Template token, Optional<Template> payload, ClaimRule... claims) {
    return new JwsRule(
        token,
        List.of("ES256"),
        List.of(),
        payload,
        Expiry.IGNORED,
        AKey.shared("s"),
        List.of(claims),
        List.of());
  }

  @Test
  void aMessageSignaturePinsWhatThePolicyDemands() {
    assertThat(
            pins(
                new HttpSignatureRule(
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    AKey.shared("s"),
                    List.of())))
        .contains("body", "header:content-digest", "method", "target", "url");
    assertThat(
            pins(
                new HttpSignatureRule(
                    List.of("@method", "x-id", "\"@query-param\";name=\"a\""),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    AKey.shared("s"),
                    List.of())))
        .contains("header:x-id", "method", "query:a")
        .doesNotContain("body");
  }

  /** RFC 9421 §2.3: they are in every signature base, so freshness may be read from them. */
  @Test
  void aMessageSignaturePinsItsOwnParameters() {
    HttpSignatureRule rule =
        new HttpSignatureRule(
            List.of("@method", "content-digest"),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            AKey.shared("s"),
            List.of());

    Coverage pins = Mechanisms.pins(rule, Bounds.none());

    assertThat(pins.uncovered(Coverage.ofWords(List.of("jose:created", "jose:nonce", "body"))))
        .isEmpty();
    assertThat(pins.uncovered(Coverage.ofWords(List.of("query:a", "header:x"))))
        .containsExactly("header:x", "query:a");
  }
}
