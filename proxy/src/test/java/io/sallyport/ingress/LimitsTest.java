package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.ingress.Acceptance.SourceLimit;
import io.sallyport.verdict.Reason;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("threats rows 57, 58 and 59: limits by source, before any cryptography")
class LimitsTest extends BoundedGateCase {
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

  /** A balancer is one source, and hands a 429 on to the sender instead of asking another node. */
  @Test
  void whileNothingIsLetInItIsSaidWithA503HoweverMuchComes() {
    try (GateUnderTest gate = limited().open()) {
      gate.entrance.close();
      for (int i = 0; i < 10; i++) {
        assertIsSentElsewhere(answer(gate, GENUINE));
      }
      assertThat(gate.decisions.get(9).reason()).hasValue(Reason.NODE_DRAINING);

      gate.entrance.open();

      assertThat(answer(gate, GENUINE).status()).isEqualTo(200);
    }
  }

  @Test
  void norIsASourceToldThatItIsLimitedByWhatItDidBefore() {
    try (GateUnderTest gate = limited().open()) {
      for (int i = 0; i < 3; i++) {
        answer(gate, FORGED);
      }
      gate.entrance.close();

      assertIsSentElsewhere(answer(gate, GENUINE));

      assertThat(gate.entrance.within()).isZero();
      gate.entrance.open();
      assertThat(answer(gate, GENUINE).status()).isEqualTo(429);
    }
  }

  /** Over a connection of its own: what is refused before its body ends the connection. */
  private static RawClient.Answer answer(GateUnderTest gate, String request) {
    try (RawClient client = gate.client()) {
      return client.send(request).read();
    }
  }

  private static void assertIsSentElsewhere(RawClient.Answer refused) {
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.field("Retry-After")).isPresent();
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
}
