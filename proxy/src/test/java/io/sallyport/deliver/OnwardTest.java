package io.sallyport.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.vertx.core.Vertx;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // the wire ends its lines by CRLF
@DisplayName("threats rows 8, 26, 27 and 28: what an upstream gets")
class OnwardTest {
  private final Vertx vertx = Vertx.vertx();
  private final RecordingUpstream upstream = RecordingUpstream.ok(vertx);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void theVerifiedBytesExactly() {
    byte[] body = new byte[256 * 5];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) i;
    }
    try (GateUnderTest gate = gate();
        RawClient client = gate.client()) {
      client.send(head("Content-Length: " + body.length + "\r\n")).send(body);

      assertThat(client.read().status()).isEqualTo(200);
      assertThat(upstream.only().body()).isEqualTo(body);
      assertThat(upstream.only().one("Content-Length")).hasValue(Integer.toString(body.length));
    }
  }

  @Test
  void theSendersFieldsInOrderAndByteForByte() {
    send("X-Sender: one\r\nx-SENDER: two\r\nX-Name: M\u00fcller\r\nUser-Agent: a/1\r\n");

    assertThat(upstream.only().all("X-Sender")).containsExactly("one", "two");
    assertThat(upstream.only().one("X-Name")).hasValue("M\u00fcller");
    assertThat(upstream.only().one("User-Agent")).hasValue("a/1");
  }

  @Test
  void ourOwnFields() {
    send("");

    RecordingUpstream.Received received = upstream.only();
    assertThat(received.one("Sallyport-Event")).get().asString().matches("evt_[a-z2-7]{26}");
    assertThat(received.one("webhook-id")).isEqualTo(received.one("Sallyport-Event"));
    assertThat(received.one("Sallyport-Integration")).hasValue("a");
    assertThat(received.one("Sallyport-Key-Id")).hasValue("key-1");
    assertThat(received.one("Sallyport-Items")).isEmpty();
    assertThat(received.one("Sallyport-Verdict")).isEmpty();
    assertThat(received.one("Host")).hasValue("127.0.0.1:" + upstream.port());
    assertThat(received.one("X-Forwarded-For")).hasValue("127.0.0.1");
    assertThat(received.one("X-Forwarded-Proto")).hasValue("https");
    assertThat(received.one("X-Forwarded-Host")).hasValue("hooks.example.com");
    assertThat(received.method()).isEqualTo("POST");
    assertThat(received.target()).isEqualTo("/app");
  }

  @Test
  void theSenderIsToldTheEventsName() {
    RawClient.Answer answer = send("");

    assertThat(answer.field("Sallyport-Event")).isEqualTo(upstream.only().one("Sallyport-Event"));
    assertThat(answer.text()).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sallyport-Event: evt_forged",
        "SALLYPORT-ACCOUNT: forged",
        "sallyport-key-id: forged",
        "Sallyport_Event: evt_forged",
        "SALLYPORT_ACCOUNT: forged",
        "X-Sallyport-Verified: forged",
        "X_Sallyport_Verified: forged",
        "x-sallyport_verified: forged",
        "Sallyport: forged",
        "X-My-SallyPort-Thing: forged",
        "webhook-id: forged",
        "Webhook-ID: forged",
        "X_Anything: forged",
        "Any_Thing: forged",
        "Forwarded: for=forged",
        "X-Forwarded-For: forged",
        "X-Forwarded-Proto: forged",
        "X-Forwarded-Host: forged",
        "X-Forwarded-Port: forged",
        "X-Forwarded-Anything: forged",
        "X-Real-IP: forged",
        "Keep-Alive: forged",
        "Proxy-Connection: forged",
        "Proxy-Authorization: forged",
        "Proxy-Authenticate: forged",
        "TE: forged",
        "Trailer: forged"
      })
  void nothingThatCouldBeTakenForOursOrForTheNextHops(String line) {
    send(line + "\r\n");

    assertThat(upstream.only().fields()).noneMatch(field -> field.getValue().contains("forged"));
  }

  @Test
  void aSenderCannotNominateOurFieldsForRemoval() {
    send(
        "Connection: close, sallyport-event, Sallyport-Key-Id, X-Secret, host\r\n"
            + "Connection: X-Other\r\nX-Secret: 1\r\nX-Other: 2\r\nX-Kept: 3\r\n");

    RecordingUpstream.Received received = upstream.only();
    assertThat(received.all("Connection")).isEmpty();
    assertThat(received.all("X-Secret")).isEmpty();
    assertThat(received.all("X-Other")).isEmpty();
    assertThat(received.one("X-Kept")).hasValue("3");
    assertThat(received.one("Sallyport-Event")).isPresent();
    assertThat(received.one("Sallyport-Key-Id")).isPresent();
  }

  @Test
  void theSendersWebhookIdWhereItsSignatureCoversIt() {
    try (GateUnderTest gate =
        GateUnderTest.at(vertx)
            .with("a", GateUnderTest.to(upstream, "/app"))
            .keepingWebhookId()
            .open()) {
      gate.exchange(head("webhook-id: msg_1\r\nContent-Length: 0\r\n"));

      assertThat(upstream.only().one("webhook-id")).hasValue("msg_1");
    }
  }

  @Test
  void aSignatureThatStandardWebhooksOwnLibraryVerifies() throws Exception {
    String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    Destination signing =
        new Destination(
            Optional.empty(),
            upstream.uri("/app"),
            false,
            Duration.ofSeconds(5),
            4,
            Optional.of(SecretValue.fixed(Secret.ofText(secret))),
            ForwardedQuery.whole(),
            true,
            DeliveryRule.passThrough(),
            false);
    try (GateUnderTest gate = GateUnderTest.at(vertx).with("a", signing).open()) {
      gate.exchange(
          head(
                  "webhook-id: x\r\nwebhook-signature: v1,x\r\nwebhook-timestamp: 1\r\nContent-Length: 7\r\n")
              + "{\"a\":1}");
    }

    RecordingUpstream.Received received = upstream.only();
    Map<String, List<String>> fields = new HashMap<>();
    for (String name : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
      fields.put(name, List.of(received.one(name).orElseThrow()));
    }
    new Webhook(secret)
        .verify(
            new String(received.body(), StandardCharsets.UTF_8),
            HttpHeaders.of(fields, (name, value) -> true));
    assertThat(received.one("webhook-id")).isEqualTo(received.one("Sallyport-Event"));
  }

  @Test
  void aWebhookOnTrialIsMarkedAndNothingItSaysIsBelieved() {
    try (GateUnderTest gate =
        GateUnderTest.at(vertx)
            .with("a", GateUnderTest.to(upstream, "/app"))
            .monitorUntil(Instant.now().plus(Duration.ofDays(1)))
            .open()) {
      RawClient.Answer answer =
          gate.exchange("POST /hooks/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.field("Sallyport-Event")).isEmpty();
      assertThat(upstream.only().one("Sallyport-Verdict")).hasValue("would-reject");
      assertThat(upstream.only().one("Sallyport-Key-Id")).isEmpty();
      assertThat(gate.decision().verdict()).isEqualTo("would-reject");
      assertThat(gate.decision().event()).isEmpty();
    }
  }

  @Test
  void trialsEnd() {
    try (GateUnderTest gate =
        GateUnderTest.at(vertx)
            .with("a", GateUnderTest.to(upstream, "/app"))
            .monitorUntil(Instant.now().minusSeconds(1))
            .open()) {
      assertThat(gate.exchange("POST /hooks/a HTTP/1.1\r\nHost: a\r\n\r\n").status())
          .isEqualTo(401);
      assertThat(upstream.received()).isEmpty();
    }
  }

  @Test
  void textFromFactsCannotBreakAField() {
    assertThat(FieldText.of("acct_1")).isEqualTo("acct_1");
    assertThat(FieldText.of("a b")).isEqualTo("a b");
    assertThat(FieldText.of(" a ")).isEqualTo("%20a%20");
    assertThat(FieldText.of("a\r\nX: y")).isEqualTo("a%0D%0AX: y");
    assertThat(FieldText.of("M\u00fcller")).isEqualTo("M%C3%BCller");
    assertThat(FieldText.of("100%")).isEqualTo("100%25");
    assertThat(FieldText.of("\u0000")).isEqualTo("%00");
  }

  private RawClient.Answer send(String fields) {
    try (GateUnderTest gate = gate()) {
      return gate.exchange(head(fields + "Content-Length: 2\r\n") + "{}");
    }
  }

  private GateUnderTest gate() {
    return GateUnderTest.at(vertx).with("a", GateUnderTest.to(upstream, "/app")).open();
  }

  private static String head(String fields) {
    return "POST /hooks/a HTTP/1.1\r\nHost: hooks.example.com\r\n"
        + GateUnderTest.PROOF
        + fields
        + "\r\n";
  }
}
