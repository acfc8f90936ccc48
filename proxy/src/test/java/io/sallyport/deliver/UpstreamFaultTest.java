package io.sallyport.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.verdict.Reason;
import io.vertx.core.Vertx;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // the wire ends its lines by CRLF
@DisplayName("threats rows 68, 70 and 74: upstreams that fail, lie or overwhelm")
class UpstreamFaultTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299, 400, 401, 404, 409, 422, 429, 500, 503, 599})
  void anAnswerIsRelayed(int status) {
    RecordingUpstream upstream =
        RecordingUpstream.answering(
            vertx,
            request -> {
              request.response().setStatusCode(status).putHeader("X-App", "1");
              if (status == 204) {
                request.response().end();
              } else {
                request.response().end("app says " + status);
              }
            });
    try (GateUnderTest gate = gate(to(upstream.uri("/"), 4, LONG))) {
      RawClient.Answer answer = post(gate);

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.field("X-App")).hasValue("1");
      assertThat(answer.text()).isEqualTo(status == 204 ? "" : "app says " + status);
      assertThat(gate.decision().verdict()).isEqualTo("forward");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308, 410, 600, 999})
  void noRedirectNoGoneAndNothingUnheardOf(int status) {
    AtomicInteger canary = new AtomicInteger();
    RecordingUpstream elsewhere =
        RecordingUpstream.answering(
            vertx,
            request -> {
              canary.incrementAndGet();
              request.response().end();
            });
    String answer =
        "HTTP/1.1 "
            + status
            + " X\r\nLocation: "
            + elsewhere.uri("/x")
            + "\r\nContent-Length: 0\r\n\r\n";
    try (GateUnderTest gate = gate(to(raw(answer), 4, LONG))) {
      RawClient.Answer answered = post(gate);

      assertThat(answered.status()).isEqualTo(502);
      assertThat(answered.field("Location")).isEmpty();
      assertThat(answered.field("Content-Type")).hasValue("application/problem+json");
      assertThat(gate.decision().reason()).hasValue(Reason.UPSTREAM_ANSWER);
      assertThat(canary).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Trailer: x\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\nok"
      })
  void everyFramingOfAnAnswer(String bytes) {
    try (GateUnderTest gate = gate(to(raw(bytes), 4, LONG))) {
      RawClient.Answer answer = post(gate);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("ok");
      assertThat(answer.field("Link")).isEmpty();
      assertThat(answer.field("X-Trailer")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
        "garbage\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
      })
  void whatIsNoAnswerIs502(String bytes) {
    try (GateUnderTest gate = gate(to(raw(bytes), 4, LONG))) {
      assertThat(post(gate).status()).isEqualTo(502);
      assertThat(gate.decision().reason()).hasValue(Reason.UPSTREAM_ANSWER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "HTTP/1.1 200 OK\r\n"})
  void anAnswerThatBreaksOffIs502(String bytes) {
    try (GateUnderTest gate = gate(to(raw(bytes), 4, LONG))) {
      assertThat(post(gate).status()).isEqualTo(502);
      assertThat(gate.decision().reason())
          .get()
          .isIn(Reason.UPSTREAM_UNREACHABLE, Reason.UPSTREAM_ANSWER);
    }
  }

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
  void fieldsOfTheHopEndHere() {
    String bytes =
        "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: timeout=5\r\nX-Hop: 1\r\n"
            + "Proxy-Authenticate: x\r\nUpgrade: h2c\r\nSallyport-Event: forged\r\nX_Under: 1\r\n"
            + "X-End: kept\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok";
    try (GateUnderTest gate = gate(to(raw(bytes), 4, LONG))) {
      RawClient.Answer answer = post(gate);

      assertThat(answer.field("X-End")).hasValue("kept");
      assertThat(answer.field("Set-Cookie")).hasValue("a=b");
      assertThat(answer.head())
          .doesNotContain("X-Hop", "Keep-Alive", "Proxy-", "Upgrade", "forged", "X_Under");
    }
  }

  @Test
  void aCompressedAnswerStaysAsItIs() {
    byte[] coded = {0x1f, (byte) 0x8b, 1, 2, 3};
    RecordingUpstream upstream =
        RecordingUpstream.answering(
            vertx,
            request ->
                request.response().putHeader("Content-Encoding", "gzip").end(Buffer.buffer(coded)));
    try (GateUnderTest gate = gate(to(upstream.uri("/"), 4, LONG))) {
      RawClient.Answer answer = post(gate);

      assertThat(answer.field("Content-Encoding")).hasValue("gzip");
      assertThat(answer.body()).isEqualTo(coded);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64 * 1024, 64 * 1024 + 1, 5 << 20})
  void aLongAnswerIsRelayedWhole(int size) {
    byte[] large = new byte[size];
    for (int i = 0; i < size; i++) {
      large[i] = (byte) (i * 31);
    }
    for (boolean chunked : new boolean[] {true, false}) {
      RecordingUpstream upstream =
          RecordingUpstream.answering(
              vertx, request -> request.response().setChunked(chunked).end(Buffer.buffer(large)));
      try (GateUnderTest gate = gate(to(upstream.uri("/"), 4, LONG));
          RawClient client = gate.client()) {
        client.send(GateUnderTest.post("/hooks/a", "x"));
        RawClient.Answer answer = client.read();

        assertThat(answer.body()).isEqualTo(large);
        client.send(GateUnderTest.post("/hooks/a", "x"));
        assertThat(client.read().status()).as("the connection can be used again").isEqualTo(200);
      }
    }
  }

  @Test
  void anAnswerThatSaysItIsTooLongIs502() {
    String bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n" + "x".repeat(100_000);
    try (GateUnderTest gate = gate(to(raw(bytes), 4, LONG))) {
      assertThat(post(gate).status()).isEqualTo(502);
    }
  }

  @Test
  void anEndlessAnswerIsBrokenOffSoThatNobodyTakesItForWhole() {
    NetServer endless =
        vertx
            .createNetServer()
            .connectHandler(
                socket ->
                    socket.handler(
                        request -> {
                          socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                          Buffer chunk = Buffer.buffer("8000\r\n" + "x".repeat(0x8000) + "\r\n");
                          pour(socket, chunk);
                        }))
            .listen(0, "127.0.0.1")
            .await();
    URI uri = URI.create("http://127.0.0.1:" + endless.actualPort() + "/");
    try (GateUnderTest gate = gate(to(uri, 4, LONG));
        RawClient client = gate.client()) {
      client.send(GateUnderTest.post("/hooks/a", "x"));

      String all = client.readToEnd();

      assertThat(all).startsWith("HTTP/1.1 200 OK").doesNotEndWith("0\r\n\r\n");
      assertThat((long) all.length()).isBetween(1L << 20, AnswerAssembly.RELAYED_BYTES_MAX * 2);
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

  private GateUnderTest gate(Destination destination) {
    return GateUnderTest.at(vertx).with("a", destination).open();
  }

  private static RawClient.Answer post(GateUnderTest gate) {
    return gate.exchange(GateUnderTest.post("/hooks/a", "x"));
  }

  private static Destination to(URI uri, int places, Duration timeout) {
    return new Destination(
        Optional.empty(),
        uri,
        false,
        timeout,
        places,
        Optional.empty(),
        ForwardedQuery.whole(),
        true,
        DeliveryRule.passThrough(),
        false);
  }

  /** A server that answers the first bytes of every connection so and closes; null says nothing. */
  private URI raw(String answer) {
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                socket ->
                    socket.handler(
                        request -> {
                          if (answer != null) {
                            socket.write(Buffer.buffer(answer, "ISO-8859-1"));
                            socket.end();
                          }
                        }))
            .listen(0, "127.0.0.1")
            .await();
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/");
  }

  private static void pour(NetSocket socket, Buffer part) {
    socket.write(part).onSuccess(written -> pour(socket, part));
  }

  private static void pourCounted(NetSocket socket, Buffer part, AtomicInteger written, int left) {
    if (left > 0) {
      socket
          .write(part)
          .onSuccess(
              done -> {
                written.incrementAndGet();
                pourCounted(socket, part, written, left - 1);
              });
    }
  }

  /** Until the count has not changed for a good while. */
  private static void awaitCalm(AtomicInteger count) {
    int known = -1;
    long since = System.nanoTime();
    while (System.nanoTime() - since < Duration.ofMillis(500).toNanos()) {
      if (count.get() != known) {
        known = count.get();
        since = System.nanoTime();
      }
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  private static void awaitSize(List<?> list, int size) {
    long give = System.nanoTime() + LONG.toNanos();
    while (list.size() < size && System.nanoTime() < give) {
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
    assertThat(list).hasSizeGreaterThanOrEqualTo(size);
  }
}
