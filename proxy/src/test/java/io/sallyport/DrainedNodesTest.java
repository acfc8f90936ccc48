package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("one of two whole gates on a real Redis is taken out")
class DrainedNodesTest {
  private static final int EVENTS = 40;

  @TempDir private Path folder;
  private GatesOnRedis two;

  @BeforeEach
  void begin() {
    two = new GatesOnRedis(folder).onlyTheSecondTakes("shop");
  }

  @AfterEach
  void end() {
    two.close();
  }

  private Sallyport drain(int gate, String... arguments) {
    List<String> all = new ArrayList<>(List.of("drain"));
    all.addAll(Arrays.asList(arguments));
    Path data = folder.resolve(gate == 0 ? "a" : "b").resolve("data");
    all.addAll(List.of("--server", two.gate(gate).server().adminUrl(), "--data", data.toString()));
    return Sallyport.run(all.toArray(String[]::new));
  }

  private int send(int gate, String body) {
    return two.send(gate, "shop", body).statusCode();
  }

  private static Set<String> names(List<RunningGate.Reached> reached) {
    return reached.stream()
        .map(it -> it.body() + " " + it.fields().get("webhook-id").get(0))
        .collect(Collectors.toSet());
  }

  @Test
  void whatItsApplicationDoesNotTakeIsDeliveredOnceByTheOther() {
    two.gate(0).start(two.shared() + "node: web-1\n");
    two.gate(1).start(two.shared() + "node: web-2\n");
    List<String> bodies = IntStream.range(0, EVENTS).mapToObj(i -> "{\"a\":" + i + "}").toList();
    bodies.forEach(it -> assertThat(send(0, it)).isEqualTo(200));
    until(() -> !two.gate(0).reached().isEmpty()); // few are: its breaker opens

    Sallyport drained = drain(0, "--wait", "60s");

    assertThat(drained.exit()).as(drained.toString()).isEqualTo(ExitCode.DONE);
    assertThat(drained.out())
        .contains("web-1 can be stopped", "the others finish " + EVENTS, "store forget web-1");
    assertThat(send(0, "{\"late\":1}")).isEqualTo(503);
    assertThat(send(1, bodies.get(0))).isEqualTo(200);
    Set<String> tried = names(two.gate(0).reached());
    assertThat(two.gate(1).reached()).isEmpty();

    two.gate(0).server().stop().await();

    until(() -> two.gate(1).reached().size() >= EVENTS);
    assertThat(send(1, "{\"last\":1}")).isEqualTo(200);
    until(() -> two.reached("{\"last\":1}") == 1);
    assertThat(two.gate(1).reached()).hasSize(EVENTS + 1);
    assertThat(names(two.gate(1).reached())).containsAll(tried);
  }

  /** What this node had taken up could not be left to others any more in time. */
  @Test
  void whoDrainsTakesUpNothingOfTheDeadUntilThatIsTakenBack() {
    two.gate(0).start(two.shared() + "node: web-1\n");
    two.gate(1).start(two.shared() + "node: web-2\n");
    assertThat(drain(1, "--wait", "60s").exit()).isEqualTo(ExitCode.DONE);
    assertThat(send(0, "{\"a\":1}")).isEqualTo(200);
    until(() -> two.reached("{\"a\":1}") > 0);
    untilLeft();
    two.gate(0).server().stop().await();
    assertThat(two.gate(1).reached()).isEmpty();

    drain(1, "--undo");

    until(() -> two.gate(1).reached().size() == 1);
  }

  private double leftBytes(int gate) {
    return two.gate(gate)
        .metrics()
        .lines()
        .filter(it -> it.startsWith("sallyport_left_bytes "))
        .mapToDouble(it -> Double.parseDouble(it.substring(it.indexOf(' ') + 1)))
        .sum();
  }

  private void untilLeft() {
    until(() -> leftBytes(0) > 0);
  }

  private void leavesOneWhileTheOtherTakesUp() {
    assertThat(send(0, "{\"a\":1}")).isEqualTo(200);
    until(() -> drain(0, "--wait", "0s").exit() == ExitCode.DONE);
    drain(0, "--undo");
  }

  /** It would take up nothing: whoever stopped both would have it on a disk alone. */
  @Test
  void whoDrainsIsNoneOnWhomAnotherCounts() {
    two.gate(0).start(two.shared() + "node: web-1\n");
    two.gate(1).start(two.shared() + "node: web-2\n");
    leavesOneWhileTheOtherTakesUp();
    assertThat(drain(1, "--wait", "60s").exit()).isEqualTo(ExitCode.DONE);

    Sallyport both = drain(0, "--wait", "0s");

    assertThat(both.exit()).as(both.toString()).isEqualTo(ExitCode.PARTIAL);
    until(() -> drain(0, "--wait", "0s").err().contains("1 no-other-node: "));
    drain(1, "--undo");
    assertThat(drain(0, "--wait", "60s").exit()).isEqualTo(ExitCode.DONE);
  }

  /** Of two at the same time one must see the other. */
  @Test
  void ofTwoThatAreTakenOutAtOnceNotBothCountOnTheOther() {
    two.gate(0).start(two.shared() + "node: web-1\n");
    two.gate(1).policy("shop", GatesOnRedis.durable("APP/in/status/503"));
    two.gate(1).start(two.shared() + "node: web-2\n");
    leavesOneWhileTheOtherTakesUp();
    assertThat(send(1, "{\"b\":1}")).isEqualTo(200);
    until(() -> leftBytes(1) > 0);

    var first = CompletableFuture.supplyAsync(() -> drain(0, "--wait", "8s"));
    Sallyport second = drain(1, "--wait", "8s");

    assertThat(List.of(first.join().exit(), second.exit())).contains(ExitCode.PARTIAL);
  }

  @Test
  void whereNoOtherNodeIsAliveOrRedisIsAwayItSaysSo() {
    two.gate(0).start(two.shared() + "node: web-1\n");
    assertThat(send(0, "{\"a\":1}")).isEqualTo(200);
    until(() -> two.reached("{\"a\":1}") > 0);

    Sallyport alone = drain(0, "--wait", "0s");
    assertThat(alone.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(alone.err()).contains("1 no-other-node: ", "start one");

    two.redis().master().kill();
    until(() -> drain(0, "--wait", "0s").err().contains("1 redis-away: "));
  }

  @Test
  void withoutHandOverItSaysThatNobodyElseDelivers() {
    two.gate(0).start(two.shared() + "hand-over: none\nnode: web-1\n");
    two.gate(1).start(two.shared() + "hand-over: none\nnode: web-2\n");
    assertThat(send(0, "{\"a\":1}")).isEqualTo(200);
    until(() -> two.reached("{\"a\":1}") > 0);

    Sallyport drained = drain(0, "--wait", "0s");

    assertThat(drained.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(drained.err()).contains("1 hand-over-none: ");
  }
}
