package io.sallyport.verify.key.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.fixture.TestAuthority;
import io.sallyport.fixture.TestAuthority.Issued;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code x5c:} with the object identifiers of Apple's App Store Server Library. */
class HeaderChainSourceTest {
  private static final String LEAF_OID = "1.2.840.113635.100.6.11.1";
  private static final String INTERMEDIATE_OID = "1.2.840.113635.100.6.2.1";
  private static final Instant FROM = Instant.parse("2026-04-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2026-06-01T00:00:00Z");

  private final TestAuthority root = TestAuthority.root("Apple-like Root");
  private final TestAuthority intermediate = root.intermediate("Intermediate", INTERMEDIATE_OID);
  private final Issued leaf =
      intermediate.leaf("Signing").withOids(LEAF_OID).valid(FROM, UNTIL).issue();

  @TempDir Path data;
  private Vertx vertx;
  private RemoteKeysFixture fixture;
  private KeySource source;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    fixture = new RemoteKeysFixture(vertx, data);
    source =
        fixture.keys.source(
            new RemoteKeyRule.X5c(
                List.of(root.certificate()), 3, List.of(LEAF_OID, INTERMEDIATE_OID)));
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private static String header(List<X509Certificate> chain) {
    return chain.stream()
        .map(HeaderChainSourceTest::base64)
        .collect(Collectors.joining("\",\"", "{\"alg\":\"ES256\",\"x5c\":[\"", "\"]}"));
  }

  private static String base64(X509Certificate certificate) {
    try {
      return Base64.getEncoder().encodeToString(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  private String found(X509Certificate... chain) {
    return words(header(List.of(chain)));
  }

  private String words(String header) {
    KeyLookup lookup = fixture.look(source, fixture.token(header));
    return lookup instanceof KeyLookup.Found ? "found" : RemoteKeysFixture.words(lookup);
  }

  @Test
  void givesTheLeafsKeyOfAChainToThePinnedRoot() {
    assertThat(words(header(leaf.chain()))).isEqualTo("found");
    assertThat(words(header(leaf.chain()))).as("from memory").isEqualTo("found");
    assertThat(fixture.fetch.requests).as("nothing is fetched").isEmpty();
  }

  @Test
  void refusesEveryChainThatIsNotExactlyThat() {
    X509Certificate top = root.certificate();
    X509Certificate middle = intermediate.certificate();
    TestAuthority evilRoot = TestAuthority.root("Apple-like Root");
    TestAuthority evil = evilRoot.intermediate("Intermediate", INTERMEDIATE_OID);
    Issued forged = evil.leaf("Signing").withOids(LEAF_OID).valid(FROM, UNTIL).issue();

    assertThat(found(leaf.certificate(), middle)).isEqualTo("certificate.rejected");
    assertThat(found(leaf.certificate(), middle, top, top)).isEqualTo("certificate.rejected");
    assertThat(found(middle, leaf.certificate(), top)).isEqualTo("certificate.rejected");
    assertThat(found(leaf.certificate(), top, middle)).isEqualTo("certificate.rejected");
    assertThat(words(header(forged.chain()))).as("another root").isEqualTo("certificate.rejected");
    assertThat(found(forged.certificate(), evil.certificate(), top))
        .as("the real root behind a forged chain")
        .isEqualTo("certificate.rejected");
    assertThat(found(forged.certificate(), middle, top))
        .as("the real intermediate and root behind a forged leaf")
        .isEqualTo("certificate.rejected");
  }

  @Test
  void refusesACertificateWithoutItsExtension() {
    Issued plainLeaf = intermediate.leaf("Signing").valid(FROM, UNTIL).issue();
    Issued underPlain =
        root.intermediate("Plain").leaf("Signing").withOids(LEAF_OID).valid(FROM, UNTIL).issue();

    assertThat(words(header(plainLeaf.chain()))).isEqualTo("certificate.rejected");
    assertThat(words(header(underPlain.chain()))).isEqualTo("certificate.rejected");
  }

  @Test
  void refusesALeafThatPosesAsAnAuthority() {
    Issued poser = root.leaf("Poser").withOids(INTERMEDIATE_OID).valid(FROM, UNTIL).issue();
    Issued forged =
        TestAuthority.under(poser).leaf("Signing").withOids(LEAF_OID).valid(FROM, UNTIL).issue();

    assertThat(words(header(forged.chain()))).isEqualTo("certificate.rejected");
  }

  @Test
  void judgesTheTimesAtEachLookUp() {
    String header = header(leaf.chain());
    assertThat(source.lookup(fixture.token(header), FROM)).isInstanceOf(KeyLookup.Found.class);
    assertThat(source.lookup(fixture.token(header), UNTIL)).isInstanceOf(KeyLookup.Found.class);

    assertThat(source.lookup(fixture.token(header), FROM.minusSeconds(1)))
        .isInstanceOf(KeyLookup.Missing.class);
    assertThat(source.lookup(fixture.token(header), UNTIL.plusSeconds(1)))
        .isInstanceOf(KeyLookup.Missing.class);
  }

  @Test
  void refusesAHeaderWithoutAChain() {
    for (String header :
        Arrays.asList(
            "{}",
            "{\"x5c\":null}",
            "{\"x5c\":\"AAAA\"}",
            "{\"x5c\":[]}",
            "{\"x5c\":[1,2,3]}",
            "{\"x5c\":[\"\",\"\",\"\"]}",
            "{\"x5c\":[\"AAAA\",\"AAAA\",\"AAAA\"]}",
            "{\"x5c\":[\"" + "A".repeat(9_000) + "\",\"AAAA\",\"AAAA\"]}",
            "{\"x5u\":\"https://evil.example/chain.pem\",\"jku\":\"https://evil.example/keys\"}")) {
      assertThat(words(header)).as(header).isEqualTo("certificate.rejected");
    }
    assertThat(fixture.fetch.requests).as("x5u and jku are never followed").isEmpty();
  }

  @Test
  void aRuleNamesARootAndADepth() {
    assertThatThrownBy(() -> new RemoteKeyRule.X5c(List.of(), 3, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RemoteKeyRule.X5c(List.of(root.certificate()), 1, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
