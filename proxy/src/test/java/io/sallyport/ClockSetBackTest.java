package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.SettableClock;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

/** Somebody has kept back genuine deliveries until the clock makes them recent once more. */
@DisplayName("threats row 46: the host's clock is set back under a running gate")
class ClockSetBackTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;

  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private final Vertx vertx = Vertx.vertx();
  private RunningGate gate;
  private AcmeShop shop;

  private void open(boolean durable) {
    gate = RunningGate.in(folder, vertx).at(clock);
    shop =
        new AcmeShop(
            gate, vertx, durable, false, (number, request) -> request.response().end("taken"));
    gate.start();
  }

  @AfterEach
  void close() {
    gate.close();
  }

  @InBothModes
  void row46NoTrafficOfBeforeTheJumpIsForwardedOnceMore(boolean durable) {
    open(durable);
    Instant before = clock.instant();
    assertThat(outcome(shop.send(AcmeShop.event("delivered"), before))).isEqualTo("200");
    assertThat(shop.send(AcmeShop.event("kept back"), before.minus(HOUR)).statusCode())
        .as("too old")
        .isEqualTo(401);

    clock.advance(Duration.ofMinutes(-4));
    assertThat(outcome(shop.send(AcmeShop.event("delivered"), before))).isEqualTo("duplicate");
    clock.advance(Duration.ofMinutes(-56));
    assertThat(shop.send(AcmeShop.event("delivered"), before).statusCode())
        .as("from the future")
        .isEqualTo(401);
    assertThat(outcome(shop.send(AcmeShop.event("kept back"), before.minus(HOUR))))
        .isEqualTo("held");
    assertAlarm();
    clock.advance(HOUR);

    assertThat(outcome(shop.send(AcmeShop.event("new"), clock.instant()))).isEqualTo("200");
    assertThat(shop.reached(clock.instant()))
        .extracting(AcmeShop::text)
        .containsExactly(AcmeShop.event("delivered"), AcmeShop.event("new"));
  }

  @InBothModes
  void row46SetForwardTheTrafficOfBeforeIsTooOld(boolean durable) {
    open(durable);
    Instant before = clock.instant();
    assertThat(outcome(shop.send(AcmeShop.event("delivered"), before))).isEqualTo("200");

    clock.advance(HOUR);

    assertThat(shop.send(AcmeShop.event("kept back"), before).statusCode()).isEqualTo(401);
    assertThat(outcome(shop.send(AcmeShop.event("delivered"), before))).isEqualTo("duplicate");
    assertThat(outcome(shop.send(AcmeShop.event("new"), clock.instant()))).isEqualTo("200");
    until(() -> gate.metrics().contains("sallyport_clock_jumps 1.0"));
    assertThat(gate.metrics()).contains("sallyport_clock_set_back_seconds 0.0");
    assertThat(shop.reached(clock.instant())).hasSize(2);
  }

  private void assertAlarm() {
    until(() -> !gate.metrics().contains("sallyport_clock_jumps 0.0"));
    assertThat(gate.metrics()).contains("sallyport_clock_set_back_seconds 3600.0");
    Sallyport held = run("quarantine", "ls", "--reason", "clock.set-back");
    assertThat(held.exit()).as(held.toString()).isEqualTo(ExitCode.DONE);
    assertThat(held.out()).contains("clock.set-back");
  }

  /** How it went; the bare status where it went on. */
  private static String outcome(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Sallyport-Outcome")
        .orElseGet(() -> Integer.toString(answer.statusCode()));
  }

  private Sallyport run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of("--server", gate.server().adminUrl(), "--data", folder.resolve("data").toString()));
    return Sallyport.run(all.toArray(String[]::new));
  }
}
