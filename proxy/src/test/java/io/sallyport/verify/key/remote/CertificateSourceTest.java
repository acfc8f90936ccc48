package io.sallyport.verify.key.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.sallyport.egress.Reach;
import io.sallyport.fixture.TestAuthority;
import io.sallyport.fixture.TestAuthority.Issued;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Reading;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code certificate:} as AWS SNS and PayPal use it. */
class CertificateSourceTest {
  private static final String URL = "https://sns.us-east-1.amazonaws.com/SimpleNotification.pem";
  private static final String NAME = "sns.us-east-1.amazonaws.com";
  private static final Instant FROM = Instant.parse("2026-04-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2026-06-01T00:00:00Z");

  private final TestAuthority root = TestAuthority.root("Test Root");
  @TempDir Path data;
  private Vertx vertx;
  private RemoteKeysFixture fixture;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    fixture = new RemoteKeysFixture(vertx, data);
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private KeySource source(CertificateTrust trust) {
    return fixture.keys.source(
        new RemoteKeyRule.Certificate(
            fixture.address(
                "{json:/SigningCertURL}",
                "^sns\\.[a-z0-9-]{3,}\\.amazonaws\\.com(\\.cn)?$",
                "\\.pem$"),
            trust));
  }

  private KeySource source() {
    return source(CertificateTrust.ofHost());
  }

  private Reading message(String url) {
    return ARequest.withBody("{\"SigningCertURL\":\"" + url + "\"}").in(fixture.language);
  }

  private String found(KeySource source) {
    KeyLookup lookup = fixture.look(source, message(URL));
    return lookup instanceof KeyLookup.Found ? "found" : RemoteKeysFixture.words(lookup);
  }

  private Issued leaf() {
    return root.leaf(NAME).withName(NAME).valid(FROM, UNTIL).issue();
  }

  @Test
  void givesTheKeyOfTheCertificateAndFetchesItOnce() {
    Issued leaf = leaf();
    fixture.fetch.at(URL, leaf.pem());
    KeySource source = source();

    KeyLookup.Found found = (KeyLookup.Found) fixture.look(source, message(URL));
    fixture.look(source, message(URL));

    VerificationKey.Public key = (VerificationKey.Public) found.keys().get(0);
    assertThat(key.id()).matches("[0-9a-f]{16}");
    assertThat(key.key()).isNotNull();
    assertThat(fixture.fetch.count(URL)).isEqualTo(1);
    assertThat(fixture.fetch.requests.get(0).reach()).isEqualTo(Reach.PUBLIC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://sns.us-east-1.amazonaws.com/x.pem",
        "https://sns.us-east-1.amazonaws.com.evil.example/x.pem",
        "https://evil.example/sns.us-east-1.amazonaws.com/x.pem",
        "https://sns.us-east-1.amazonaws.com@evil.example/x.pem",
        "https://sns.us-east-1.amazonaws.com:8443/x.pem",
        "https://sns.us-east-1.amazonaws.com./x.pem",
        "https://sns.us-east-1.amazonaws.com/x.pem?cachebust=1",
        "https://sns.us-east-1.amazonaws.com/x.txt",
        "https://sns.us-east-1.amazonaws.com/a/../x.pem",
        "https://127.0.0.1/x.pem",
        "https://2130706433/x.pem",
        "https://[::ffff:127.0.0.1]/x.pem",
        "https://localhost/x.pem",
        "x.pem",
      })
  void row69AForbiddenAddressIsNotFetched(String url) {
    KeyLookup lookup = fixture.look(source(), message(url));

    assertThat(((KeyLookup.Missing) lookup).reason()).isEqualTo(Reason.CERTIFICATE_REJECTED);
    assertThat(((KeyLookup.Missing) lookup).detail()).doesNotContain("evil");
    assertThat(fixture.fetch.requests).isEmpty();
  }

  @Test
  void refusesACertificateOutsideItsTimeBothBoundsInclusive() {
    fixture.fetch.at(URL, leaf().pem());
    KeySource source = source();
    Reading message = message(URL);

    assertThat(source.lookup(message, FROM)).isInstanceOf(KeyLookup.Found.class);
    assertThat(source.lookup(message, UNTIL)).isInstanceOf(KeyLookup.Found.class);
    for (Instant wrong : List.of(FROM.minusSeconds(1), UNTIL.plusSeconds(1))) {
      KeyLookup.Missing missing = (KeyLookup.Missing) source.lookup(message, wrong);
      assertThat(missing.reason()).isEqualTo(Reason.CERTIFICATE_REJECTED);
    }
  }

  @Test
  void chainsToAPinnedRootThroughTheIntermediateThatWasServed() {
    Issued leaf =
        root.intermediate("Test Intermediate").leaf(NAME).withName(NAME).valid(FROM, UNTIL).issue();
    fixture.fetch.at(URL, TestAuthority.pem(leaf.chain().subList(0, 2)));

    assertThat(found(source(pinned(root)))).isEqualTo("found");
    assertThat(found(source(pinned(TestAuthority.root("Test Root")))))
        .as("another root of the same name")
        .isEqualTo("certificate.rejected");
    assertThat(found(source(trustStore()))).isEqualTo("certificate.rejected");
  }

  @Test
  void chainsWhenTheRootWasServedToo() {
    Issued leaf =
        root.intermediate("Test Intermediate").leaf(NAME).withName(NAME).valid(FROM, UNTIL).issue();
    fixture.fetch.at(URL, TestAuthority.pem(leaf.chain()));

    assertThat(found(source(pinned(root)))).isEqualTo("found");
  }

  @Test
  void refusesALeafThatPosesAsAnAuthority() {
    Issued notAnAuthority = root.leaf("Not An Authority").valid(FROM, UNTIL).issue();
    Issued forged = TestAuthority.under(notAnAuthority).leaf(NAME).valid(FROM, UNTIL).issue();
    fixture.fetch.at(URL, TestAuthority.pem(forged.chain()));

    assertThat(found(source(pinned(root)))).isEqualTo("certificate.rejected");
  }

  private static CertificateTrust pinned(TestAuthority authority) {
    return new CertificateTrust(
        new CertificateTrust.Chain.Pinned(List.of(authority.certificate())), Optional.empty());
  }

  private static CertificateTrust trustStore() {
    return new CertificateTrust(new CertificateTrust.Chain.TrustStore(), Optional.empty());
  }

  @Test
  void checksTheNameWhereThePlatformDocumentsIt() {
    fixture.fetch.at(URL, leaf().pem());

    assertThat(found(source(named("sns\\.[a-z0-9-]+\\.amazonaws\\.com")))).isEqualTo("found");
    assertThat(found(source(named("amazonaws\\.com")))).isEqualTo("certificate.rejected");
    assertThat(found(source(named("messageverificationcerts\\.paypal\\.com"))))
        .isEqualTo("certificate.rejected");
  }

  @Test
  void takesTheCommonNameOnlyWhereThereIsNoDnsName() {
    fixture.fetch.at(URL, root.leaf(NAME).valid(FROM, UNTIL).issue().pem());
    assertThat(found(source(named("sns\\..*")))).isEqualTo("found");

    String other = URL.replace("Simple", "Other");
    fixture.fetch.at(
        other, root.leaf(NAME).withName("evil.example").valid(FROM, UNTIL).issue().pem());
    assertThat(RemoteKeysFixture.words(fixture.look(source(named("sns\\..*")), message(other))))
        .isEqualTo("certificate.rejected");
  }

  private static CertificateTrust named(String pattern) {
    return new CertificateTrust(
        new CertificateTrust.Chain.Host(), Optional.of(Pattern.compile(pattern)));
  }

  @Test
  void refusesACertificateThatIsNotForSignatures() {
    fixture.fetch.at(URL, root.leaf(NAME).valid(FROM, UNTIL).onlyForAgreeingOnKeys().issue().pem());

    assertThat(found(source())).isEqualTo("certificate.rejected");
  }

  @Test
  void refusesWhatIsNoCertificate() {
    String six = TestAuthority.pem(java.util.Collections.nCopies(6, leaf().certificate()));
    for (String body :
        List.of(
            "", "<html>", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", six)) {
      fixture.fetch.at(URL, body);
      assertThat(found(source())).isEqualTo("certificate.rejected");
      fixture.clock.advance(Duration.ofSeconds(30));
    }
  }

  @Test
  void boundsTheFetchesThatInventedAddressesCause() {
    KeySource source = source();
    for (int i = 0; i < 1_000; i++) {
      fixture.look(source, message("https://sns.us-east-1.amazonaws.com/invented-" + i + ".pem"));
    }

    assertThat(fixture.fetch.requests).hasSize(RemoteLimits.defaults().messageFetchesPerMinute());
  }

  @Test
  void aFloodOfMessagesLeavesConfiguredKeysAlone() {
    boundsTheFetchesThatInventedAddressesCause();
    fixture.fetch.at("https://idp.example.com/keys", AJwk.set(AJwk.p256("a")));

    assertThat(fixture.found(fixture.jwks("https://idp.example.com/keys"), fixture.kid("a")))
        .isEqualTo("a");
  }
}
