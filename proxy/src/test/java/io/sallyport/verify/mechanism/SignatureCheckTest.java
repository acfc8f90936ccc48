package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
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
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.ARequest;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signature over the bytes that came: what proves, and what any change does. */
class SignatureCheckTest extends SignatureCase {
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
