package io.sallyport.verify.key.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.egress.FetchRequest;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.template.ARequest;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fetch:} as Plaid, eBay, Adobe and Atlassian want it. */
class EndpointSourceTest {
  private static final String PLAID = "https://sandbox.plaid.com/webhook_verification_key/get";
  private static final String EBAY = "https://api.ebay.com/commerce/notification/v1/public_key/";
  private static final String EBAY_TOKEN = "https://api.ebay.com/identity/v1/oauth2/token";

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

  private KeySource plaid() {
    return fixture.keys.source(
        new RemoteKeyRule.Endpoint(
            fixture.address(
                "https://{param:host}/webhook_verification_key/get",
                "^[a-z]+\\.plaid\\.com$",
                null),
            Optional.of("/key"),
            Map.of(
                "client_id", fixture.template("{param:client-id}"),
                "secret", fixture.template("{param:secret}"),
                "key_id", fixture.template("{jose:kid}")),
            new RemoteKeyRule.Authorization.None(),
            Optional.of(fixture.template("{jose:kid}"))));
  }

  private KeySource ebay() {
    return fixture.keys.source(
        new RemoteKeyRule.Endpoint(
            fixture.address(EBAY + "{jose:kid}"),
            Optional.of("/key"),
            Map.of(),
            new RemoteKeyRule.Authorization.ClientCredentials(
                fixture.address(EBAY_TOKEN),
                fixture.template("{param:client-id}"),
                fixture.template("{param:secret}"),
                Optional.of(fixture.template("https://api.ebay.com/oauth/api_scope"))),
            Optional.of(fixture.template("{jose:kid}"))));
  }

  private static String spki(KeyPair keys) {
    return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
  }

  private static String body(FetchRequest sent) {
    return sent.body().orElseThrow().toString(StandardCharsets.UTF_8);
  }

  @Test
  void postsTheIdWithItsCredentialsAndPicksTheKey() {
    fetch.at(
        PLAID,
        "{\"key\":"
            + AJwk.p256("k-1", ",\"use\":\"sig\",\"created_at\":1,\"expired_at\":null")
            + ",\"request_id\":\"r\"}");
    KeySource source = plaid();

    assertThat(fixture.found(source, fixture.kid("k-1"))).isEqualTo("k-1");
    assertThat(fixture.found(source, fixture.kid("k-1"))).isEqualTo("k-1");

    assertThat(fetch.requests).hasSize(1);
    FetchRequest sent = fetch.requests.get(0);
    assertThat(sent.method()).isEqualTo("POST");
    assertThat(sent.headers()).containsEntry("content-type", "application/json");
    assertThat(body(sent))
        .isEqualTo("{\"client_id\":\"client-1\",\"key_id\":\"k-1\",\"secret\":\"plaid-secret\"}");
    assertThat(sent.toString()).doesNotContain("plaid-secret");
  }

  @Test
  void anIdCannotBreakOutOfTheJsonItStandsIn() {
    fetch.at(PLAID, 400, "{}", Optional.empty());

    fixture.found(plaid(), fixture.kid("x\\\",\\\"secret\\\":\\\"y"));

    assertThat(body(fetch.requests.get(0)))
        .contains("\"key_id\":\"x\\\",\\\"secret\\\":\\\"y\"")
        .contains("\"secret\":\"plaid-secret\"");
  }

  @Test
  void refusesAnExpiredKeyFromItsInstantOn() {
    long expiry = fixture.clock.instant().getEpochSecond();
    fetch.at(PLAID, "{\"key\":" + AJwk.p256("k-1", ",\"expired_at\":" + expiry) + "}");
    KeySource source = plaid();

    assertThat(fixture.found(source, fixture.kid("k-1"))).isEqualTo("k-1");
    KeyLookup later = source.lookup(fixture.kid("k-1"), Instant.ofEpochSecond(expiry).plusNanos(1));
    assertThat(((KeyLookup.Missing) later).reason()).isEqualTo(Reason.KEY_EXPIRED);
  }

  @Test
  void refusesAKeyThatIsNotTheOneThatWasAskedFor() {
    fetch.at(PLAID, "{\"key\":" + AJwk.p256("other") + "}");

    assertThat(fixture.found(plaid(), fixture.kid("k-1"))).isEqualTo("key.unavailable");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 410, 422})
  void takesTheEndpointsWordThatThereIsNoSuchKey(int status) {
    fetch.at(PLAID, status, "{}", Optional.empty());
    KeySource source = plaid();

    assertThat(fixture.found(source, fixture.kid("nope"))).isEqualTo("key.unknown");
    assertThat(fixture.found(source, fixture.kid("nope"))).isEqualTo("key.unknown");
    assertThat(fetch.requests).as("remembered").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500, 503})
  void anEndpointThatWillNotAnswerIsUnavailable(int status) {
    fetch.at(PLAID, status, "{}", Optional.empty());

    assertThat(fixture.found(plaid(), fixture.kid("k-1"))).isEqualTo("key.unavailable");
  }

  @Test
  void refusesAnAnswerWithoutAKey() {
    for (String answer :
        new String[] {
          "{}",
          "{\"key\":null}",
          "{\"key\":7}",
          "{\"key\":\"\"}",
          "{\"key\":\"AAAA\"}",
          "{\"key\":[]}",
          "{\"key\":{\"kty\":\"oct\",\"k\":\"" + "A".repeat(43) + "\",\"alg\":\"HS256\"}}",
          "{\"key\":" + AJwk.p256("k-1", ",\"expired_at\":\"soon\"") + "}",
          "no json",
        }) {
      fetch.at(PLAID, answer);
      assertThat(fixture.found(plaid(), fixture.kid("k-1")))
          .as(answer)
          .isEqualTo("key.unavailable");
      fixture.clock.advance(Duration.ofSeconds(30));
    }
  }

  @Test
  void boundsWhatInventedIdsCost() {
    fetch.at(PLAID, 400, "{}", Optional.empty());
    KeySource source = plaid();

    for (int i = 0; i < 1_000; i++) {
      fixture.found(source, fixture.kid("invented-" + i));
    }

    assertThat(fetch.requests).hasSize(RemoteLimits.defaults().messageFetchesPerMinute());
  }

  @Test
  void getsATokenFirstWhereTheEndpointWantsOneAndKeepsIt() {
    fetch.at(EBAY_TOKEN, "{\"access_token\":\"t-1\",\"expires_in\":7200,\"token_type\":\"x\"}");
    String pem = "-----BEGIN PUBLIC KEY-----" + spki(AJwk.newKey()) + "-----END PUBLIC KEY-----";
    fetch.at(EBAY + "a", "{\"algorithm\":\"ECDSA\",\"key\":\"" + pem + "\"}");
    fetch.at(EBAY + "b", "{\"algorithm\":\"ECDSA\",\"key\":\"" + pem + "\"}");
    KeySource source = ebay();

    assertThat(fixture.found(source, fixture.kid("a"))).isEqualTo("a");
    assertThat(fixture.found(source, fixture.kid("b"))).isEqualTo("b");

    assertThat(fetch.count(EBAY_TOKEN)).isEqualTo(1);
    FetchRequest grant = fetch.requests.get(0);
    assertThat(grant.method()).isEqualTo("POST");
    assertThat(grant.headers())
        .containsEntry(
            "authorization",
            "Basic "
                + Base64.getEncoder()
                    .encodeToString("client-1:plaid-secret".getBytes(StandardCharsets.UTF_8)));
    assertThat(body(grant))
        .isEqualTo(
            "grant_type=client_credentials"
                + "&scope=https%3A%2F%2Fapi.ebay.com%2Foauth%2Fapi_scope");
    assertThat(fetch.requests.get(1).headers()).containsEntry("authorization", "Bearer t-1");
  }

  @Test
  void getsANewTokenShortlyBeforeTheOldOneEnds() {
    fetch.at(EBAY_TOKEN, "{\"access_token\":\"t-1\",\"expires_in\":600}");
    fetch.at(EBAY + "a", 404, "{}", Optional.empty());
    KeySource source = ebay();
    fixture.found(source, fixture.kid("a"));

    fixture.clock.advance(Duration.ofMinutes(9));
    fixture.found(source, fixture.kid("a"));

    assertThat(fetch.count(EBAY_TOKEN)).isEqualTo(2);
  }

  @Test
  void asksOnceMoreWithANewTokenWhenTheOldOneWasWithdrawn() {
    fetch.at(EBAY_TOKEN, "{\"access_token\":\"t-1\",\"expires_in\":7200}");
    fetch.at(EBAY + "a", 404, "{}", Optional.empty());
    KeySource source = ebay();
    fixture.found(source, fixture.kid("a"));
    fixture.clock.advance(Duration.ofMinutes(5));
    fetch.at(EBAY + "b", 401, "{}", Optional.empty());

    assertThat(fixture.found(source, fixture.kid("b"))).isEqualTo("key.unavailable");

    assertThat(fetch.count(EBAY_TOKEN)).isEqualTo(2);
    assertThat(fetch.count(EBAY + "b")).isEqualTo(2);
  }

  @Test
  void withoutATokenTheKeyIsUnavailable() {
    fetch.at(EBAY_TOKEN, 401, "{}", Optional.empty());

    assertThat(fixture.found(ebay(), fixture.kid("a"))).isEqualTo("key.unavailable");
    assertThat(fetch.count(EBAY + "a")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../identity/v1/oauth2/token",
        "..",
        "a/../../b",
        "a%2f..%2fb",
        "a\\\\b",
        "a?x=y",
        "a#b",
        "a b",
        "ä",
      })
  void anIdCannotLeaveThePlaceThatThePolicyPinned(String kid) {
    KeyLookup lookup = fixture.look(ebay(), fixture.kid(kid));

    assertThat(((KeyLookup.Missing) lookup).reason()).isEqualTo(Reason.KEY_UNKNOWN);
    assertThat(fetch.requests).isEmpty();
  }

  /** Adobe I/O Events: {@code https://static.adobeioevents.com} and a path out of a header. */
  @Test
  void fetchesAPemAtAPinnedOrigin() {
    KeyPair keys = AJwk.newKey();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    fetch.at("https://static.adobeioevents.com/prod/keys/pub-key-1.pem", pem);
    KeySource source =
        fixture.keys.source(
            new RemoteKeyRule.Endpoint(
                fixture.address(
                    "https://static.adobeioevents.com{header:x-adobe-public-key1-path}",
                    "^static\\.adobeioevents\\.com$",
                    "^/prod/keys/[a-z0-9-]+\\.pem$"),
                Optional.empty(),
                Map.of(),
                new RemoteKeyRule.Authorization.None(),
                Optional.empty()));

    assertThat(
            fixture.look(
                source,
                ARequest.withHeader("x-adobe-public-key1-path", "/prod/keys/pub-key-1.pem")
                    .in(fixture.language)))
        .isInstanceOf(KeyLookup.Found.class);
    for (String wrong :
        new String[] {
          "@evil.example/prod/keys/a.pem",
          ".evil.example/prod/keys/a.pem",
          ":8443/prod/keys/a.pem",
          "/prod/keys/../../a.pem",
          "/prod/keys/a.pem?x",
          "/other/a.pem",
        }) {
      assertThat(
              fixture.look(
                  source,
                  ARequest.withHeader("x-adobe-public-key1-path", wrong).in(fixture.language)))
          .as(wrong)
          .isInstanceOf(KeyLookup.Missing.class);
    }
    assertThat(fetch.requests).hasSize(1);
  }

  @Test
  void sendsFixedCredentials() {
    fetch.at("https://keys.example.com/k", spki(AJwk.newKey()));
    for (RemoteKeyRule.Authorization authorization :
        new RemoteKeyRule.Authorization[] {
          new RemoteKeyRule.Authorization.Bearer(fixture.template("{param:secret}")),
          new RemoteKeyRule.Authorization.Basic(
              fixture.template("user"), fixture.template("{param:secret}")),
        }) {
      KeySource source =
          fixture.keys.source(
              new RemoteKeyRule.Endpoint(
                  fixture.address("https://keys.example.com/k"),
                  Optional.empty(),
                  Map.of(),
                  authorization,
                  Optional.empty()));
      assertThat(fixture.look(source, fixture.token("{}"))).isInstanceOf(KeyLookup.Found.class);
    }

    assertThat(fetch.requests.get(0).headers())
        .containsEntry("authorization", "Bearer plaid-secret");
    assertThat(fetch.requests.get(1).headers())
        .containsEntry("authorization", "Basic dXNlcjpwbGFpZC1zZWNyZXQ=");
  }
}
