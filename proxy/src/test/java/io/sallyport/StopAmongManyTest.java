package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Shard;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("one of two whole gates on a real Redis goes down")
class StopAmongManyTest {
  private static final String BODY = "{\"a\":1}";
  private static final int ENDING = 20;

  /** More than an heir takes up when it looks into all shards for the first time: 4 of each. */
  private static final int STAYING = 4 * Shard.COUNT + 1;

  private static final Pattern LEFT =
      Pattern.compile("sallyport_hand_over_total\\{outcome=\"left\"} (\\S+)");

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
    until(() -> left() == 1);

    Future<Void> going = two.gate(1).server().stop();
    two.gate(0).server().stop().await();
    going.await();

    assertThat(two.gate(1).reached()).isEmpty();
    two.gate(1).start(two.shared());
    until(() -> two.gate(1).reached().size() == 1);
  }

  /**
   * Else the other delivers it once more: its end is told before its place is given free. What is
   * left beside it, and is taken up by the other, says how far that one has come.
   */
  @Test
  void whatEndsInItsLastMomentsIsToldBeforeItLeaves() {
    two.onlyTheSecondTakes("far");
    two.gate(0).server().reload().await();
    two.gate(1).start(two.shared() + "node: web-2\n");
    List<String> ending = bodies("ends", ENDING);
    List<String> staying = bodies("stays", STAYING);
    ending.forEach(it -> assertThat(two.send(0, "shop", it).statusCode()).isEqualTo(200));
    staying.forEach(it -> assertThat(two.send(0, "far", it).statusCode()).isEqualTo(200));
    until(() -> left() >= ENDING + STAYING);
    two.gate(0).policy("shop", GatesOnRedis.durable("APP/in"));
    two.gate(0).server().reload().await();
    until(() -> taken(0).size() >= ENDING);

    two.gate(0).server().stop().await();

    until(() -> taken(1).containsAll(staying));
    assertThat(two.send(1, "shop", BODY).statusCode()).isEqualTo(200);
    until(() -> taken(1).contains(BODY));
    assertThat(taken(0)).containsExactlyInAnyOrderElementsOf(ending);
    assertThat(taken(1)).hasSize(STAYING + 1).doesNotContainAnyElementsOf(ending);
  }

  private static List<String> bodies(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> "{\"" + name + "\":" + i + "}").toList();
  }

  /** How often the first has left an event to the other. */
  private double left() {
    Matcher metric = LEFT.matcher(two.gate(0).metrics());
    return metric.find() ? Double.parseDouble(metric.group(1)) : 0;
  }

  /** What its application has answered with 200. */
  private List<String> taken(int gate) {
    return two.gate(gate).reached().stream()
        .filter(it -> it.target().equals("/in"))
        .map(RunningGate.Reached::body)
        .toList();
  }
}
