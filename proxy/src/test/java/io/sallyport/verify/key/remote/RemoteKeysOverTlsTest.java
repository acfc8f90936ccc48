package io.sallyport.verify.key.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.egress.FetchLimits;
import io.sallyport.egress.GuardedFetch;
import io.sallyport.egress.Reach;
import io.sallyport.fixture.SettableClock;
import io.sallyport.fixture.TestPeer;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.template.Reading;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Remote keys over real TLS connections, with a verifier's loop around them. */
class RemoteKeysOverTlsTest {
  private static final String NAME = "idp.example.com";
  private static final String JWKS = "https://idp.example.com/keys";

  @TempDir Path data;
  private final AtomicInteger requests = new AtomicInteger();
  private Vertx vertx;
  private TestPeer peer;
  private RemoteKeysFixture fixture;

  @BeforeEach
  void start() {
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setMaxEventLoopExecuteTime(1)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS));
    peer = new TestPeer(vertx);
    fixture = new RemoteKeysFixture(vertx, data);
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private KeySource source(FetchLimits limits) {
    RemoteKeys keys =
        new RemoteKeys(
            new GuardedFetch(vertx, limits, Reach.ANY, peer.dialing()),
            Background.on(vertx),
            fixture.bootstrap,
            RemoteLimits.defaults(),
            new SettableClock("2026-05-01T12:00:00Z"));
    return keys.source(
        new RemoteKeyRule.Jwks(
            fixture.address(JWKS), Optional.of(fixture.template("{jose:kid?}"))));
  }

  private static FetchLimits within(Duration timeout) {
    return new FetchLimits(16 * 1024, 8 * 1024, timeout, Duration.ofSeconds(30), 8);
  }

  /** What a verifier does: look, wait, look again, three times at most. */
  private static Future<String> found(KeySource source, Reading reading, int rounds) {
    KeyLookup lookup = source.lookup(reading, Instant.EPOCH);
    return lookup instanceof KeyLookup.Awaiting awaiting && rounds > 1
        ? awaiting.ready().transform(done -> found(source, reading, rounds - 1))
        : Future.succeededFuture(RemoteKeysFixture.words(lookup));
  }

  @Test
  void fetchesOnceForManyRequestsOnSeveralEventLoops() throws Exception {
    String set = AJwk.set(AJwk.p256("a"));
    peer.serve(
        NAME,
        "93.184.215.14",
        request -> {
          requests.incrementAndGet();
          vertx.setTimer(50, id -> request.response().end(set));
        });
    KeySource source = source(within(Duration.ofSeconds(30)));
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      Promise<String> found = Promise.promise();
      vertx.runOnContext(begin -> found(source, fixture.kid("a"), 3).onComplete(found::handle));
      all.add(found.future());
    }
    Future.join(all).await();

    assertThat(all.stream().map(Future::result)).containsOnly("a");
    assertThat(requests).hasValue(1);
  }

  @Test
  void whoeverWaitsGoesOnWhereHeCameFrom() throws Exception {
    String set = AJwk.set(AJwk.p256("a"));
    peer.serve(NAME, "93.184.215.14", request -> request.response().end(set));
    KeySource source = source(within(Duration.ofSeconds(30)));
    List<Promise<Boolean>> same = List.of(Promise.promise(), Promise.promise());
    for (Promise<Boolean> one : same) {
      Context own = newContext();
      own.runOnContext(
          begin ->
              found(source, fixture.kid("a"), 3)
                  .onComplete(done -> one.complete(Vertx.currentContext() == own)));
    }

    for (Promise<Boolean> one : same) {
      assertThat(one.future().await()).isTrue();
    }
  }

  private Context newContext() throws Exception {
    Promise<Context> made = Promise.promise();
    Thread thread = new Thread(() -> made.complete(vertx.getOrCreateContext()));
    thread.start();
    thread.join();
    return made.future().await();
  }

  @Test
  void row72ASlowSetIsUnavailableInTimeAndAFloodDoesNotMultiplyIt() throws Exception {
    peer.serve(
        NAME,
        "93.184.215.14",
        request -> {
          requests.incrementAndGet();
          request.response().setChunked(true);
          long timer = vertx.setPeriodic(20, id -> request.response().write("{"));
          request.connection().closeHandler(end -> vertx.cancelTimer(timer));
        });
    KeySource source = source(within(Duration.ofSeconds(3)));
    List<Future<String>> flood = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      flood.add(found(source, fixture.kid("k" + i), 3));
    }
    Future.join(flood).await();

    assertThat(flood.stream().map(Future::result)).containsOnly("key.unavailable");
    assertThat(requests).hasValue(1);
  }

  @Test
  void row72AnOversizeSetIsUnavailable() throws Exception {
    peer.serve(
        NAME,
        "93.184.215.14",
        request -> {
          requests.incrementAndGet();
          request.response().end(Buffer.buffer(new byte[16 * 1024 + 1]));
        });
    KeySource source = source(within(Duration.ofSeconds(30)));

    assertThat(found(source, fixture.kid("a"), 3).await()).isEqualTo("key.unavailable");
    assertThat(found(source, fixture.kid("a"), 3).await()).isEqualTo("key.unavailable");
    assertThat(requests).hasValue(1);
  }
}
