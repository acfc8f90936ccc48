package io.sallyport.ingress;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.ingress.http1.ConnectionTimes;
import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Fields;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Slow senders meet absolute deadlines: a byte now and then extends none of them. The times are
 * short, and what a test waits for is the gate's answer or its end of the connection.
 */
@DisplayName("threats row 31: slow heads, slow bodies, slow readers")
class DeadlinesTest {
  private static final String HEAD = "POST /hooks/a HTTP/1.1\r\nHost: a\r\n" + GateUnderTest.PROOF;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final Vertx vertx = Vertx.vertx();
  private final RecordingUpstream upstream = RecordingUpstream.ok(vertx);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void aHeadThatTricklesIsAnswered408AtItsDeadline() {
    try (GateUnderTest gate = gate(new ConnectionTimes(SHORT, LONG, LONG, LONG, LONG));
        RawClient client = gate.client()) {
      client.send(HEAD);

      RawClient.Answer answer = trickleUntilAnswered(client, "X-A: b\r\n");

      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.field("Connection")).hasValue("close");
      assertThat(upstream.received()).isEmpty();
    }
  }

  @Test
  void aConnectionThatSaysNothingIsEndedAtTheDeadlineOfAHead() {
    try (GateUnderTest gate = gate(new ConnectionTimes(SHORT, LONG, LONG, LONG, SHORT));
        RawClient client = gate.client()) {
      assertThat(client.read().status()).isEqualTo(408);
      assertThat(client.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void aBodyThatTricklesIsAnswered408AtItsDeadline() {
    try (GateUnderTest gate = gate(new ConnectionTimes(LONG, SHORT, LONG, LONG, LONG));
        RawClient client = gate.client()) {
      client.send(HEAD + "Content-Length: 100000\r\n\r\n");

      RawClient.Answer answer = trickleUntilAnswered(client, "x");

      assertThat(answer.status()).isEqualTo(408);
      gate.awaitNoBodies();
      assertThat(upstream.received()).isEmpty();
    }
  }

  @Test
  void chunksThatTrickleAreAnswered408AtTheDeadline() {
    try (GateUnderTest gate = gate(new ConnectionTimes(LONG, SHORT, LONG, LONG, LONG));
        RawClient client = gate.client()) {
      client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");

      assertThat(trickleUntilAnswered(client, "1\r\nx\r\n").status()).isEqualTo(408);
    }
  }

  @Test
  void aKeptConnectionIsEndedWhenItIsIdleTooLong() {
    try (GateUnderTest gate = gate(new ConnectionTimes(LONG, LONG, SHORT, LONG, LONG));
        RawClient client = gate.client()) {
      assertThat(client.send(GateUnderTest.post("/hooks/a", "x")).read().status()).isEqualTo(200);

      assertThat(client.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void whoReadsNothingOfALongAnswerIsCutOff() {
    Buffer large = Buffer.buffer(new byte[8 << 20]);
    try (GateUnderTest gate =
            GateUnderTest.at(vertx)
                .with("a")
                .delivery(
                    parcel ->
                        Future.succeededFuture(
                            new Delivered.Relayed(
                                200, new Fields(), large, Optional.empty(), large.length())))
                .times(new ConnectionTimes(LONG, LONG, LONG, SHORT, LONG))
                .open();
        RawClient client = gate.client()) {
      client.send(GateUnderTest.post("/hooks/a", "x"));

      awaitNoConnections(gate);
    }
  }

  @Test
  void aHundredSlowSendersDoNotDelayOneThatIsQuick() {
    try (GateUnderTest gate = gate(new ConnectionTimes(LONG, LONG, LONG, LONG, LONG))) {
      List<RawClient> slow = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        slow.add(
            gate.client()
                .send(i % 2 == 0 ? "POST /hooks/a HTT" : HEAD + "Content-Length: 9\r\n\r\nx"));
      }

      RawClient.Answer answer = gate.exchange(GateUnderTest.post("/hooks/a", "x"));

      assertThat(answer.status()).isEqualTo(200);
      slow.forEach(RawClient::close);
    }
  }

  private GateUnderTest gate(ConnectionTimes times) {
    return GateUnderTest.at(vertx).with("a", GateUnderTest.to(upstream, "/")).times(times).open();
  }

  /** Sends pieces as fast as the answer's absence allows, never waiting for a clock of its own. */
  private static RawClient.Answer trickleUntilAnswered(RawClient client, String piece) {
    client.patience(20);
    while (true) {
      client.trySend(piece.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      try {
        if (client.socket().getInputStream().available() > 0) {
          return client.patience(20_000).read();
        }
        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
      } catch (java.io.IOException closed) {
        throw new java.io.UncheckedIOException(closed);
      }
    }
  }

  private static void awaitNoConnections(GateUnderTest gate) {
    until(() -> gate.connections.total() == 0);
  }
}
