package io.sallyport.ingress;

import static io.sallyport.fixture.Http2Frames.CONTINUATION;
import static io.sallyport.fixture.Http2Frames.END_HEADERS;
import static io.sallyport.fixture.Http2Frames.END_STREAM;
import static io.sallyport.fixture.Http2Frames.HEADERS;
import static io.sallyport.fixture.Http2Frames.PING;
import static io.sallyport.fixture.Http2Frames.REFUSED_STREAM;
import static io.sallyport.fixture.Http2Frames.RST_STREAM;
import static io.sallyport.fixture.Http2Frames.SETTINGS;
import static io.sallyport.fixture.Http2Frames.cancel;
import static io.sallyport.fixture.Http2Frames.frame;
import static io.sallyport.fixture.Http2Frames.genuineHead;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.Http2Frames;
import io.sallyport.fixture.Http2Frames.Frame;
import io.sallyport.fixture.RawClient;
import io.sallyport.ingress.http1.ConnectionTimes;
import io.sallyport.pipeline.Delivered;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 9113 §10.5 warns of, frame by frame; and after each, the gate serves on. */
@DisplayName("threats row 32: floods of HTTP/2")
class Http2FloodTest {
  private static final int STREAMS_MAX = 100;
  private static final int MAX_CONCURRENT_STREAMS = 3;
  private static final int MAX_HEADER_LIST_SIZE = 6;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger delivered = new AtomicInteger();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void theCapsAreAnnounced() throws IOException {
    try (GateUnderTest gate = gate();
        RawClient client = gate.client()) {
      client.send(Http2Frames.opening());

      Map<Integer, Integer> said =
          Http2Frames.settings(Http2Frames.readUntil(client, SETTINGS).get(0));
      assertThat(said).containsEntry(MAX_CONCURRENT_STREAMS, STREAMS_MAX);
      assertThat(said).containsEntry(MAX_HEADER_LIST_SIZE, 16 * 1024);
    }
  }

  /** Streams whose answers are awaited: the one beyond the cap is refused, and reaches nobody. */
  @Test
  void noMoreStreamsAreOpenThanAnnounced() throws IOException {
    try (GateUnderTest gate = gate();
        RawClient client = gate.client()) {
      client.send(Http2Frames.opening());
      for (int i = 0; i < STREAMS_MAX + 1; i++) {
        client.send(frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, genuineHead()));
      }

      List<Frame> frames = Http2Frames.readUntil(client, RST_STREAM);
      Frame refused = frames.get(frames.size() - 1);
      assertThat(refused.stream()).isEqualTo(2 * STREAMS_MAX + 1);
      assertThat(refused.number(0)).isEqualTo(REFUSED_STREAM);
      assertThat(delivered).hasValue(STREAMS_MAX);
    }
  }

  /** CVE-2023-44487: opened and cancelled at once, which the cap on open streams never sees. */
  @Test
  void rapidResetsEndTheConnection() {
    try (GateUnderTest gate = gate();
        RawClient client = gate.client()) {
      client.send(Http2Frames.opening());
      boolean taken = true;
      for (int i = 0; i < 20_000 && taken; i++) {
        taken =
            client.trySend(frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, genuineHead()))
                && client.trySend(cancel(2 * i + 1));
      }

      assertEnds(client);
      assertThat(delivered).as("what one connection could start").hasValueLessThan(250);
      assertServes(gate);
    }
  }

  /** CVE-2024-27316 and its kin: a head that never ends. */
  @ParameterizedTest(name = "{0} bytes each")
  @ValueSource(ints = {0, 5, 1_000, 16_000})
  void continuationsWithoutEndEndTheConnection(int bytes) {
    try (GateUnderTest gate = gate();
        RawClient client = gate.client()) {
      client.send(Http2Frames.opening());
      client.send(frame(HEADERS, END_STREAM, 1, genuineHead()));
      byte[] part = bytes == 0 ? new byte[0] : Http2Frames.kept("a", "b".repeat(bytes - 4));
      byte[] continuation = frame(CONTINUATION, 0, 1, part);
      for (int i = 0; i < 10_000 && client.trySend(continuation); i++) {
        // never the last one
      }

      assertEnds(client);
      assertThat(delivered).hasValue(0);
      assertServes(gate);
    }
  }

  /** A field put into the table once and then named by one byte, again and again. */
  @Test
  void aFewBytesThatUnfoldIntoMegabytesAreRefused() {
    try (GateUnderTest gate = gate();
        RawClient client = gate.client()) {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      head.writeBytes(genuineHead());
      head.writeBytes(Http2Frames.kept("a", "b".repeat(3_000)));
      for (int i = 0; i < 5_000; i++) {
        head.write(0x80 | 62); // the newest entry of the table
      }
      client.send(Http2Frames.opening());
      client.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, head.toByteArray()));
      client.patience(2_000);

      assertThat(Http2Frames.readAll(client).stream().mapToInt(it -> it.payload().length).sum())
          .as("an answer or a reset, and no echo")
          .isLessThan(4_096);
      assertThat(delivered).hasValue(0);
      assertServes(gate);
    }
  }

  @ParameterizedTest(name = "frames of type {0}")
  @ValueSource(ints = {SETTINGS, PING})
  void whatMustBeAcknowledgedEndsTheConnection(int type) {
    try (GateUnderTest gate = gate();
        RawClient client = gate.client()) {
      client.send(Http2Frames.opening());
      byte[] payload = new byte[type == PING ? 8 : 0];
      ByteArrayOutputStream many = new ByteArrayOutputStream();
      for (int i = 0; i < 1_000; i++) {
        many.writeBytes(frame(type, 0, 0, payload));
      }
      for (int i = 0; i < 2_000 && client.trySend(many.toByteArray()); i++) {
        // never reading the acknowledgements
      }

      assertEnds(client);
      assertServes(gate);
    }
  }

  @Test
  void emptyDataWithoutEndEndsTheConnection() {
    try (GateUnderTest gate = gate();
        RawClient client = gate.client()) {
      client.send(Http2Frames.opening());
      client.send(frame(HEADERS, END_HEADERS, 1, genuineHead()));
      for (int i = 0;
          i < 20_000 && client.trySend(frame(Http2Frames.DATA, 0, 1, new byte[0]));
          i++) {
        // says nothing, and never ends
      }

      assertEnds(client);
      assertThat(delivered).hasValue(0);
      assertServes(gate);
    }
  }

  /** A window of nothing: the answer cannot be sent, and must not wait for ever. */
  @Test
  void aStreamWithoutAWindowIsReset() throws IOException {
    Duration soon = Duration.ofMillis(300);
    Duration longer = Duration.ofSeconds(60);
    try (GateUnderTest gate =
            GateUnderTest.at(vertx)
                .with("a")
                .http2()
                .times(new ConnectionTimes(longer, longer, longer, soon, longer))
                .open();
        RawClient client = gate.client()) {
      client.send(Http2Frames.PREFACE);
      client.send(frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0}));
      client.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, forgedHead()));

      List<Frame> frames = Http2Frames.readUntil(client, RST_STREAM);

      assertThat(frames.stream().filter(it -> it.type() == Http2Frames.DATA)).isEmpty();
      assertThat(frames.get(frames.size() - 1).stream()).isEqualTo(1);
      assertThat(gate.decisions).hasSize(1);
    }
  }

  private static byte[] forgedHead() {
    byte[] head = genuineHead();
    head[head.length - 1] = 'x';
    return head;
  }

  private GateUnderTest gate() {
    return GateUnderTest.at(vertx)
        .with("a")
        .delivery(
            parcel -> {
              delivered.incrementAndGet();
              return Promise.<Delivered>promise().future();
            })
        .http2()
        .open();
  }

  private static void assertServes(GateUnderTest gate) {
    assertThat(gate.exchangeHttp1("/hooks/nobody")).isEqualTo(404);
  }

  private static void assertEnds(RawClient client) {
    try {
      client.readToEnd();
    } catch (java.io.UncheckedIOException reset) {
      assertThat(reset).hasCauseInstanceOf(java.net.SocketException.class);
    }
  }
}
