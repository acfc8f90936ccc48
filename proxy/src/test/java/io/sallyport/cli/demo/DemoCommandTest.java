package io.sallyport.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoCommandTest {

  @Test
  void letsEveryGenuineDeliveryThroughAndNoForgedOne() {
    Sallyport demo = Sallyport.run("demo", "--once");

    assertThat(demo.exit()).as(demo.toString()).isEqualTo(ExitCode.DONE);
    assertThat(demo.out())
        .contains("ingress  http://127.0.0.1:")
        .containsPattern(
            "forged that reached the app: 0 of \\d+   copies: 0 of \\d+   genuine that did not: 0 of \\d+")
        .containsPattern("stripe +same event sent again +duplicate +replay.duplicate +200 +-")
        .containsPattern(
            "github +old bytes, new delivery id +hold +replay.signature-reused +200 +-")
        .containsPattern("instagram +hub.challenge +handshake +- +200 +-")
        .containsPattern("stripe +genuine +forward +- +200 +yes")
        .containsPattern("x +challenge that is an attack +reject +handshake.oracle +401 +-")
        .contains("policy new");
    assertThat(demo.out().lines()).allSatisfy(line -> assertThat(line).doesNotContain("\u001b"));
  }

  @Test
  void playsEveryPlatformBothWays() {
    assertThat(Demo.senders())
        .allSatisfy(
            sender ->
                assertThat(sender.deliveries(java.time.Instant.EPOCH))
                    .extracting(Delivery::nature)
                    .contains(Delivery.Nature.GENUINE, Delivery.Nature.FORGED));
  }

  @Test
  void failsWhenAForgedDeliveryReachesTheApplication() {
    Delivery forged = Delivery.forged("x", "forged", Sample.get("/"), "signature.mismatch");
    Row through = new Row("x", "forged", "forward", "-", 200, true);
    Row told = new Row("x", "forged", "reject", "signature.mismatch", 401, true);

    for (Row row : List.of(through, told)) {
      Tally tally = Tally.none().plus(new Outcome(forged, row));

      assertThat(tally.isGood()).isFalse();
      assertThat(tally.line()).startsWith("forged that reached the app: 1 of 1");
    }
  }

  @Test
  void failsWhenAGenuineDeliveryDoesNotReachTheApplication() {
    Delivery genuine = Delivery.genuine("x", "genuine", Sample.get("/"));
    Row stopped = new Row("x", "genuine", "forward", "-", 200, false);

    Tally tally = Tally.none().plus(new Outcome(genuine, stopped));

    assertThat(tally.isGood()).isFalse();
    assertThat(tally.line()).endsWith("genuine that did not: 1 of 1");
  }

  @Test
  void failsWhenAnAnswerOrAReasonIsAnother() {
    Delivery forged = Delivery.forged("x", "forged", Sample.get("/"), "signature.mismatch");
    Row otherReason = new Row("x", "forged", "reject", "signature.missing", 401, false);
    Row noAnswer = new Row("x", "forged", "reject", "signature.mismatch", 0, false);

    assertThat(Tally.none().plus(new Outcome(forged, otherReason)).isGood()).isFalse();
    assertThat(Tally.none().plus(new Outcome(forged, noAnswer)).isGood()).isFalse();
  }
}
