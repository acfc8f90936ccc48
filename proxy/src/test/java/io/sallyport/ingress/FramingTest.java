package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The strict request gate over raw sockets. The shapes are those of HTTP Garden's corpus, of the
 * smuggler lists and of llhttp's strict-mode tests, written anew.
 */
@SuppressWarnings("StringConcatToTextBlock") // the wire ends its lines by CRLF
@DisplayName("threats rows 24, 25, 29, 33, 37 and 38: framing")
class FramingTest {
  private static final String HOST = "Host: hooks.example.com\r\n";
  private static final String PROOF = GateUnderTest.PROOF;
  private static Vertx vertx;
  private static RecordingUpstream upstream;
  private static GateUnderTest gate;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    upstream = RecordingUpstream.ok(vertx);
    gate = GateUnderTest.at(vertx).with("a", GateUnderTest.to(upstream, "/app")).open();
  }

  @AfterAll
  static void close() {
    gate.close();
    vertx.close().await();
  }

  static Stream<Arguments> refused() {
    String post = "POST /hooks/a HTTP/1.1\r\n" + HOST + PROOF;
    return Stream.of(
        // two framings, or one that is not what it should be
        row("TE and CL", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        row("CL and TE", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
        row("two CLs", post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok"),
        row("two unlike CLs", post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok!"),
        row("a list as CL", post + "Content-Length: 2, 2\r\n\r\nok"),
        row("CL +2", post + "Content-Length: +2\r\n\r\nok"),
        row("CL -2", post + "Content-Length: -2\r\n\r\nok"),
        row("CL 0x2", post + "Content-Length: 0x2\r\n\r\nok"),
        row("CL 2 2", post + "Content-Length: 2 2\r\n\r\nok"),
        row("empty CL", post + "Content-Length:\r\n\r\nok"),
        row("CL of Arabic digits", post + "Content-Length: \u00d9\u00a2\r\n\r\nok"),
        row("CL overflow", post + "Content-Length: 18446744073709551618\r\n\r\nok"),
        row("TE identity", post + "Transfer-Encoding: identity\r\n\r\n"),
        row("TE gzip, chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        row("TE chunked, chunked", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        row("TE ,chunked", post + "Transfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n"),
        row("TE chunked,", post + "Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n"),
        row("TE xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        row("TE \"chunked\"", post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
        row("TE chunked;q=1", post + "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n"),
        row("TE VT chunked", post + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
        row("TE chunked NUL", post + "Transfer-Encoding: chunked\u0000\r\n\r\n0\r\n\r\n"),
        row(
            "two TEs",
            post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        row("TE with a blank", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
        row("folded TE", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
        // chunks
        row("trailers", post + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-A: b\r\n\r\n"),
        row("chunk without size", post + "Transfer-Encoding: chunked\r\n\r\n\r\nok\r\n"),
        row("chunk of g", post + "Transfer-Encoding: chunked\r\n\r\ng\r\nok\r\n"),
        row("chunk size 0x2", post + "Transfer-Encoding: chunked\r\n\r\n0x2\r\nok\r\n0\r\n\r\n"),
        row("chunk size +2", post + "Transfer-Encoding: chunked\r\n\r\n+2\r\nok\r\n0\r\n\r\n"),
        row("chunk size -2", post + "Transfer-Encoding: chunked\r\n\r\n-2\r\nok\r\n0\r\n\r\n"),
        row("blank before size", post + "Transfer-Encoding: chunked\r\n\r\n 2\r\nok\r\n0\r\n\r\n"),
        row("blank behind size", post + "Transfer-Encoding: chunked\r\n\r\n2 \r\nok\r\n0\r\n\r\n"),
        row(
            "size too long",
            post + "Transfer-Encoding: chunked\r\n\r\n00000002\r\nok\r\n0\r\n\r\n"),
        row("size overflow", post + "Transfer-Encoding: chunked\r\n\r\n100000002\r\nok\r\n"),
        row("bare LF in size", post + "Transfer-Encoding: chunked\r\n\r\n2\nok\r\n0\r\n\r\n"),
        row("bare LF in data end", post + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\n0\r\n\r\n"),
        row(
            "chunk longer than said",
            post + "Transfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n"),
        row(
            "bare CR in extension",
            post + "Transfer-Encoding: chunked\r\n\r\n2;a\rb\r\nok\r\n0\r\n\r\n"),
        row(
            "bare LF in extension",
            post + "Transfer-Encoding: chunked\r\n\r\n2;a\nb\r\nok\r\n0\r\n\r\n"),
        row(
            "extension without end",
            post
                + "Transfer-Encoding: chunked\r\n\r\n2;"
                + "a".repeat(300)
                + "\r\nok\r\n0\r\n\r\n"),
        // the request line
        row("absolute-form", "POST http://hooks.example.com/hooks/a HTTP/1.1\r\n" + HOST + "\r\n"),
        row("no slash", "POST hooks/a HTTP/1.1\r\n" + HOST + "\r\n"),
        row("asterisk", "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n"),
        row("CONNECT", "CONNECT hooks.example.com:443 HTTP/1.1\r\n" + HOST + "\r\n"),
        row("GET !", "GET ! HTTP/1.1\r\n" + HOST + "\r\n"),
        row("fragment", "POST /hooks/a#b HTTP/1.1\r\n" + HOST + "\r\n"),
        row("backslash", "POST \\hooks\\a HTTP/1.1\r\n" + HOST + "\r\n"),
        row("two spaces", "POST  /hooks/a HTTP/1.1\r\n" + HOST + "\r\n"),
        row("tab", "POST\t/hooks/a HTTP/1.1\r\n" + HOST + "\r\n"),
        row("space in target", "POST /hooks/a b HTTP/1.1\r\n" + HOST + "\r\n"),
        row("space at end", "POST /hooks/a HTTP/1.1 \r\n" + HOST + "\r\n"),
        row("no version", "POST /hooks/a\r\n" + HOST + "\r\n"),
        row("HTTP/0.9", "GET /hooks/a\r\n\r\n"),
        row("HTTP/2.0", "POST /hooks/a HTTP/2.0\r\n" + HOST + "\r\n"),
        row("HTTP/1.2", "POST /hooks/a HTTP/1.2\r\n" + HOST + "\r\n"),
        row("http/1.1", "POST /hooks/a http/1.1\r\n" + HOST + "\r\n"),
        row("HTTP/1.1x", "POST /hooks/a HTTP/1.1x\r\n" + HOST + "\r\n"),
        row("method with a colon", "PO:ST /hooks/a HTTP/1.1\r\n" + HOST + "\r\n"),
        row("control before the line", "\u0001POST /hooks/a HTTP/1.1\r\n" + HOST + "\r\n"),
        row("NUL in the target", "POST /hooks/a\u0000 HTTP/1.1\r\n" + HOST + "\r\n"),
        row("0xff in the target", "POST /hooks/\u00ff HTTP/1.1\r\n" + HOST + "\r\n"),
        row("bare LF", "POST /hooks/a HTTP/1.1\n" + HOST + "\r\n"),
        row("bare LF at the end", "POST /hooks/a HTTP/1.1\r\n" + HOST + "\n"),
        row("two empty lines first", "\r\n\r\n" + post + "\r\n"),
        row("only bare LFs", "POST /hooks/a HTTP/1.1\nHost: a\n\n"),
        row("a TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000"),
        row(
            "PROXY protocol v1",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nPOST /hooks/a HTTP/1.1\r\n"),
        row("PROXY protocol v2", "\r\n\r\n\u0000\r\nQUIT\n"),
        // fields
        row("no Host", "POST /hooks/a HTTP/1.1\r\n" + PROOF + "\r\n"),
        row("two Hosts", "POST /hooks/a HTTP/1.1\r\n" + HOST + HOST + "\r\n"),
        row("empty Host", "POST /hooks/a HTTP/1.1\r\nHost:\r\n\r\n"),
        row("Host with user", "POST /hooks/a HTTP/1.1\r\nHost: a@b\r\n\r\n"),
        row("Host with a path", "POST /hooks/a HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        row("Host with a comma", "POST /hooks/a HTTP/1.1\r\nHost: a,b\r\n\r\n"),
        row("empty name", post + ": x\r\n\r\n"),
        row("blank before the colon", post + "X-A : b\r\n\r\n"),
        row("no colon", post + "X-A\r\n\r\n"),
        row("folded line", post + "X-A: b\r\n c\r\n\r\n"),
        row("folded first line", "POST /hooks/a HTTP/1.1\r\n Host: a\r\n\r\n"),
        row("name with a slash", post + "X/A: b\r\n\r\n"),
        row("name of Latin-1", post + "X-\u00c4: b\r\n\r\n"),
        row("NUL in a name", post + "X-\u0000A: b\r\n\r\n"),
        row("NUL in a value", post + "X-A: b\u0000c\r\n\r\n"),
        row("bare CR in a value", post + "X-A: b\rc\r\n\r\n"),
        row("bare LF in a value", post + "X-A: b\nX-C: d\r\n\r\n"),
        row("DEL in a value", post + "X-A: b\u007f\r\n\r\n"),
        row("Upgrade", post + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
        row("websocket", post + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
        row("Expect", post + "Expect: 200-ok\r\nContent-Length: 2\r\n\r\nok"),
        row("two Expects", post + "Expect: 100-continue\r\nExpect: 100-continue\r\n\r\n"),
        row(
            "HTTP/1.0 with a body",
            "POST /hooks/a HTTP/1.0\r\n" + HOST + PROOF + "Content-Length: 2\r\n\r\nok"),
        row(
            "HTTP/1.0 with chunks",
            "POST /hooks/a HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void isAnsweredOnceWith400AndTheConnectionEnds(String name, String bytes) {
    int before = upstream.received().size();

    String answers;
    try (RawClient client = gate.client()) {
      client.send(bytes + "POST /hooks/a HTTP/1.1\r\n" + HOST + PROOF + "\r\n");
      answers = client.readToEnd();
    }

    assertThat(answers)
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .contains("Connection: close\r\n");
    assertThat(answers.split("HTTP/1\\.1 ", -1)).as("one answer").hasSize(2);
    assertThat(upstream.received()).as("what reached the upstream").hasSize(before);
  }

  static Stream<Arguments> accepted() {
    String post = "POST /hooks/a HTTP/1.1\r\n" + HOST + PROOF;
    return Stream.of(
        row("no body", post + "\r\n", ""),
        row("CL 0", post + "Content-Length: 0\r\n\r\n", ""),
        row("CL", post + "Content-Length: 2\r\n\r\nok", "ok"),
        row("CL 0002", post + "Content-Length: 0002\r\n\r\nok", "ok"),
        row(
            "chunks",
            post + "Transfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n",
            "ok"),
        row("Chunked", post + "transfer-encoding:Chunked\t\r\n\r\n2\r\nok\r\n0\r\n\r\n", "ok"),
        row(
            "extension",
            post + "Transfer-Encoding: chunked\r\n\r\n2;a=\"b\"\r\nok\r\n000;x\r\n\r\n",
            "ok"),
        row(
            "upper hex",
            post + "Transfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
            "0123456789"),
        row("an empty line first", "\r\n" + post + "Content-Length: 2\r\n\r\nok", "ok"),
        row(
            "odd but legal fields",
            post
                + "!#$%&'*+-.^_`|~0aZ:\t a \t\r\nX-\r\n".replace("X-\r\n", "X-: \r\n")
                + "Content-Length: 2\r\n\r\nok",
            "ok"),
        row("obs-text", post + "X-Name: M\u00fcller\r\nContent-Length: 2\r\n\r\nok", "ok"),
        row("HTTP/1.0 without body", "POST /hooks/a HTTP/1.0\r\n" + PROOF + "\r\n", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void isForwardedByteForByte(String name, String bytes, String body) {
    int before = upstream.received().size();

    RawClient.Answer answer = gate.exchange(bytes);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(upstream.received()).hasSize(before + 1);
    assertThat(upstream.received().get(before).body()).asString().isEqualTo(body);
  }

  @Test
  void everySplitOfARequestIsTheSameRequest() {
    String whole =
        "POST /hooks/a HTTP/1.1\r\n"
            + HOST
            + PROOF
            + "Transfer-Encoding: chunked\r\n\r\n2;x\r\nok\r\n1\r\n!\r\n0\r\n\r\n";
    int before = upstream.received().size();

    try (RawClient client = gate.client()) {
      for (int split = 1; split < whole.length(); split++) {
        client.send(whole.substring(0, split)).send(whole.substring(split));
        assertThat(client.read().status()).isEqualTo(200);
      }
    }

    assertThat(upstream.received()).hasSize(before + whole.length() - 1);
    assertThat(upstream.received().subList(before, before + whole.length() - 1))
        .allSatisfy(it -> assertThat(it.body()).asString().isEqualTo("ok!"));
  }

  /** As many as in one piece; the search found that each piece was allowed one of its own. */
  @Test
  void emptyLinesThatComeOneByOneAreNotMoreThanOne() {
    try (RawClient client = gate.client()) {
      client.send("\r\n").send("\r").send("\n").trySend(new byte[] {'P'});
      assertThat(client.read().status()).isEqualTo(400);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() {
    int before = upstream.received().size();
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      many.append(GateUnderTest.post("/hooks/a", "number " + i));
      many.append("POST /hooks/unknown HTTP/1.1\r\n").append(HOST).append("\r\n");
    }

    try (RawClient client = gate.client()) {
      client.send(many.toString());
      for (int i = 0; i < 20; i++) {
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(404);
      }
    }

    List<RecordingUpstream.Received> came =
        upstream.received().subList(before, upstream.received().size());
    assertThat(came).hasSize(20);
    for (int i = 0; i < 20; i++) {
      assertThat(came.get(i).body()).asString().isEqualTo("number " + i);
    }
  }

  @Test
  void whatFollowsARefusedUpgradeIsNeverRead() {
    int before = upstream.received().size();

    String answers;
    try (RawClient client = gate.client()) {
      client.send(
          "GET /hooks/a HTTP/1.1\r\n"
              + HOST
              + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
              + GateUnderTest.post("/hooks/a", "smuggled"));
      answers = client.readToEnd();
    }

    assertThat(answers).startsWith("HTTP/1.1 400").doesNotContain("101");
    assertThat(upstream.received()).hasSize(before);
  }

  @Test
  void aSenderThatWaitsForContinueGetsItOnlyWhenTheHeadIsGood() throws Exception {
    try (RawClient client = gate.client()) {
      client.send(
          "POST /hooks/a HTTP/1.1\r\n"
              + HOST
              + PROOF
              + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.send("ok");
      assertThat(client.read().status()).isEqualTo(200);
    }
    try (RawClient client = gate.client()) {
      client.send(
          "POST /hooks/unknown HTTP/1.1\r\n"
              + HOST
              + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 404");
    }
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {
        "/hooks//a",
        "//hooks/a",
        "/hooks/./a",
        "/hooks/b/../a",
        "/hooks/%61",
        "/hooks/a/",
        "/hooks/a%2f",
        "/hooks/a%00",
        "/hooks/b/%2e%2e/a",
        "/hooks/b/%252e%252e/a",
        "/hooks/a;x=y",
        "/hooks/a/..;/b",
        "/HOOKS/A",
        "/hooks/a/below",
        "/hooks",
        "/",
        "/api/v1/refusals",
        "/metrics",
        "/livez",
        "/readyz",
        "/healthz"
      })
  void anotherSpellingOfAPathIsAnotherPath(String path) {
    int before = upstream.received().size();

    RawClient.Answer answer = gate.exchange(GateUnderTest.post(path, ""));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(upstream.received()).hasSize(before);
  }

  @Test
  void aQueryDoesNotChangeThePath() {
    assertThat(gate.exchange(GateUnderTest.post("/hooks/a?x=/../b", "")).status()).isEqualTo(200);
  }

  private static Arguments row(Object... cells) {
    return Arguments.of(cells);
  }
}
