package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.SaidLines;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a gate that leaves the others for a while, and comes back")
class AloneForAWhileTest {
  private static final String BEFORE = "{\"before\":1}";
  private static final String ALONE = "{\"alone\":1}";
  private static final String AFTER = "{\"after\":1}";

  @TempDir private Path folder;
  private GatesOnRedis two;

  @BeforeEach
  void begin() {
    two = new GatesOnRedis(folder);
  }

  @AfterEach
  void end() {
    two.close();
  }

  private HttpResponse<String> send(int gate, String body) {
    return two.send(gate, "shop", body);
  }

  private static boolean isDuplicate(HttpResponse<String> answer) {
    return answer.statusCode() == 200
        && answer.headers().firstValue("Sallyport-Outcome").equals(Optional.of("duplicate"));
  }

  private void restartFirst(String store) {
    two.gate(0).server().stop().await();
    two.gate(0).start(store);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pass-through", "durable"})
  void tellsThemWhatItHasTakenMeanwhile(String mode) {
    two.policy(
        "shop",
        """
        provider: github
        keys: [{id: main, value: "%s"}]
        deliver: {to: "APP/in", mode: %s}
        """
            .formatted(GatesOnRedis.SECRET, mode));
    two.startBoth();
    until(() -> send(0, BEFORE).statusCode() == 200);
    until(() -> two.reached(BEFORE) == 1);

    restartFirst(two.shared("embedded"));
    assertThat(isDuplicate(send(0, BEFORE))).isTrue();
    assertThat(send(0, ALONE).statusCode()).isEqualTo(200);
    until(() -> two.reached(ALONE) == 1);
    restartFirst(two.shared());

    until(() -> isDuplicate(send(1, ALONE)));
    until(() -> send(1, AFTER).statusCode() == 200);
    until(() -> two.reached(AFTER) == 1);
    assertThat(two.reached(ALONE)).isEqualTo(1);
    assertThat(two.reached(BEFORE)).isEqualTo(1);
  }

  /** They finish what it has left, and nobody can ask them not to. */
  @Test
  void saysThatBothMaySendWhatItHasLeft() {
    two.policy(
        "shop",
        """
        provider: github
        keys: [{id: main, value: "%s"}]
        deliver: {to: "http://127.0.0.1:1/in", mode: durable}
        """
            .formatted(GatesOnRedis.SECRET));
    two.startBoth();
    until(() -> send(0, BEFORE).statusCode() == 200);
    until(() -> two.gate(0).metrics().contains("sallyport_waiting_events 0.0"));

    try (SaidLines said = new SaidLines(Solitude.class)) {
      restartFirst(two.shared("embedded"));

      assertThat(said.all())
          .singleElement()
          .asString()
          .startsWith("WARN this node is alone now")
          .contains("hand-over: none")
          .endsWith(" count=1");
    }
  }

  @Test
  void saysNothingWhereItHasLeftNothing() {
    two.policy(
        "shop",
        """
        provider: github
        keys: [{id: main, value: "%s"}]
        deliver: {to: "APP/in", mode: durable}
        """
            .formatted(GatesOnRedis.SECRET));
    two.startBoth();
    until(() -> send(0, BEFORE).statusCode() == 200);
    until(() -> two.reached(BEFORE) == 1);

    try (SaidLines said = new SaidLines(Solitude.class)) {
      restartFirst(two.shared("embedded"));

      assertThat(said.all()).isEmpty();
    }
  }
}
