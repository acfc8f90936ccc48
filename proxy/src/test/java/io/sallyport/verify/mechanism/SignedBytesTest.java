package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verify.AllOf;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.template.ARequest;
import io.sallyport.webhook.Proof;
import io.sallyport.webhook.SignedBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** A proof carries the digest of what was signed, where that tells one delivery from another. */
class SignedBytesTest {
  private static final String SECRET = "It's a Secret to Everybody";
  private static final String BODY = "{\"a\":1}";

  @Test
  void isTheDigestOfTheFormThatWasSigned() {
    ARule rule = ARule.of(Family.HMAC).over("{method}\n{body}", "{header:T}.{body}");

    assertThat(digest(assertProven(rule.judge(signed("7." + BODY).header("T", "7")))))
        .contains(sha256("7." + BODY));
    assertThat(digest(assertProven(rule.judge(signed("POST\n" + BODY)))))
        .contains(sha256("POST\n" + BODY));
    assertThat(digest(assertProven(ARule.of(Family.HMAC).judge(signed(BODY)))))
        .contains(sha256(BODY));
  }

  /** A signature over the address alone is the same for all that come there. */
  @Test
  void isNothingWhereNoneOfTheBodyIsSigned() {
    ARule rule = ARule.of(Family.HMAC).over("{header:T}");

    assertThat(digest(assertProven(rule.judge(signed("7").header("T", "7"))))).isEmpty();
  }

  @Test
  void isWhatIsSignedInsteadWhereThereIsNoBody() {
    ARule rule = ARule.of(Family.HMAC).over("{header:T}");
    ARequest request = ARequest.withBody("").header("T", "7").header("X-Signature", mac("7"));

    assertThat(digest(assertProven(rule.judge(request)))).contains(sha256("7"));
  }

  @Test
  void isAskedForBeforeTheNextOfSeveralChecksMovesOn() {
    List<String> asked = new ArrayList<>();
    Proof first =
        new Proof("hmac", "k", List.of())
            .over(
                SignedBytes.of(
                    () -> {
                      asked.add("digest");
                      return new byte[32];
                    }));

    Outcome outcome =
        new AllOf(
                List.of(
                    (reading, now) -> new Outcome.Proven(first),
                    (reading, now) -> {
                      asked.add("next");
                      return new Outcome.Proven(new Proof("basic", "k", List.of()));
                    }))
            .check(ARequest.withBody(BODY).in(ARule.PLAIN), Instant.EPOCH);

    assertThat(digest(assertProven(outcome))).contains("00".repeat(32));
    assertThat(asked).containsExactly("digest", "next");
  }

  private static Optional<String> digest(Proof proof) {
    return proof.signed().sha256().map(HexFormat.of()::formatHex);
  }

  private static ARequest signed(String content) {
    return ARequest.withBody(BODY).header("X-Signature", mac(content));
  }

  private static String mac(String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
