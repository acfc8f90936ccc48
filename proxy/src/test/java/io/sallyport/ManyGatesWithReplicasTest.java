package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.redis.wire.RedisMode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Side by side, since most of it is waiting until a gate counts as dead. */
@DisplayName("two whole gates under Sentinels, and two on a Cluster")
class ManyGatesWithReplicasTest {
  private static final int EVENTS = 20;

  @TempDir private Path folder;
  private final Map<RedisMode, GatesOnRedis> pairs = new TreeMap<>();

  @BeforeEach
  void begin() {
    for (RedisMode mode : List.of(RedisMode.SENTINEL, RedisMode.CLUSTER)) {
      GatesOnRedis two = new GatesOnRedis(folder.resolve(mode.name()), mode);
      pairs.put(mode, two);
      // The application of the first is down for one of them.
      two.policy("race", policy("race", "/in")).policy("left", policy("left", "/in"));
      two.gate(0).policy("left", policy("left", "/status/503"));
      two.startBoth();
    }
  }

  @AfterEach
  void end() {
    pairs.values().forEach(GatesOnRedis::close);
  }

  private static String policy(String name, String to) {
    return """
    provider: github
    keys: [{id: main, value: "%s", shared-with: %s}]
    deliver: {to: "APP%s", mode: durable}
    """
        .formatted(GatesOnRedis.SECRET, name.equals("race") ? "left" : "race", to);
  }

  @Test
  void copiesThatRaceAreDeliveredOnceAndWhatAKilledGateWasGrantedIsFinishedByTheOther() {
    pairs.values().forEach(ManyGatesWithReplicasTest::copiesRace);
    pairs.values().forEach(ManyGatesWithReplicasTest::leave);

    pairs.values().forEach(two -> two.gate(0).kill());

    for (GatesOnRedis two : pairs.values()) {
      until(() -> two.gate(1).reached().stream().filter(it -> isLeft(it)).count() >= EVENTS);
      for (String body : bodies()) {
        assertThat(timesTaken(two, body)).as(body).isEqualTo(1);
        assertThat(two.send(1, "left", body).headers().firstValue("Sallyport-Outcome"))
            .hasValue("duplicate");
      }
    }
    for (GatesOnRedis two : pairs.values()) {
      assertThat(two.send(1, "left", "{\"last\":1}").statusCode()).isEqualTo(200);
      until(() -> timesTaken(two, "{\"last\":1}") == 1);
      assertThat(bodies()).allMatch(body -> timesTaken(two, body) == 1);
    }
  }

  /** Row 42 at whole gates. */
  private static void copiesRace(GatesOnRedis two) {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      answers.add(two.sends(i % 2, "race", "{}", GatesOnRedis.SECRET));
    }

    assertThat(answers).allMatch(it -> it.join().statusCode() == 200);
    until(() -> two.reached("{}") == 1);
    assertThat(two.send(0, "race", "{\"b\":1}").statusCode()).isEqualTo(200);
    until(() -> two.reached("{\"b\":1}") == 1);
    assertThat(two.reached("{}")).isEqualTo(1);
  }

  /** The first takes them, cannot deliver, and has left all of them to the other in the end. */
  private static void leave(GatesOnRedis two) {
    for (String body : bodies()) {
      assertThat(two.send(0, "left", body).statusCode()).isEqualTo(200);
    }
    until(() -> metric(two, "sallyport_hand_over_total{outcome=\"left\"") >= EVENTS);
  }

  private static double metric(GatesOnRedis two, String name) {
    return two.gate(0)
        .metrics()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static List<String> bodies() {
    return IntStream.range(0, EVENTS).mapToObj(i -> "{\"left\":" + i + "}").toList();
  }

  private static boolean isLeft(RunningGate.Reached it) {
    return it.body().startsWith("{\"left\"");
  }

  /** By an application that is not down. */
  private static long timesTaken(GatesOnRedis two, String body) {
    return IntStream.range(0, 2)
        .mapToObj(two::gate)
        .flatMap(gate -> gate.reached().stream())
        .filter(it -> it.target().startsWith("/in") && it.body().equals(body))
        .count();
  }
}
