package io.sallyport.verify.key.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.egress.Reach;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code discovery:} metadata, the keys that it names, and whose they are. */
class DiscoveryTest {
  private static final String JWKS = "https://idp.example.com/keys";
  private static final String METADATA = "https://idp.example.com/.well-known/openid-configuration";
  @TempDir Path data;
  private Vertx vertx;
  private RemoteKeysFixture fixture;
  private FakeFetch fetch;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    fixture = new RemoteKeysFixture(vertx, data);
    fetch = fixture.fetch;
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private void serve(String... keys) {
    fetch.at(JWKS, AJwk.set(keys));
  }

  private KeySource discovery(String issuer) {
    return fixture.keys.source(
        new RemoteKeyRule.Discovery(
            fixture.address(METADATA),
            Optional.ofNullable(issuer).map(fixture::template),
            Optional.of(fixture.template("{jose:kid?}"))));
  }

  private void metadata(String issuer, String jwksUri) {
    fetch.at(METADATA, "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + jwksUri + "\"}");
  }

  @Test
  void discoversTheKeysAndWhoseTheyAre() {
    metadata("https://idp.example.com", "https://keys.example.net/set");
    fetch.at("https://keys.example.net/set", AJwk.set(AJwk.p256("a")));

    KeyLookup lookup = fixture.look(discovery(null), fixture.kid("a"));

    assertThat(((KeyLookup.Found) lookup).issuer()).contains("https://idp.example.com");
    assertThat(fetch.requests.get(0).reach()).isEqualTo(Reach.ANY);
    assertThat(fetch.requests.get(1).reach())
        .as("the document may not send us into the own network")
        .isEqualTo(Reach.PUBLIC);
  }

  @Test
  void takesTheIssuerThatThePolicyExpects() {
    metadata("https://issuer.example.net/tenant", JWKS);
    serve(AJwk.p256("a"));

    assertThat(fixture.found(discovery("https://issuer.example.net/tenant"), fixture.kid("a")))
        .isEqualTo("a");
    assertThat(fixture.found(discovery("https://issuer.example.net/other"), fixture.kid("a")))
        .isEqualTo("key.unavailable");
    assertThat(fixture.found(discovery(null), fixture.kid("a"))).isEqualTo("key.unavailable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://idp.example.com/.well-known/openid-configuration https://idp.example.com",
        "https://accounts.google.com/.well-known/risc-configuration https://accounts.google.com/",
        "https://idp.example.com/a/.well-known/openid-configuration https://idp.example.com/a",
        "https://tr.example.com/.well-known/ssf-configuration/a https://tr.example.com/a",
      })
  void anIssuerLiesAtItsDocumentsAddress(String row) {
    String[] pair = row.split(" ", 2);
    assertThat(DiscoveryLoader.liesAt(pair[0], pair[1])).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://idp.example.com/.well-known/openid-configuration https://other.example.com",
        "https://idp.example.com/.well-known/openid-configuration http://idp.example.com",
        "https://idp.example.com/.well-known/openid-configuration https://idp.example.com/a",
        "https://idp.example.com/a/.well-known/openid-configuration https://idp.example.com",
        "https://tr.example.com/.well-known/ssf-configuration/a https://tr.example.com/b",
        "https://tr.example.com/.well-known/ssf-configuration/a https://tr.example.com",
        "https://idp.example.com/configuration https://idp.example.com",
        "https://idp.example.com/.well-known/openid-configuration idp.example.com",
      })
  void anIssuerThatLiesElsewhereIsRefused(String row) {
    String[] pair = row.split(" ", 2);
    assertThat(DiscoveryLoader.liesAt(pair[0], pair[1])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://idp.example.com/keys",
        "https://127.0.0.1/keys",
        "https://10.0.0.1/keys",
        "https://keys.example.net:8443/keys",
        "https://user@keys.example.net/keys",
        "file:///etc/passwd",
      })
  void row69ADocumentCannotNameAForbiddenAddressForItsKeys(String jwksUri) {
    metadata("https://idp.example.com", jwksUri);

    assertThat(fixture.found(discovery(null), fixture.kid("a"))).isEqualTo("key.unavailable");
    assertThat(fetch.requests).hasSize(1);
  }

  @Test
  void refusesMetadataWithoutItsMembers() {
    for (String body :
        new String[] {
          "{}",
          "[]",
          "{\"issuer\":\"https://idp.example.com\"}",
          "{\"jwks_uri\":\"" + JWKS + "\"}",
          "{\"issuer\":[\"https://idp.example.com\"],\"jwks_uri\":\"" + JWKS + "\"}",
          "{\"issuer\":\"x\",\"issuer\":\"https://idp.example.com\",\"jwks_uri\":\"" + JWKS + "\"}",
        }) {
      fetch.at(METADATA, body);
      assertThat(fixture.found(discovery(null), fixture.kid("a"))).isEqualTo("key.unavailable");
      fixture.clock.advance(Duration.ofSeconds(30));
    }
    assertThat(fetch.count(JWKS)).isZero();
  }
}
