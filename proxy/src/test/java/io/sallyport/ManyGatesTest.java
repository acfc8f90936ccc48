package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("two whole gates on one real Redis")
class ManyGatesTest {
  private static final String SECRET = GatesOnRedis.SECRET;

  @TempDir private Path folder;
  private GatesOnRedis two;

  @BeforeEach
  void begin() {
    two =
        new GatesOnRedis(folder)
            .policy("durable", policy("durable"))
            .policy("direct", policy("pass-through"));
  }

  @AfterEach
  void end() {
    two.close();
  }

  private static String policy(String mode) {
    return """
    provider: github
    keys: [{id: main, value: "%s", shared-with: %s}]
    deliver: {to: "APP/in", mode: %s}
    """
        .formatted(SECRET, mode.equals("durable") ? "direct" : "durable", mode);
  }

  private HttpResponse<String> send(int gate, String integration, String body) {
    return two.send(gate, integration, body);
  }

  private static String body(int number) {
    return "{\"a\":" + number + "}";
  }

  private long reached(String body) {
    return two.reached(body);
  }

  @Test
  void whatOneHasTakenIsADuplicateAtTheOther() {
    two.startBoth();

    assertThat(send(0, "durable", "{\"a\":1}").statusCode()).isEqualTo(200);
    until(() -> reached("{\"a\":1}") == 1);
    until(
        () ->
            send(1, "durable", "{\"a\":1}")
                .headers()
                .firstValue("Sallyport-Outcome")
                .equals(Optional.of("duplicate")));
    assertThat(send(0, "durable", "{\"a\":2}").statusCode()).isEqualTo(200);
    until(() -> reached("{\"a\":2}") == 1);

    assertThat(reached("{\"a\":1}")).isEqualTo(1);
  }

  /** Row 42 at whole gates. */
  @Test
  void row42CopiesAtBothAtOnceReachTheApplicationOnce() {
    two.startBoth();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      answers.add(two.sends(i % 2, "durable", "{}", SECRET));
    }

    assertThat(answers).allMatch(it -> it.join().statusCode() == 200);
    until(() -> reached("{}") == 1);
    assertThat(send(0, "durable", "{\"b\":1}").statusCode()).isEqualTo(200);
    until(() -> reached("{\"b\":1}") == 1);
    assertThat(reached("{}")).isEqualTo(1);
  }

  @Test
  void whatWasAnsweredByTheApplicationThroughOneIsToldByTheOther() {
    two.startBoth();
    assertThat(send(0, "direct", "{\"a\":1}").statusCode()).isEqualTo(200);

    HttpResponse<String> again = send(1, "direct", "{\"a\":1}");

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.headers().firstValue("Sallyport-Outcome")).hasValue("duplicate");
    assertThat(reached("{\"a\":1}")).isEqualTo(1);
  }

  @Test
  void withoutRedisWhatIsDurableIsTakenAndWaitsAndTheRestIsToldToComeAgain() {
    two.redis().master().kill();
    two.startBoth();

    assertThat(send(0, "durable", "{\"a\":1}").statusCode()).isEqualTo(200);
    assertThat(send(1, "durable", "{\"a\":1}").statusCode()).isEqualTo(200);
    HttpResponse<String> direct = send(0, "direct", "{\"a\":2}");
    assertThat(direct.statusCode()).isEqualTo(503);
    assertThat(direct.headers().firstValue("Retry-After")).isPresent();
    assertThat(reached("{\"a\":1}") + reached("{\"a\":2}")).isZero();

    two.redis().master().restart();

    until(() -> reached("{\"a\":1}") == 1);
    until(() -> send(1, "direct", "{\"a\":2}").statusCode() == 200);
    assertThat(reached("{\"a\":1}")).isEqualTo(1);
    assertThat(reached("{\"a\":2}")).isEqualTo(1);
  }

  @Test
  void aSecondProcessOfANameIsNotStarted() {
    two.gate(0).start(two.shared() + "node: web-1\n");

    assertThatThrownBy(() -> two.gate(1).start(two.shared() + "node: web-1\n"))
        .hasMessageContaining("another process is the node web-1");

    assertThat(send(0, "durable", "{\"a\":1}").statusCode()).isEqualTo(200);
    until(() -> reached("{\"a\":1}") == 1);
  }

  /** It would take the events of the first for copies of its own, and answer 2xx. */
  @Test
  void aNodeWithAnotherMasterKeyIsNotStarted() {
    two.gate(0).start(two.shared());

    assertThatThrownBy(() -> two.gate(1).start("store: \"" + two.redis().urls().get(0) + "\"\n"))
        .hasMessageContaining("another installation's")
        .hasMessageContaining("a database of its own");

    assertThat(send(0, "durable", "{\"a\":1}").statusCode()).isEqualTo(200);
    until(() -> reached("{\"a\":1}") == 1);
  }

  /** It would answer 2xx to what can never go on. */
  @Test
  void aNodeThatIsOneTooManyIsNotStarted() {
    List<String> known = new ArrayList<>(List.of("HSET", "sp:{-:0}"));
    names(256).forEach(name -> known.addAll(List.of("m:" + name, "1")));
    two.redis().master().command(known.toArray(String[]::new));

    assertThatThrownBy(() -> two.gate(0).start(two.shared() + "node: web-1\n"))
        .isInstanceOf(Server.NotStarted.class)
        .hasMessageContaining("node: too many nodes: 256 names are known")
        .hasMessageContaining("web-1 would be one more");
  }

  /** A copied folder, say, under one name more than fit into its list. */
  @Test
  void aListThatTakesNoMoreNamesIsToldAndNothingStaysOpen() throws IOException {
    two.gate(0).start(two.shared() + "node: web-1\n");
    two.gate(0).server().stop().await();
    Path list = folder.resolve("a").resolve("data").resolve("members");
    List<String> before = Files.readAllLines(list);
    Files.write(list, names(512));

    assertThatThrownBy(() -> two.gate(0).start(two.shared()))
        .isInstanceOf(Server.NotStarted.class)
        .hasMessageContaining("up to 512 nodes");

    Files.write(list, before);
    two.gate(0).start(two.shared());
  }

  private static List<String> names(int most) {
    return IntStream.range(0, most).mapToObj(i -> "node-" + i).toList();
  }

  @Test
  void whatWouldBePassedThroughIsKeptWherePolicyWantsIt() {
    String taken = "another " + SECRET;
    two.policy(
        "patient",
        """
        provider: github
        keys: [{id: main, value: "%s"}]
        deliver: {to: "APP/in", mode: pass-through, when-away: queue}
        """
            .formatted(taken));
    two.redis().master().kill();
    two.startBoth();

    for (int gate = 0; gate < 2; gate++) {
      HttpResponse<String> kept = two.sends(gate, "patient", "{\"a\":1}", taken).join();
      assertThat(kept.statusCode()).isEqualTo(200);
      assertThat(kept.body()).isNotEqualTo("taken");
    }
    assertThat(reached("{\"a\":1}")).isZero();

    two.redis().master().restart();

    until(() -> reached("{\"a\":1}") == 1);
    AtomicInteger next = new AtomicInteger(2);
    until(
        () ->
            two.sends(1, "patient", body(next.getAndIncrement()), taken)
                .join()
                .body()
                .equals("taken"));
    for (int number = 1; number < next.get(); number++) {
      String body = body(number);
      until(() -> reached(body) == 1);
    }
  }

  @Test
  void theNameStaysWithTheData() {
    two.gate(0).start(two.shared() + "node: web-1\n");
    two.gate(0).server().stop().await();

    assertThatThrownBy(() -> two.gate(0).start(two.shared() + "node: web-2\n"))
        .hasRootCauseInstanceOf(java.io.IOException.class)
        .hasMessageContaining("web-1")
        .hasMessageContaining("web-2");
    two.gate(0).start(two.shared());
  }

  @Test
  void anOrderThatNobodyKeepsAmongManyIsRefused() {
    two.gate(0)
        .policy(
            "ordered",
            """
            provider: stripe
            keys: [{id: main, value: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}]
            facts: {account: "json:/account?"}
            deliver: {to: "APP/in", mode: durable, order: account}
            """)
        .start(two.shared());

    assertThat(two.gate(0).server().policies().problems())
        .anyMatch(it -> it.toString().contains("several nodes deliver"));
  }

  @Test
  void aUrlThatIsNoneIsToldWithoutItsPassword() {
    assertThatThrownBy(() -> two.gate(0).start("store: \"redis://:s3cret@redis.internal:99999\"\n"))
        .hasMessageContaining("store: url:")
        .hasMessageNotContaining("s3cret");
  }
}
