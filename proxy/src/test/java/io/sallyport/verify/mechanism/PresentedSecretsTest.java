package io.sallyport.verify.mechanism;

import static io.sallyport.verify.Outcomes.assertProven;
import static io.sallyport.verify.Outcomes.assertRefused;
import static io.sallyport.verify.mechanism.ARule.NOW;
import static io.sallyport.verify.mechanism.ARule.PLAIN;
import static io.sallyport.verify.mechanism.ARule.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.template.ARequest;
import io.sallyport.webhook.ClientCertificate;
import io.sallyport.webhook.InboundWebhook;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mechanisms that sign nothing: {@code token}, {@code basic}, {@code client-cert}. */
class PresentedSecretsTest {
  private static final TokenRule TOKEN =
      new TokenRule(template("{header:X-Token}"), AKey.shared("token-one", "token-two"), List.of());
  private static final BasicRule BASIC =
      new BasicRule(AKey.shared("user:pass:word", "other:secret"), List.of());

  private static Outcome judge(MechanismRule rule, ARequest request) {
    return Mechanisms.of(rule).check(request.in(PLAIN), NOW);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTokenProvesTheSenderAndCoversNothing() {
    var proof = assertProven(judge(TOKEN, ARequest.withHeader("X-Token", "token-two")));

    assertThat(proof.keyId()).isEqualTo("k2");
    assertThat(proof.covers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"token-on", "token-onee", "Token-one", "token-one ", "t", "\u0000"})
  void row1AnotherTokenIsRefused(String token) {
    assertRefused(judge(TOKEN, ARequest.withHeader("X-Token", token)), Reason.SIGNATURE_MISMATCH);
  }

  @Test
  void row3AMissingOrEmptyTokenIsRefused() {
    assertRefused(judge(TOKEN, ARequest.post("/")), Reason.SIGNATURE_MISSING);
    assertRefused(judge(TOKEN, ARequest.withHeader("X-Token", "")), Reason.SIGNATURE_MISSING);
    assertRefused(
        judge(
            new TokenRule(template("{header:X-Token?}"), AKey.shared("token-one"), List.of()),
            ARequest.post("/")),
        Reason.SIGNATURE_MISSING);
  }

  @Test
  void row7ATokenThatStandsTwiceIsRefused() {
    assertRefused(
        judge(TOKEN, ARequest.withHeader("X-Token", "token-one").header("X-Token", "token-one")),
        Reason.SIGNED_PART_REPEATED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic ", "basic ", "BASIC "})
  void basicCredentialsAreComparedWhole(String scheme) {
    ARequest request = ARequest.withHeader("Authorization", scheme + base64("user:pass:word"));

    assertThat(assertProven(judge(BASIC, request)).keyId()).isEqualTo("k1");
  }

  @ParameterizedTest
  @CsvSource({
    "user:pass, SIGNATURE_MISMATCH",
    "user:pass:word:, SIGNATURE_MISMATCH",
    "User:pass:word, SIGNATURE_MISMATCH",
    ":, SIGNATURE_MISMATCH",
    "userpassword, SIGNATURE_MALFORMED",
  })
  void otherCredentialsAreRefused(String credentials, Reason reason) {
    assertRefused(
        judge(BASIC, ARequest.withHeader("Authorization", "Basic " + base64(credentials))), reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"dXNlcjpwYXNzOndvcmQ ", " dXNlcjpwYXNzOndvcmQ=", "dXNlcjpw\nYXNz", "", "%%%"})
  void row5CredentialsInAnotherSpellingAreMalformed(String code) {
    assertRefused(
        judge(BASIC, ARequest.withHeader("Authorization", "Basic " + code)),
        Reason.SIGNATURE_MALFORMED);
  }

  @Test
  void anotherSchemeOrNoneIsMissing() {
    assertRefused(judge(BASIC, ARequest.post("/")), Reason.SIGNATURE_MISSING);
    assertRefused(
        judge(BASIC, ARequest.withHeader("Authorization", "Bearer x")), Reason.SIGNATURE_MISSING);
    assertRefused(
        judge(
            BASIC,
            ARequest.withHeader("Authorization", "Basic " + base64("other:secret"))
                .header("Authorization", "Basic " + base64("other:secret"))),
        Reason.SIGNED_PART_REPEATED);
  }

  private static Outcome certified(ClientCertRule rule, Optional<ClientCertificate> certificate) {
    InboundWebhook plain = ARequest.withBody("{}").inbound();
    InboundWebhook inbound =
        new InboundWebhook(
            plain.integration(),
            plain.requestId(),
            plain.method(),
            plain.target(),
            plain.headers(),
            plain.body(),
            plain.source(),
            plain.receivedAt(),
            plain.pathValues(),
            certificate);
    return Mechanisms.of(rule).check(PLAIN.read(inbound, ARequest.URL), NOW);
  }

  private static ClientCertificate certificate(String issuer, String... names) {
    return new ClientCertificate(issuer, "CN=client", List.of(names));
  }

  @ParameterizedTest
  @CsvSource({
    "client.example.com, true",
    "CLIENT.example.com, true",
    "a.hooks.example.com, true",
    "a.b.hooks.example.com, false",
    "hooks.example.com, false",
    "*.hooks.example.com, false",
    "evil-client.example.com, false",
    "client.example.com.evil.org, false",
  })
  void aCertificateIsPinnedByItsNames(String name, boolean holds) {
    ClientCertRule rule =
        new ClientCertRule(
            List.of(), List.of("client.example.com", "*.hooks.example.com"), List.of());

    Outcome outcome = certified(rule, Optional.of(certificate("CN=Any", "x.org", name)));

    assertThat(outcome instanceof Outcome.Proven).isEqualTo(holds);
  }

  @Test
  void aCertificateIsPinnedByItsIssuerHoweverThatIsSpaced() {
    ClientCertRule rule =
        new ClientCertRule(List.of("CN=Root CA, O=Example"), List.of(), List.of());

    assertThat(
            assertProven(certified(rule, Optional.of(certificate("CN=Root CA,O=Example")))).keyId())
        .isEqualTo("CN=client");
    assertRefused(
        certified(rule, Optional.of(certificate("CN=Root CA,O=Evil"))),
        Reason.CERTIFICATE_REJECTED);
    assertRefused(
        certified(rule, Optional.of(certificate("O=Example,CN=Root CA"))),
        Reason.CERTIFICATE_REJECTED);
  }

  @Test
  void withoutACertificateNothingIsProven() {
    assertRefused(
        certified(new ClientCertRule(List.of(), List.of(), List.of()), Optional.empty()),
        Reason.SIGNATURE_MISSING);
  }
}
