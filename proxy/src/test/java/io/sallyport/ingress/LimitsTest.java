package io.sallyport.ingress;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GatePlan;
import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.ingress.Acceptance.SourceLimit;
import io.sallyport.ingress.http1.HeadLimits;
import io.sallyport.verdict.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("StringConcatToTextBlock") // the wire ends its lines by CRLF
@DisplayName("threats rows 29, 57, 58 and 59: bounds before any cryptography")
class LimitsTest {
  private static final String FORGED = "POST /hooks/a HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String GENUINE = GateUnderTest.post("/hooks/a", "x");

  private final Vertx vertx = Vertx.vertx();
  private final RecordingUpstream upstream = RecordingUpstream.ok(vertx);
  private final AtomicLong nanos = new AtomicLong(1);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void aSourceOfForgeriesIsStoppedBeforeAnythingIsChecked() {
    try (GateUnderTest gate = limited().open();
        RawClient client = gate.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(FORGED).read().status()).isEqualTo(401);
      }

      RawClient.Answer limited = client.send(FORGED).read();

      assertThat(limited.status()).isEqualTo(429);
      assertThat(limited.field("RateLimit-Policy")).hasValue("\"source\";q=1;w=10");
      assertThat(limited.field("RateLimit")).hasValue("\"source\";r=0;t=10");
      assertThat(Integer.parseInt(limited.field("Retry-After").orElseThrow())).isBetween(10, 14);
      assertThat(limited.field("Content-Type")).hasValue("application/problem+json");
      assertThat(gate.checks).hasValue(3);
      assertThat(gate.decisions.get(3).reason()).hasValue(Reason.LIMIT_SOURCE);
    }
  }

  @Test
  void whatIsGenuineCostsNothingOfTheBudget() {
    try (GateUnderTest gate = limited().open();
        RawClient client = gate.client()) {
      for (int i = 0; i < 100; i++) {
        assertThat(client.send(GENUINE).read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void theBudgetComesBackWithTime() {
    try (GateUnderTest gate = limited().open();
        RawClient client = gate.client()) {
      for (int i = 0; i < 3; i++) {
        client.send(FORGED).read();
      }
      assertThat(client.send(FORGED).read().status()).isEqualTo(429);

      nanos.addAndGet(Duration.ofSeconds(10).toNanos());

      assertThat(client.send(FORGED).read().status()).isEqualTo(401);
      assertThat(client.send(FORGED).read().status()).isEqualTo(429);
    }
  }

  @Test
  void unknownPathsSpendTheSameBudget() {
    try (GateUnderTest gate = limited().open();
        RawClient client = gate.client()) {
      for (int i = 0; i < 3; i++) {
        client.send("POST /hooks/nobody-" + i + " HTTP/1.1\r\nHost: a\r\n\r\n").read();
      }

      assertThat(client.send(FORGED).read().status()).isEqualTo(429);
    }
  }

  @Test
  void behindATrustedProxyEachCallerHasItsOwnBudget() {
    try (GateUnderTest gate = limited().trusting(loopback()).open();
        RawClient client = gate.client()) {
      for (int i = 0; i < 4; i++) {
        client.send(forgedFrom("203.0.113.1")).read();
      }

      assertThat(client.send(forgedFrom("203.0.113.1")).read().status()).isEqualTo(429);
      assertThat(client.send(forgedFrom("203.0.113.2")).read().status()).isEqualTo(401);
    }
  }

  @Test
  void aPolicysLimitBySourceCountsWhatIsGenuineToo() {
    Acceptance acceptance =
        accepting(List.of(new SourceLimit(2, Duration.ofSeconds(60), 2)), Optional.empty());
    try (GateUnderTest gate =
            GateUnderTest.at(vertx)
                .nanos(nanos::get)
                .with("a", acceptance, GateUnderTest.to(upstream, "/"))
                .open();
        RawClient client = gate.client()) {
      assertThat(client.send(GENUINE).read().status()).isEqualTo(200);
      assertThat(client.send(GENUINE).read().status()).isEqualTo(200);

      RawClient.Answer limited = client.send(GENUINE).read();

      assertThat(limited.status()).isEqualTo(429);
      assertThat(limited.field("RateLimit-Policy")).hasValue("\"source\";q=2;w=60");
      assertThat(upstream.received()).hasSize(2);
    }
  }

  @Test
  void sourcesOutsideThePolicysNetworksAreForbidden() {
    Networks office = Networks.of(List.of(Cidr.parse("192.0.2.0/24").orElseThrow()));
    try (GateUnderTest gate =
            GateUnderTest.at(vertx)
                .trusting(loopback())
                .with(
                    "a", accepting(List.of(), Optional.of(office)), GateUnderTest.to(upstream, "/"))
                .open();
        RawClient client = gate.client()) {
      assertThat(client.send(genuineFrom("192.0.2.9")).read().status()).isEqualTo(200);
      assertThat(client.send(genuineFrom("::ffff:192.0.2.9")).read().status()).isEqualTo(200);
      assertThat(client.send(genuineFrom("192.0.2.9, 198.51.100.9")).read().status())
          .isEqualTo(403);
    }
  }

  @Test
  void aBodyOfTheLargestSizeGoesThroughAndOneByteMoreDoesNot() {
    try (GateUnderTest gate = plain().open()) {
      String most = "x".repeat(1 << 20);

      assertThat(gate.exchange(GateUnderTest.post("/hooks/a", most)).status()).isEqualTo(200);
      assertThat(gate.exchange(GateUnderTest.post("/hooks/a", most + "x")).status()).isEqualTo(413);
      assertThat(gate.exchange(chunked(most)).status()).isEqualTo(200);
      assertThat(gate.exchange(chunked(most + "x")).status()).isEqualTo(413);
      awaitUsed(gate, 0);
      assertThat(gate.bodies.used()).isZero();
    }
  }

  @Test
  void anAnnouncedBodyTakesNoMemoryBeforeItComes() {
    try (GateUnderTest gate = plain().open();
        RawClient client = gate.client()) {
      client.send("POST /hooks/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nx");
      awaitUsed(gate, 1);

      assertThat(gate.bodies.used()).isLessThanOrEqualTo(BodyCollector.SMALL_BYTES);
    }
  }

  @Test
  void aBodyThatWaitsForAKeyKeepsItsRoomWhenTheSenderGoes() {
    try (GateUnderTest gate = plain().open()) {
      try (RawClient impatient = gate.client()) {
        impatient.send(
            "POST /hooks/a HTTP/1.1\r\nHost: a\r\nX-Proof: awaited\r\n"
                + "Content-Length: 90000\r\n\r\n");
        impatient.send("x".repeat(90_000));
        awaitChecks(gate, 1);
      }
      awaitSize(gate.decisions, 1);

      assertThat(gate.decisions.get(0).reason()).hasValue(Reason.SENDER_GONE);
      assertThat(gate.bodies.used()).isGreaterThanOrEqualTo(90_000);

      gate.key.complete();
      awaitUsed(gate, 0);

      assertThat(gate.bodies.used()).isZero();
    }
  }

  @Test
  void bodiesTogetherHaveABoundBeyondWhichThereIs503() {
    try (GateUnderTest gate = plain().bodyBytesMax(100_000).open();
        RawClient holding = gate.client()) {
      holding.send("POST /hooks/a HTTP/1.1\r\nHost: a\r\nContent-Length: 90001\r\n\r\n");
      holding.send("x".repeat(90_000));
      awaitUsed(gate, 80_000);

      RawClient.Answer busy = gate.exchange(GateUnderTest.post("/hooks/a", "y".repeat(50_000)));

      assertThat(busy.status()).isEqualTo(503);
      assertThat(busy.field("Retry-After")).isPresent();
      assertThat(holding.send("x").read().status()).isEqualTo(401);
      awaitUsed(gate, 0);
      assertThat(gate.exchange(GateUnderTest.post("/hooks/a", "y".repeat(50_000))).status())
          .isEqualTo(200);
    }
  }

  @Test
  void headsHaveABoundInBytesAndInFields() {
    HeadLimits limits = new HeadLimits(2_000, 500, 10);
    try (GateUnderTest gate = plain().limits(limits).open()) {
      String head = "POST /hooks/a HTTP/1.1\r\nHost: a\r\n" + GateUnderTest.PROOF;
      String fits = head + "X: " + "y".repeat(2_000 - head.length() - 7) + "\r\n\r\n";
      assertThat(fits).hasSize(2_000);

      assertThat(gate.exchange(fits).status()).isEqualTo(200);
      assertThat(gate.exchange(fits.replace("X: ", "X: y")).status()).isEqualTo(431);
      assertThat(gate.exchange(head + "X:\r\n".repeat(8) + "\r\n").status()).isEqualTo(200);
      assertThat(gate.exchange(head + "X:\r\n".repeat(9) + "\r\n").status()).isEqualTo(431);
    }
  }

  @Test
  void targetsHaveABound() {
    try (GateUnderTest gate = plain().limits(new HeadLimits(2_000, 500, 10)).open()) {
      String query = "/hooks/a?" + "q".repeat(500 - 9);

      assertThat(gate.exchange(GateUnderTest.post(query, "")).status()).isEqualTo(200);
      assertThat(gate.exchange(GateUnderTest.post(query + "q", "")).status()).isEqualTo(431);
    }
  }

  @Test
  void anEndlessHeadIsRefusedAtItsBound() {
    try (GateUnderTest gate = plain().open();
        RawClient client = gate.client()) {
      client.send("POST /hooks/a HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(17 * 1024));

      assertThat(client.read().status()).isEqualTo(431);
    }
  }

  @Test
  void aSourceMayNotHoldMoreThanItsShareOfConnections() {
    try (GateUnderTest gate = plain().connections(10, 2).open();
        RawClient first = gate.client();
        RawClient second = gate.client()) {
      first.send(GENUINE).read();
      second.send(GENUINE).read();

      try (RawClient third = gate.client()) {
        assertThat(third.isClosedByPeer()).isTrue();
      }

      assertThat(first.send(GENUINE).read().status()).isEqualTo(200);
    }
  }

  @Test
  void behindATrustedProxyRequestsAreCountedInsteadOfConnections() {
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    RecordingUpstream slow = RecordingUpstream.answering(vertx, held::add);
    try (GateUnderTest gate =
            GateUnderTest.at(vertx)
                .trusting(loopback())
                .requestsPerSource(1)
                .connections(10, 1)
                .with("a", GateUnderTest.to(slow, "/"))
                .open();
        RawClient first = gate.client();
        RawClient second = gate.client()) {
      first.send(genuineFrom("203.0.113.1"));
      awaitSize(held, 1);

      assertThat(second.send(genuineFrom("203.0.113.1")).read().status()).isEqualTo(503);

      try (RawClient third = gate.client()) {
        third.send(genuineFrom("203.0.113.2"));
        awaitSize(held, 2);
        held.forEach(request -> request.response().end());
        assertThat(third.read().status()).isEqualTo(200);
      }
      assertThat(first.read().status()).isEqualTo(200);
    }
  }

  @Test
  void strangersCannotMakeTheNumberOfSeriesGrow() {
    try (GateUnderTest gate = plain().open();
        RawClient client = gate.client()) {
      client.send("POST /hooks/unknown HTTP/1.1\r\nHost: a\r\n\r\n").read();
      client.send(FORGED).read();
      long before = gate.meters.scrape().lines().count();

      for (int i = 0; i < 2_000; i++) {
        client.send(
            "POST /hooks/x"
                + i
                + " HTTP/1.1\r\nHost: h"
                + i
                + "\r\nUser-Agent: u"
                + i
                + "\r\n\r\n");
        client.read();
        client.send("POST /hooks/a?i=" + i + " HTTP/1.1\r\nHost: a\r\nX-Id: " + i + "\r\n\r\n");
        client.read();
      }

      assertThat(gate.meters.scrape().lines().count()).isEqualTo(before);
    }
  }

  private GatePlan limited() {
    return GateUnderTest.at(vertx)
        .nanos(nanos::get)
        .failures(new Rate(1, Duration.ofSeconds(10), 3))
        .with("a", GateUnderTest.to(upstream, "/"));
  }

  private GatePlan plain() {
    return GateUnderTest.at(vertx).with("a", GateUnderTest.to(upstream, "/"));
  }

  private static Acceptance accepting(
      List<SourceLimit> limits, Optional<Acceptance.NetworkSet> sources) {
    return new Acceptance(
        Set.of("POST"), 1 << 20, sources, Optional.empty(), Optional.empty(), limits);
  }

  private static Networks loopback() {
    return Networks.of(List.of(Cidr.parse("127.0.0.0/8").orElseThrow()));
  }

  private static String forgedFrom(String list) {
    return "POST /hooks/a HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + list + "\r\n\r\n";
  }

  private static String genuineFrom(String list) {
    return forgedFrom(list).replace("\r\n\r\n", "\r\n" + GateUnderTest.PROOF + "\r\n");
  }

  private static String chunked(String body) {
    StringBuilder request =
        new StringBuilder("POST /hooks/a HTTP/1.1\r\nHost: a\r\n")
            .append(GateUnderTest.PROOF)
            .append("Transfer-Encoding: chunked\r\n\r\n");
    int half = body.length() / 2;
    for (String part : new ArrayList<>(List.of(body.substring(0, half), body.substring(half)))) {
      request.append(Integer.toHexString(part.length())).append("\r\n").append(part).append("\r\n");
    }
    return request.append("0\r\n\r\n").toString();
  }

  private static void awaitUsed(GateUnderTest gate, long bytes) {
    until(() -> bytes == 0 ? gate.bodies.used() == 0 : gate.bodies.used() >= bytes);
  }

  private static void awaitChecks(GateUnderTest gate, int checks) {
    until(() -> gate.checks.get() >= checks);
  }

  private static void awaitSize(List<?> list, int size) {
    until(() -> list.size() >= size);
    assertThat(list).hasSize(size);
  }
}
