package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.Hmac;
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
import java.util.Base64;
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

  /** One token for an hour of events, which names the service that they come from. */
  @Test
  void isNothingOfABearerTokenThatNamesOnlyAPartOfTheBody() throws Exception {
    assertThat(digest(ofToken("service", "{json:/service}"))).isEmpty();
  }

  @Test
  void isThatOfATokenThatHoldsTheDigestOfTheBody() throws Exception {
    assertThat(digest(ofToken("digest", "{body|sha256|hex}"))).isPresent();
  }

  private static Proof ofToken(String claim, String is) throws Exception {
    String body = "{\"service\":\"s\"}";
    String claims = "{\"service\":\"s\",\"digest\":\"" + sha256(body) + "\"}";
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    String input =
        url.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + url.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    String secret = SECRET + " and more";
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String token =
        input + "." + url.encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    JwsRule rule =
        new JwsRule(
            ARule.PLAIN.template("{auth:Bearer}"),
            List.of("HS256"),
            List.of(),
            Optional.empty(),
            JwsRule.Expiry.IGNORED,
            AKey.shared(secret),
            List.of(
                new JwsRule.ClaimRule(
                    claim, new SignatureRule.ValueRule.Is(ARule.PLAIN.template(is)))),
            List.of());
    return assertProven(
        Mechanisms.of(rule)
            .check(
                ARequest.withBody(body).header("Authorization", "Bearer " + token).in(ARule.PLAIN),
                Instant.EPOCH));
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
    return Hmac.sha256(SECRET, content);
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
