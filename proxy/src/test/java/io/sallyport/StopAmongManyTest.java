package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("one of two whole gates on a real Redis goes down")
class StopAmongManyTest {
  private static final String BODY = "{\"a\":1}";

  @TempDir private Path folder;
  private GatesOnRedis two;

  @BeforeEach
  void begin() {
    two = new GatesOnRedis(folder).onlyTheSecondTakes("shop");
    two.gate(0).start(two.shared() + "node: web-1\n");
  }

  @AfterEach
  void end() {
    two.close();
  }

  /**
   * It is taken up 5 to 15 seconds after its owner was stopped: within this notice, and not at all,
   * since whoever is going could not finish it. The next process of it does.
   */
  @Test
  void fromItsNoticeOnItTakesUpNothingOfTheDead() {
    two.gate(1).start(two.shared() + "node: web-2\nnotice: 22s\n");
    assertThat(two.send(0, "shop", BODY).statusCode()).isEqualTo(200);
    until(() -> two.reached(BODY) > 0);
    until(() -> two.gate(0).metrics().contains("sallyport_hand_over_total{outcome=\"left\"} 1.0"));

    Future<Void> going = two.gate(1).server().stop();
    two.gate(0).server().stop().await();
    going.await();

    assertThat(two.gate(1).reached()).isEmpty();
    two.gate(1).start(two.shared());
    until(() -> two.gate(1).reached().size() == 1);
  }

  /** Else the other delivers it once more: its end is told before its place is given free. */
  @Test
  void whatEndsInItsLastMomentsIsToldBeforeItLeaves() {
    two.gate(0).policy("shop", GatesOnRedis.durable("APP/in"));
    two.gate(0).server().reload().await();
    two.gate(1).start(two.shared() + "node: web-2\n");
    for (int i = 0; i < 20; i++) {
      assertThat(two.send(0, "shop", "{\"b\":" + i + "}").statusCode()).isEqualTo(200);
    }
    until(() -> two.reached() >= 20); // what was not granted yet would wait for its disk

    two.gate(0).server().stop().await();

    assertThat(two.send(1, "shop", BODY).statusCode()).isEqualTo(200);
    until(() -> two.reached(BODY) == 1);
    assertThat(two.reached()).isEqualTo(21);
  }
}
