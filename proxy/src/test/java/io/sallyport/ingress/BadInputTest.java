package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.DocumentedRows;
import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The first table of docs/answers.md, row by row: what the front door answers by itself. */
@SuppressWarnings("StringConcatToTextBlock") // the wire ends its lines by CRLF
@DisplayName("docs/answers.md, and threats rows 25, 29, 34 and 38")
class BadInputTest {
  private static final String HEADING = "### Requests";
  private static final String HOST = "Host: hooks.example.com\r\n";
  private static Vertx vertx;
  private static RecordingUpstream upstream;
  private static GateUnderTest gate;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    upstream = RecordingUpstream.ok(vertx);
    gate =
        GateUnderTest.at(vertx)
            .hosts("hooks.example.com")
            .with("a", GateUnderTest.to(upstream, "/app"))
            .withBroken("broken")
            .open();
  }

  @AfterAll
  static void close() {
    gate.close();
    vertx.close().await();
  }

  @BeforeEach
  void forget() {
    gate.decisions.clear();
  }

  static Stream<Arguments> rows() {
    String head = "POST /hooks/a HTTP/1.1\r\n" + HOST;
    return Stream.of(
        row("a good head, no signature", head + "\r\n", 401, Reason.SIGNATURE_MISMATCH),
        row(
            "a body of 10 MiB, announced",
            head + "Content-Length: 10485760\r\n\r\n",
            413,
            Reason.BODY_TOO_LARGE),
        row(
            "a gzip body",
            head + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\u001f\u008b",
            415,
            Reason.BODY_ENCODING),
        row(
            "a field of 64 KiB",
            head + "X: " + "y".repeat(64 << 10) + "\r\n\r\n",
            431,
            Reason.HEADERS_TOO_LARGE),
        row(
            "two Content-Length",
            head + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
            400,
            Reason.REQUEST_MALFORMED),
        row(
            "Transfer-Encoding with Content-Length",
            head + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
            400,
            Reason.REQUEST_MALFORMED),
        row(
            "a chunk without a size",
            head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            400,
            Reason.REQUEST_MALFORMED),
        row(
            "chunks with trailers",
            head + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n",
            400,
            Reason.REQUEST_MALFORMED),
        row(
            "an absolute-form target",
            "POST http://hooks.example.com/hooks/a HTTP/1.1\r\n" + HOST + "\r\n",
            400,
            Reason.REQUEST_MALFORMED),
        row(
            "NUL in the target",
            "POST /hooks/a\u0000 HTTP/1.1\r\n" + HOST + "\r\n",
            400,
            Reason.REQUEST_MALFORMED),
        row(
            "%00 in the target",
            "POST /hooks/a%00 HTTP/1.1\r\n" + HOST + "\r\n", 404, Reason.PATH_UNKNOWN),
        row(
            "// in the target",
            "POST //hooks/a HTTP/1.1\r\n" + HOST + "\r\n",
            404,
            Reason.PATH_UNKNOWN),
        row(
            "%2e%2e in the target",
            "POST /hooks/b/%2e%2e/a HTTP/1.1\r\n" + HOST + "\r\n", 404, Reason.PATH_UNKNOWN),
        row(
            "a path that is nobody's",
            "POST /hooks/nobody HTTP/1.1\r\n" + HOST + "\r\n",
            404,
            Reason.PATH_UNKNOWN),
        row("GET", "GET /hooks/a HTTP/1.1\r\n" + HOST + "\r\n", 405, Reason.METHOD_NOT_ALLOWED),
        row("HEAD", "HEAD /hooks/a HTTP/1.1\r\n" + HOST + "\r\n", 405, Reason.METHOD_NOT_ALLOWED),
        row(
            "PUT",
            "PUT /hooks/a HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n\r\nx",
            405,
            Reason.METHOD_NOT_ALLOWED),
        row("TRACE", "TRACE /hooks/a HTTP/1.1\r\n" + HOST + "\r\n", 405, Reason.METHOD_NOT_ALLOWED),
        row(
            "a method nobody knows",
            "BREW /hooks/a HTTP/1.1\r\n" + HOST + "\r\n",
            405,
            Reason.METHOD_NOT_ALLOWED),
        row(
            "X-HTTP-Method-Override",
            "GET /hooks/a HTTP/1.1\r\n" + HOST + "X-HTTP-Method-Override: POST\r\n\r\n",
            405,
            Reason.METHOD_NOT_ALLOWED),
        row(
            "CONNECT",
            "CONNECT hooks.example.com:443 HTTP/1.1\r\n" + HOST + "\r\n",
            400,
            Reason.REQUEST_MALFORMED),
        row(
            "another Host",
            "POST /hooks/a HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            421,
            Reason.HOST_UNKNOWN),
        row(
            "our Host in capitals, with a port",
            "POST /hooks/a HTTP/1.1\r\nHost: HOOKS.example.com:443\r\n\r\n",
            401,
            Reason.SIGNATURE_MISMATCH),
        row(
            "the path of a policy that never loaded",
            "POST /hooks/broken HTTP/1.1\r\n" + HOST + "\r\n",
            503,
            Reason.POLICY_BROKEN),
        row(
            "a path below it",
            "GET /hooks/broken/x HTTP/1.1\r\n" + HOST + "\r\n",
            503,
            Reason.POLICY_BROKEN));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("rows")
  void getsItsAnswer(String name, String bytes, int status, Reason reason) {
    int before = upstream.received().size();

    RawClient.Answer answer;
    try (RawClient client = gate.client()) {
      client.trySend(bytes.getBytes(StandardCharsets.ISO_8859_1));
      answer = bytes.startsWith("HEAD") ? headOnly(client) : client.read();
    }

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.field("Content-Type")).hasValue("application/problem+json");
    if (!bytes.startsWith("HEAD")) {
      assertThat(answer.text())
          .matches(
              "\\{\"type\":\"about:blank\",\"title\":\"[A-Za-z ]+\",\"status\":"
                  + status
                  + ",\"instance\":\"urn:sallyport:r-[a-z2-9]{4}-[a-z2-9]{4}\"}");
    }
    assertThat(DocumentedRows.of("answers.md", HEADING))
        .containsEntry(name, status + " " + reason.code());
    assertThat(gate.decision().reason()).hasValue(reason);
    assertThat(gate.decision().verdict()).isEqualTo("reject");
    assertThat(gate.decision().status()).isEqualTo(status);
    assertThat(upstream.received()).hasSize(before);
  }

  @Test
  void thePageNamesTheseRowsAndNoOthers() {
    assertThat(DocumentedRows.of("answers.md", HEADING).keySet())
        .containsExactlyElementsOf(rows().map(row -> (String) row.get()[0]).toList());
  }

  @Test
  void anEndlessChunkedBodyIsRefusedAtTheBound() {
    byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    try (RawClient client = gate.client()) {
      client.send("POST /hooks/a HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 40 && client.trySend(chunk); i++) {
        // as a sender that never looks at answers would
      }

      assertThat(client.read().status()).isEqualTo(413);
    }
  }

  @Test
  void aSenderThatWritesEverythingFirstStillReadsItsAnswer() {
    try (RawClient client = gate.client()) {
      client.send("POST /hooks/a HTTP/1.1\r\n" + HOST + "Content-Length: 5000000\r\n\r\n");
      client.send(new byte[5_000_000]);

      assertThat(client.read().status()).isEqualTo(413);
      assertThat(client.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void whatIsAllowedInsteadIsSaid() {
    RawClient.Answer answer = gate.exchange("GET /hooks/a HTTP/1.1\r\n" + HOST + "\r\n");

    assertThat(answer.field("Allow")).hasValue("POST");
  }

  @Test
  void anAnswerToHeadHasNoBody() {
    try (RawClient client = gate.client()) {
      client.send(
          "HEAD /hooks/a HTTP/1.1\r\n" + HOST + "\r\n" + GateUnderTest.post("/hooks/a", "x"));

      assertThat(headOnly(client).status()).isEqualTo(405);
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  private static RawClient.Answer headOnly(RawClient client) {
    try {
      String head = client.readHead();
      return new RawClient.Answer(Integer.parseInt(head.substring(9, 12)), head, RawBody.empty());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Arguments row(Object... cells) {
    return Arguments.of(cells);
  }
}
