package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.ingress.http1.HeadLimits;
import io.sallyport.verdict.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("threats row 29: bounds on heads, bodies and what they take together")
class SizesTest extends BoundedGateCase {
  @Test
  void aBodyOfTheLargestSizeGoesThroughAndOneByteMoreDoesNot() {
    try (GateUnderTest gate = plain().open()) {
      String most = "x".repeat(1 << 20);

      assertThat(gate.exchange(GateUnderTest.post("/hooks/a", most)).status()).isEqualTo(200);
      assertThat(gate.exchange(GateUnderTest.post("/hooks/a", most + "x")).status()).isEqualTo(413);
      assertThat(gate.exchange(chunked(most)).status()).isEqualTo(200);
      assertThat(gate.exchange(chunked(most + "x")).status()).isEqualTo(413);
      awaitUsed(gate, 0);
      assertThat(gate.bodies.used()).isZero();
    }
  }

  @Test
  void anAnnouncedBodyTakesNoMemoryBeforeItComes() {
    try (GateUnderTest gate = plain().open();
        RawClient client = gate.client()) {
      client.send("POST /hooks/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nx");
      awaitUsed(gate, 1);

      assertThat(gate.bodies.used()).isLessThanOrEqualTo(BodyCollector.SMALL_BYTES);
    }
  }

  @Test
  void aBodyThatWaitsForAKeyKeepsItsRoomWhenTheSenderGoes() {
    try (GateUnderTest gate = plain().open()) {
      try (RawClient impatient = gate.client()) {
        impatient.send(
            String.join(
                "\r\n",
                "POST /hooks/a HTTP/1.1",
                "Host: a",
                "X-Proof: awaited",
                "Content-Length: 90000",
                "",
                ""));
        impatient.send("x".repeat(90_000));
        awaitChecks(gate, 1);
      }
      awaitSize(gate.decisions, 1);

      assertThat(gate.decisions.get(0).reason()).hasValue(Reason.SENDER_GONE);
      assertThat(gate.bodies.used()).isGreaterThanOrEqualTo(90_000);

      gate.key.complete();
      awaitUsed(gate, 0);

      assertThat(gate.bodies.used()).isZero();
    }
  }

  @Test
  void bodiesTogetherHaveABoundBeyondWhichThereIs503() {
    try (GateUnderTest gate = plain().bodyBytesMax(100_000).open();
        RawClient holding = gate.client()) {
      holding.send("POST /hooks/a HTTP/1.1\r\nHost: a\r\nContent-Length: 90001\r\n\r\n");
      holding.send("x".repeat(90_000));
      awaitUsed(gate, 80_000);

      RawClient.Answer busy = gate.exchange(GateUnderTest.post("/hooks/a", "y".repeat(50_000)));

      assertThat(busy.status()).isEqualTo(503);
      assertThat(busy.field("Retry-After")).isPresent();
      assertThat(holding.send("x").read().status()).isEqualTo(401);
      awaitUsed(gate, 0);
      assertThat(gate.exchange(GateUnderTest.post("/hooks/a", "y".repeat(50_000))).status())
          .isEqualTo(200);
    }
  }

  @Test
  void headsHaveABoundInBytesAndInFields() {
    HeadLimits limits = new HeadLimits(2_000, 500, 10);
    try (GateUnderTest gate = plain().limits(limits).open()) {
      String head = "POST /hooks/a HTTP/1.1\r\nHost: a\r\n" + GateUnderTest.PROOF;
      String fits = head + "X: " + "y".repeat(2_000 - head.length() - 7) + "\r\n\r\n";
      assertThat(fits).hasSize(2_000);

      assertThat(gate.exchange(fits).status()).isEqualTo(200);
      assertThat(gate.exchange(fits.replace("X: ", "X: y")).status()).isEqualTo(431);
      assertThat(gate.exchange(head + "X:\r\n".repeat(8) + "\r\n").status()).isEqualTo(200);
      assertThat(gate.exchange(head + "X:\r\n".repeat(9) + "\r\n").status()).isEqualTo(431);
    }
  }

  @Test
  void targetsHaveABound() {
    try (GateUnderTest gate = plain().limits(new HeadLimits(2_000, 500, 10)).open()) {
      String query = "/hooks/a?" + "q".repeat(500 - 9);

      assertThat(gate.exchange(GateUnderTest.post(query, "")).status()).isEqualTo(200);
      assertThat(gate.exchange(GateUnderTest.post(query + "q", "")).status()).isEqualTo(431);
    }
  }

  @Test
  void anEndlessHeadIsRefusedAtItsBound() {
    try (GateUnderTest gate = plain().open();
        RawClient client = gate.client()) {
      client.send("POST /hooks/a HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(17 * 1024));

      assertThat(client.read().status()).isEqualTo(431);
    }
  }

  private static String chunked(String body) {
    StringBuilder request =
        new StringBuilder("POST /hooks/a HTTP/1.1\r\nHost: a\r\n")
            .append(GateUnderTest.PROOF)
            .append("Transfer-Encoding: chunked\r\n\r\n");
    int half = body.length() / 2;
    for (String part : new ArrayList<>(List.of(body.substring(0, half), body.substring(half)))) {
      request.append(Integer.toHexString(part.length())).append("\r\n").append(part).append("\r\n");
    }
    return request.append("0\r\n\r\n").toString();
  }
}
