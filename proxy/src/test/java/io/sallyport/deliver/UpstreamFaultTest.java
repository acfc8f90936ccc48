package io.sallyport.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.verdict.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("StringConcatToTextBlock") // the wire ends its lines by CRLF
@DisplayName("threats row 68: upstreams that fail, stall or are full")
class UpstreamFaultTest extends UpstreamCase {
  @Test
  void nobodyListeningIs502() {
    NetServer gone = vertx.createNetServer().connectHandler(NetSocket::close).listen(0).await();
    int port = gone.actualPort();
    gone.close().await();
    try (GateUnderTest gate = gate(to(URI.create("http://127.0.0.1:" + port + "/"), 4, LONG))) {
      assertThat(post(gate).status()).isEqualTo(502);
      assertThat(gate.decision().reason()).hasValue(Reason.UPSTREAM_UNREACHABLE);
    }
  }

  @Test
  void noAnswerInTimeIs504() {
    try (GateUnderTest gate = gate(to(raw(null), 4, Duration.ofMillis(300)))) {
      RawClient.Answer answer = post(gate);

      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.field("Content-Type")).hasValue("application/problem+json");
      assertThat(gate.decision().reason()).hasValue(Reason.UPSTREAM_TIMEOUT);
      gate.awaitNoBodies();
    }
  }

  @Test
  void aSenderThatDoesNotReadHoldsTheUpstreamBackAndNotTheMemory() {
    AtomicInteger written = new AtomicInteger();
    NetServer endless =
        vertx
            .createNetServer()
            .connectHandler(
                socket ->
                    socket.handler(
                        request -> {
                          socket.write("HTTP/1.1 200 OK\r\nContent-Length: 16000000\r\n\r\n");
                          pourCounted(socket, Buffer.buffer(new byte[100_000]), written, 160);
                        }))
            .listen(0, "127.0.0.1")
            .await();
    URI uri = URI.create("http://127.0.0.1:" + endless.actualPort() + "/");
    try (GateUnderTest gate = gate(to(uri, 4, LONG));
        RawClient client = gate.client()) {
      client.send(GateUnderTest.post("/hooks/a", "x"));
      awaitCalm(written);
      assertThat(written.get()).as("parts written while nobody reads").isLessThan(160);

      assertThat(client.read().body()).hasSize(16_000_000);
    }
  }

  @Test
  void oneStalledUpstreamLeavesTheOthersUnchanged() {
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    RecordingUpstream stalled = RecordingUpstream.answering(vertx, held::add);
    RecordingUpstream healthy = RecordingUpstream.ok(vertx);
    try (GateUnderTest gate =
        GateUnderTest.at(vertx)
            .with("stalled", to(stalled.uri("/"), 2, LONG))
            .with("healthy", to(healthy.uri("/"), 2, LONG))
            .open()) {
      List<RawClient> waiting = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        waiting.add(gate.client().send(GateUnderTest.post("/hooks/stalled", "x")));
      }
      awaitSize(held, 2);

      for (int i = 0; i < 50; i++) {
        assertThat(gate.exchange(GateUnderTest.post("/hooks/healthy", "x")).status())
            .isEqualTo(200);
      }
      RawClient.Answer busy = gate.exchange(GateUnderTest.post("/hooks/stalled", "x"));

      assertThat(busy.status()).isEqualTo(503);
      assertThat(busy.field("Retry-After")).isPresent();
      assertThat(held).as("never more at once than there are places").hasSize(2);
      for (int answered = 0; answered < 6; answered++) {
        awaitSize(held, Math.min(6, answered + 1));
        held.get(answered).response().end();
      }
      waiting.forEach(client -> assertThat(client.read().status()).isEqualTo(200));
      waiting.forEach(RawClient::close);
    }
  }

  @Test
  void aTurnThatNeverComesIs503() {
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    RecordingUpstream stalled = RecordingUpstream.answering(vertx, held::add);
    try (GateUnderTest gate = gate(to(stalled.uri("/"), 1, Duration.ofMillis(500)));
        RawClient first = gate.client();
        RawClient second = gate.client()) {
      first.send(GateUnderTest.post("/hooks/a", "x"));
      awaitSize(held, 1);
      second.send(GateUnderTest.post("/hooks/a", "x"));

      assertThat(List.of(first.read().status(), second.read().status()))
          .contains(504)
          .containsAnyOf(503, 504);
      assertThat(held).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void connectionsAreKeptAndUsedAgain() {
    AtomicInteger connections = new AtomicInteger();
    RecordingUpstream upstream =
        RecordingUpstream.answering(
            vertx,
            request -> {
              connections.set(request.remoteAddress().port());
              request.response().end("" + request.remoteAddress().port());
            });
    try (GateUnderTest gate = gate(to(upstream.uri("/"), 4, LONG));
        RawClient client = gate.client()) {
      String first = client.send(GateUnderTest.post("/hooks/a", "x")).read().text();
      String second = client.send(GateUnderTest.post("/hooks/a", "x")).read().text();

      assertThat(second).isEqualTo(first);
    }
  }

  @Test
  void aDestinationThatIsNotRelayedDecidesByItsStatusAlone() {
    AtomicInteger status = new AtomicInteger(200);
    RecordingUpstream upstream =
        RecordingUpstream.answering(
            vertx, request -> request.response().setStatusCode(status.get()).end("inside"));
    Destination quiet =
        new Destination(
            Optional.empty(),
            upstream.uri("/"),
            false,
            LONG,
            4,
            Optional.empty(),
            ForwardedQuery.whole(),
            false,
            DeliveryRule.passThrough(),
            false);
    try (GateUnderTest gate = gate(quiet)) {
      RawClient.Answer good = post(gate);
      status.set(500);
      RawClient.Answer bad = post(gate);

      assertThat(good.status()).isEqualTo(200);
      assertThat(good.text()).isEmpty();
      assertThat(bad.status()).isEqualTo(500);
      assertThat(bad.text()).isEmpty();
    }
  }

  @Test
  void withoutADestinationWhatIsGenuineIsAccepted() {
    try (GateUnderTest gate = GateUnderTest.at(vertx).with("a").open()) {
      assertThat(post(gate).status()).isEqualTo(200);
      assertThat(gate.exchange("POST /hooks/a HTTP/1.1\r\nHost: a\r\n\r\n").status())
          .isEqualTo(401);
    }
  }
}
