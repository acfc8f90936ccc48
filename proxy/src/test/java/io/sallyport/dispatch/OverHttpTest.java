package io.sallyport.dispatch;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Outbox;
import io.sallyport.admit.Waiting;
import io.sallyport.deliver.Deliveries;
import io.sallyport.deliver.DeliveryRule;
import io.sallyport.deliver.DeliveryRule.Retries;
import io.sallyport.deliver.Destination;
import io.sallyport.deliver.ForwardedQuery;
import io.sallyport.deliver.Road;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.observe.Meters;
import io.sallyport.secret.Secret;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("rows 66 and 68 over loopback: what goes out to real upstreams, and what comes back")
class OverHttpTest {
  private final Vertx vertx = Vertx.vertx();
  private final InstantSource clock = InstantSource.system();
  private final MemoryOutbox outbox = new MemoryOutbox(clock);
  private final Deliveries deliveries = new Deliveries(vertx, clock, System::nanoTime);
  private final Map<String, List<Road>> roads = new ConcurrentHashMap<>();
  private final Dispatcher dispatcher =
      new Dispatcher(
          vertx,
          outbox,
          name -> roads.getOrDefault(name, List.of()),
          new Meters("test"),
          clock,
          System::nanoTime,
          new Random(3),
          Gate.open());
  private int events;

  @AfterEach
  void close() {
    deliveries.close().await();
    vertx.close().await();
  }

  @Test
  void theFirstTryAndTheNextSayWhichTheyAreAndKeepTheName() {
    AtomicInteger tries = new AtomicInteger();
    RecordingUpstream app =
        RecordingUpstream.answering(
            vertx,
            request ->
                request.response().setStatusCode(tries.incrementAndGet() < 3 ? 500 : 200).end());
    to("shop", app.uri("/in"), Duration.ofSeconds(5), 4);

    EventId id = comes("shop", "hello");

    until(() -> outbox.delivered.contains(id));
    assertThat(app.received()).hasSize(3);
    assertThat(app.received())
        .extracting(it -> it.one("Sallyport-Attempt").orElse("-"))
        .containsExactly("1", "2", "3");
    assertThat(app.received())
        .allMatch(it -> it.one("webhook-id").equals(Optional.of(id.value())))
        .allMatch(it -> it.one("Sallyport-Event").equals(Optional.of(id.value())))
        .allMatch(it -> new String(it.body(), StandardCharsets.UTF_8).equals("hello"))
        .allMatch(it -> it.target().equals("/in"));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 307, 404, 410, 503})
  void anyStatusIsKnownAndNoRedirectIsFollowed(int status) {
    AtomicInteger canary = new AtomicInteger();
    RecordingUpstream elsewhere =
        RecordingUpstream.answering(
            vertx,
            request -> {
              canary.incrementAndGet();
              request.response().end();
            });
    RecordingUpstream app =
        RecordingUpstream.answering(
            vertx,
            request ->
                request
                    .response()
                    .setStatusCode(status)
                    .putHeader("Location", elsewhere.uri("/").toString())
                    .end("because of " + status));
    to("shop", app.uri("/"), Duration.ofSeconds(5), 4);

    EventId id = comes("shop", "hello");

    until(() -> outbox.attempts.containsKey(id));
    Outbox.Attempt attempt = outbox.attempts.get(id).get(0);
    assertThat(attempt.status()).isEqualTo(status);
    assertThat(attempt.detail())
        .isEqualTo("the upstream answered " + status + ": because of " + status);
    assertThat(canary).hasValue(0);
  }

  @Test
  void aLongAnswerIsReadNoFurtherThanItsBeginning() {
    RecordingUpstream app =
        RecordingUpstream.answering(
            vertx, request -> request.response().setStatusCode(500).end("x".repeat(4 << 20)));
    to("shop", app.uri("/"), Duration.ofSeconds(5), 4);

    EventId id = comes("shop", "hello");

    until(() -> outbox.attempts.containsKey(id));
    assertThat(outbox.attempts.get(id).get(0).status()).isEqualTo(500);
    assertThat(outbox.attempts.get(id).get(0).detail())
        .startsWith("the upstream answered 500: xxx")
        .hasSizeLessThanOrEqualTo(Outbox.Attempt.DETAIL_CHARS_MAX);
  }

  @Test
  void anAnswerWhoseBodyNeverEndsIsAnAnswer() {
    RecordingUpstream app =
        RecordingUpstream.answering(
            vertx, request -> request.response().setChunked(true).write("ok so far"));
    to("shop", app.uri("/"), Duration.ofMillis(300), 4);

    EventId id = comes("shop", "hello");

    until(() -> outbox.delivered.contains(id));
    assertThat(app.received()).hasSize(1);
  }

  @Test
  void noAnswerInTimeIsAFailedAttempt() {
    RecordingUpstream app = RecordingUpstream.answering(vertx, request -> {});
    to("shop", app.uri("/"), Duration.ofMillis(200), 4);

    EventId id = comes("shop", "hello");

    until(() -> outbox.attempts.containsKey(id));
    assertThat(outbox.attempts.get(id).get(0).status()).isZero();
    assertThat(outbox.attempts.get(id).get(0).detail()).isEqualTo("no answer in time");
  }

  @Test
  void theSignatureIsMadeAnewForEachTry() {
    RecordingUpstream app = RecordingUpstream.ok(vertx);
    roads.put(
        "shop",
        deliveries
            .to(
                List.of(
                    new Destination(
                        Optional.empty(),
                        app.uri("/"),
                        false,
                        Duration.ofSeconds(5),
                        4,
                        Optional.of(
                            () ->
                                Secret.of(
                                    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
                                        .getBytes(StandardCharsets.US_ASCII))),
                        ForwardedQuery.whole(),
                        true,
                        quick(),
                        false)),
                true)
            .roads());

    EventId id = comes("shop", "hello");

    until(() -> outbox.delivered.contains(id));
    assertThat(app.only().one("webhook-signature").orElseThrow()).startsWith("v1,");
    assertThat(app.only().one("webhook-id")).hasValue(id.value());
  }

  /** Row 68: one upstream answers nothing; what goes elsewhere notices nothing. */
  @Test
  void row68AStalledUpstreamHoldsUpNobodyElse() {
    RecordingUpstream stalled = RecordingUpstream.answering(vertx, request -> {});
    RecordingUpstream well = RecordingUpstream.ok(vertx);
    to("stalled", stalled.uri("/"), Duration.ofSeconds(30), 4);
    to("well", well.uri("/"), Duration.ofSeconds(30), 4);
    for (int i = 0; i < 100; i++) {
      comes("stalled", "s" + i);
    }

    for (int i = 0; i < 100; i++) {
      comes("well", "w" + i);
    }

    until(() -> well.received().size() == 100);
    assertThat(stalled.received()).hasSizeLessThanOrEqualTo(4);
    until(() -> outbox.delivered.size() == 100);
  }

  /** Row 66: the signing secret breaks each attempt of one integration; the others flow. */
  @Test
  void row66WhatBreaksOnOurSideIsAFailedAttemptAndNothingMore() {
    RecordingUpstream app = RecordingUpstream.ok(vertx);
    to("well", app.uri("/"), Duration.ofSeconds(5), 4);
    roads.put(
        "broken",
        List.of(
            new Road(
                roads.get("well").get(0).destination(),
                parcel -> {
                  throw new IllegalStateException("crafted");
                })));
    EventId poison = comes("broken", "poison");
    EventId fine = comes("well", "fine");

    until(() -> outbox.delivered.contains(fine) && outbox.dead.contains(poison));
    assertThat(outbox.dead).containsExactly(poison);
    assertThat(outbox.attempts.get(poison)).hasSize(8);
  }

  @Test
  void manyAtOnceFromManyLoopsAreAllDeliveredOnce() {
    RecordingUpstream app = RecordingUpstream.ok(vertx);
    to("shop", app.uri("/"), Duration.ofSeconds(30), 8);

    for (int i = 0; i < 1_000; i++) {
      comes("shop", "e" + i);
    }

    until(() -> outbox.delivered.size() == 1_000);
    assertThat(app.received()).hasSize(1_000);
    assertThat(outbox.inHandsMost).isLessThanOrEqualTo(1_000);
    assertThat(outbox.waiting()).isZero();
  }

  @Test
  void theEndLetsAttemptsUnderWayEnd() {
    Map<String, HttpServerRequest> held = new HashMap<>();
    RecordingUpstream app =
        RecordingUpstream.answering(
            vertx,
            request -> {
              synchronized (held) {
                held.put(request.path(), request);
              }
            });
    to("shop", app.uri("/held"), Duration.ofSeconds(30), 4);
    EventId id = comes("shop", "hello");
    until(() -> app.received().size() == 1);

    var stopped = dispatcher.stop(Duration.ofSeconds(20));
    synchronized (held) {
      held.get("/held").response().setStatusCode(204).end();
    }
    stopped.await();

    assertThat(outbox.delivered).containsExactly(id);
  }

  private void to(String integration, URI uri, Duration timeout, int places) {
    Destination destination =
        new Destination(
            Optional.empty(),
            uri,
            false,
            timeout,
            places,
            Optional.empty(),
            ForwardedQuery.whole(),
            true,
            quick(),
            false);
    roads.put(integration, deliveries.to(List.of(destination), true).roads());
  }

  private static DeliveryRule quick() {
    return new DeliveryRule(
        DeliveryRule.Mode.DURABLE,
        new Retries(Duration.ofMillis(20), Duration.ofMillis(20), 8, Duration.ofHours(1)),
        false,
        Set.of(),
        false);
  }

  /** Offered on one of the event loops, as requests are. */
  private EventId comes(String integration, String body) {
    Parcel parcel = parcel(integration, body);
    Waiting waiting = outbox.admit(parcel);
    vertx.runOnContext(unused -> dispatcher.offer(waiting, parcel));
    return parcel.id();
  }

  private Parcel parcel(String integration, String body) {
    events++;
    InboundWebhook inbound =
        new InboundWebhook(
            integration,
            "q-" + events,
            "POST",
            "/hooks/" + integration,
            Headers.of(List.of(Map.entry("Content-Type", "text/plain"))),
            RawBody.ofText(body),
            InetAddress.getLoopbackAddress(),
            clock.instant(),
            Map.of(),
            Optional.empty());
    return new Parcel(
        inbound,
        "https://hooks.example.com/hooks/" + integration,
        "",
        EventId.of(integration, "", (body + events).getBytes(StandardCharsets.UTF_8)),
        Optional.of("main"),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        1,
        false,
        1,
        Optional.empty());
  }
}
