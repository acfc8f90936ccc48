package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.verdict.Reason;
import io.vertx.core.Vertx;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("StringConcatToTextBlock") // the wire ends its lines by CRLF
@DisplayName("threats row 22: refusals say nothing but a random reference")
class UniformRefusalTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void twoRefusalsDifferInTheirReferenceOnly() {
    RecordingUpstream upstream = RecordingUpstream.ok(vertx);
    try (GateUnderTest gate =
            GateUnderTest.at(vertx).with("a", GateUnderTest.to(upstream, "/")).open();
        RawClient client = gate.client()) {
      String first = whole(client.send("POST /hooks/a HTTP/1.1\r\nHost: a\r\n\r\n").read());
      String second =
          whole(
              client
                  .send(
                      "POST /hooks/a HTTP/1.1\r\nHost: a\r\nX-Proof: f\r\nContent-Length: 3\r\n\r\nabc")
                  .read());

      assertThat(first).isNotEqualTo(second);
      assertThat(masked(first)).isEqualTo(masked(second));
      assertThat(masked(first))
          .isEqualTo(
              "HTTP/1.1 401 Unauthorized\r\n"
                  + "Content-Type: application/problem+json\r\n"
                  + "Cache-Control: no-store\r\n"
                  + "WWW-Authenticate: Signature\r\n"
                  + "Content-Length: 97\r\n\r\n"
                  + "{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                  + "\"instance\":\"urn:sallyport:r-####-####\"}");
    }
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonWithTheSameAnswerLooksTheSame(Reason reason) {
    Answer one = Problem.of(reason, "r-aaaa-aaaa");
    Answer other =
        EnumSet.allOf(Reason.class).stream()
            .filter(it -> it.answer() == reason.answer())
            .map(it -> Problem.of(it, "r-aaaa-aaaa"))
            .filter(it -> !it.body().equals(one.body()))
            .findFirst()
            .orElse(one);

    assertThat(other.body()).isEqualTo(one.body());
    assertThat(one.status()).isEqualTo(reason.answer().status());
    assertThat(one.status()).isNotIn(301, 302, 303, 307, 308, 410);
  }

  @Test
  void theReferenceOpensTheRefusalForTheOperator() {
    RecordingUpstream upstream = RecordingUpstream.ok(vertx);
    try (GateUnderTest gate =
        GateUnderTest.at(vertx).with("a", GateUnderTest.to(upstream, "/")).open()) {
      RawClient.Answer answer =
          gate.exchange("POST /hooks/a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
      String reference = answer.text().replaceAll(".*urn:sallyport:(r-[^\"]+).*", "$1");

      var refusal = gate.refusals.find(reference).orElseThrow();

      assertThat(refusal.reason()).isEqualTo(Reason.SIGNATURE_MISMATCH);
      assertThat(refusal.stage()).isEqualTo("verify");
      assertThat(refusal.inbound().body().asText()).isEqualTo("abc");
      assertThat(gate.decision().reference()).hasValue(reference);
    }
  }

  @Test
  void referencesAreWordsThatCanBeReadAloudAndDoNotRepeat() {
    References references = new References(new Random(1));
    Set<String> seen = new HashSet<>();

    for (int i = 0; i < 10_000; i++) {
      String reference = references.refusal();
      assertThat(reference).matches("r-[abcdefghijkmnp-z2-9]{4}-[abcdefghijkmnp-z2-9]{4}");
      seen.add(reference);
    }

    assertThat(seen).hasSize(10_000);
  }

  private static String whole(RawClient.Answer answer) {
    return answer.head() + answer.text();
  }

  private static String masked(String answer) {
    return answer.replaceAll("r-[a-z2-9]{4}-[a-z2-9]{4}", "r-####-####");
  }
}
