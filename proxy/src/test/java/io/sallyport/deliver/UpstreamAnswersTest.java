package io.sallyport.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.verdict.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // the wire ends its lines by CRLF
@DisplayName("threats rows 70 and 74: answers of upstreams, good, broken, lying and endless")
class UpstreamAnswersTest extends UpstreamCase {
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
}
