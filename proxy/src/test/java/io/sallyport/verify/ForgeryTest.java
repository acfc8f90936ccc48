package io.sallyport.verify;

import static io.sallyport.verify.mechanism.ARule.NOW;
import static io.sallyport.verify.mechanism.ARule.PLAIN;
import static io.sallyport.verify.mechanism.ARule.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.PublicKeys;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.AKey;
import io.sallyport.verify.mechanism.ARule;
import io.sallyport.verify.mechanism.Algorithms;
import io.sallyport.verify.mechanism.BasicRule;
import io.sallyport.verify.mechanism.HttpSignatureRule;
import io.sallyport.verify.mechanism.JwsRule;
import io.sallyport.verify.mechanism.Mechanisms;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.mechanism.TokenRule;
import io.sallyport.verify.mechanism.VerifyRule;
import io.sallyport.verify.template.ARequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Row 1 of the threat list: whoever has no key gets nowhere, however often he tries. */
class ForgeryTest {
  private static final String SECRET = "a secret that nobody else has 01";

  /** A scheme, and a request that is well formed in it around random bytes. */
  private record Scheme(String name, Check check, int share, Function<Random, ARequest> forged) {}

  private static VerificationKey publicKey(String spki) {
    try {
      return new VerificationKey.Public("k", PublicKeys.spki(Base64.getDecoder().decode(spki)));
    } catch (KeyFault e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Scheme signature(String name, ARule rule, int length, int share) {
    return new Scheme(
        name,
        rule.check(),
        share,
        random ->
            ARequest.withBody("{}")
                .header("X-Signature", HexFormat.of().formatHex(bytes(random, length))));
  }

  private static Scheme of(
      String name, VerifyRule rule, int share, Function<Random, ARequest> forged) {
    return new Scheme(name, Mechanisms.of(rule), share, forged);
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static List<Scheme> schemes() {
    // The public keys of RFC 9421 §B.1.
    VerificationKey p256 =
        publicKey(
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf"
                + "w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==");
    VerificationKey ed25519 =
        publicKey("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=");
    List<Scheme> schemes = new ArrayList<>();
    schemes.add(signature("hmac", ARule.of(Family.HMAC).with(AKey.shared(SECRET)), 32, 70));
    schemes.add(
        signature(
            "hash",
            ARule.of(Family.HASH).by("sha1").over("{key}{body}").with(AKey.shared(SECRET)),
            20,
            10));
    schemes.add(
        signature(
            "ecdsa", ARule.of(Family.ECDSA).by("p256-sha256-raw").with(AKey.of(p256)), 64, 1));
    schemes.add(
        signature("ed25519", ARule.of(Family.ED25519).by("ed25519").with(AKey.of(ed25519)), 64, 1));
    schemes.add(
        of(
            "token",
            new TokenRule(template("{header:X-Token}"), AKey.shared(SECRET), List.of()),
            10,
            random -> ARequest.withHeader("X-Token", base64url(bytes(random, 24)))));
    schemes.add(
        of(
            "basic",
            new BasicRule(AKey.shared("user:" + SECRET), List.of()),
            4,
            random ->
                ARequest.withHeader(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(
                                ("user:" + base64url(bytes(random, 24)))
                                    .getBytes(StandardCharsets.UTF_8)))));
    schemes.add(
        of(
            "jws",
            new JwsRule(
                template("{header:X-Token}"),
                List.copyOf(Algorithms.jose().keySet()),
                List.of(),
                Optional.empty(),
                JwsRule.Expiry.IGNORED,
                AKey.shared(SECRET),
                List.of(),
                List.of()),
            2,
            random ->
                ARequest.withHeader(
                    "X-Token", "eyJhbGciOiJIUzI1NiJ9.e30." + base64url(bytes(random, 32)))));
    schemes.add(
        of(
            "http-signature",
            new HttpSignatureRule(
                List.of("@method"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                AKey.shared(SECRET),
                List.of()),
            2,
            random ->
                ARequest.withHeader("Signature-Input", "s=(\"@method\");created=1")
                    .header(
                        "Signature",
                        "s=:" + Base64.getEncoder().encodeToString(bytes(random, 32)) + ":")));
    return schemes;
  }

  private static void assertNoneOf(int forgeries) {
    Random random = new Random(1);
    int tried = 0;
    for (Scheme scheme : schemes()) {
      for (int i = 0; i < forgeries / 100 * scheme.share(); i++) {
        Outcome outcome = scheme.check().check(scheme.forged().apply(random).in(PLAIN), NOW);
        tried++;
        assertThat(outcome).as(scheme.name()).isInstanceOf(Outcome.Refused.class);
      }
    }
    assertThat(tried).isEqualTo(forgeries);
  }

  @Test
  void row1ThousandsOfForgeriesProveNothing() {
    assertNoneOf(10_000);
  }

  @Test
  @Tag("long")
  void row1AMillionForgeriesProveNothing() {
    assertNoneOf(1_000_000);
  }
}
