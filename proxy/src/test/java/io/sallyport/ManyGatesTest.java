package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.fixture.Hmac;
import io.sallyport.store.redis.rig.RedisRig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("two whole gates on one real Redis")
class ManyGatesTest {
  private static final String SECRET = "It's a Secret to Everybody";

  @TempDir private Path folder;
  private final List<RunningGate> gates = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private RedisRig redis;

  @BeforeEach
  void begin() {
    redis = RedisRig.standalone();
    for (String name : List.of("a", "b")) {
      gates.add(
          RunningGate.in(folder.resolve(name))
              .policy("durable", policy("durable"))
              .policy("direct", policy("pass-through")));
    }
  }

  @AfterEach
  void end() {
    gates.forEach(RunningGate::close);
    redis.close();
  }

  private static String policy(String mode) {
    return """
    provider: github
    keys: [{id: main, value: "%s", shared-with: %s}]
    deliver: {to: "APP/in", mode: %s}
    """
        .formatted(SECRET, mode.equals("durable") ? "direct" : "durable", mode);
  }

  private void startBoth() {
    gates.forEach(gate -> gate.start(shared()));
  }

  private String shared() {
    return "store: \"" + redis.urls().get(0) + "\"\n";
  }

  private HttpRequest event(RunningGate gate, String integration, String body) {
    return event(gate, integration, body, SECRET);
  }

  private static HttpRequest event(
      RunningGate gate, String integration, String body, String secret) {
    return HttpRequest.newBuilder(URI.create(gate.server().ingressUrl() + "/hooks/" + integration))
        .header("X-GitHub-Event", "push")
        .header("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958")
        .header("X-Hub-Signature-256", "sha256=" + Hmac.sha256(secret, body))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> send(int gate, String integration, String body, String secret) {
    return client
        .sendAsync(event(gates.get(gate), integration, body, secret), BodyHandlers.ofString())
        .join();
  }

  private HttpResponse<String> send(int gate, String integration, String body) {
    return client
        .sendAsync(event(gates.get(gate), integration, body), BodyHandlers.ofString())
        .join();
  }

  private static String body(int number) {
    return "{\"a\":" + number + "}";
  }

  private long reached(String body) {
    return gates.stream()
        .flatMap(gate -> gate.reached().stream())
        .filter(it -> it.body().equals(body))
        .count();
  }

  @Test
  void whatOneHasTakenIsADuplicateAtTheOther() {
    startBoth();

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
    startBoth();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      answers.add(
          client.sendAsync(event(gates.get(i % 2), "durable", "{}"), BodyHandlers.ofString()));
    }

    assertThat(answers).allMatch(it -> it.join().statusCode() == 200);
    until(() -> reached("{}") == 1);
    assertThat(send(0, "durable", "{\"b\":1}").statusCode()).isEqualTo(200);
    until(() -> reached("{\"b\":1}") == 1);
    assertThat(reached("{}")).isEqualTo(1);
  }

  @Test
  void whatWasAnsweredByTheApplicationThroughOneIsToldByTheOther() {
    startBoth();
    assertThat(send(0, "direct", "{\"a\":1}").statusCode()).isEqualTo(200);

    HttpResponse<String> again = send(1, "direct", "{\"a\":1}");

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.headers().firstValue("Sallyport-Outcome")).hasValue("duplicate");
    assertThat(reached("{\"a\":1}")).isEqualTo(1);
  }

  @Test
  void withoutRedisWhatIsDurableIsTakenAndWaitsAndTheRestIsToldToComeAgain() {
    redis.master().kill();
    startBoth();

    assertThat(send(0, "durable", "{\"a\":1}").statusCode()).isEqualTo(200);
    assertThat(send(1, "durable", "{\"a\":1}").statusCode()).isEqualTo(200);
    HttpResponse<String> direct = send(0, "direct", "{\"a\":2}");
    assertThat(direct.statusCode()).isEqualTo(503);
    assertThat(direct.headers().firstValue("Retry-After")).isPresent();
    assertThat(reached("{\"a\":1}") + reached("{\"a\":2}")).isZero();

    redis.master().restart();

    until(() -> reached("{\"a\":1}") == 1);
    until(() -> send(1, "direct", "{\"a\":2}").statusCode() == 200);
    assertThat(reached("{\"a\":1}")).isEqualTo(1);
    assertThat(reached("{\"a\":2}")).isEqualTo(1);
  }

  @Test
  void aSecondProcessOfANameIsNotStarted() {
    gates.get(0).start(shared() + "node: web-1\n");

    assertThatThrownBy(() -> gates.get(1).start(shared() + "node: web-1\n"))
        .hasMessageContaining("another process is the node web-1");

    assertThat(send(0, "durable", "{\"a\":1}").statusCode()).isEqualTo(200);
    until(() -> reached("{\"a\":1}") == 1);
  }

  @Test
  void whatWouldBePassedThroughIsKeptWherePolicyWantsIt() {
    gates.forEach(
        gate ->
            gate.policy(
                "patient",
                """
                provider: github
                keys: [{id: main, value: "%s"}]
                deliver: {to: "APP/in", mode: pass-through, when-away: queue}
                """
                    .formatted("another " + SECRET)));
    redis.master().kill();
    startBoth();

    for (int gate = 0; gate < 2; gate++) {
      HttpResponse<String> kept = send(gate, "patient", "{\"a\":1}", "another " + SECRET);
      assertThat(kept.statusCode()).isEqualTo(200);
      assertThat(kept.body()).isNotEqualTo("taken");
    }
    assertThat(reached("{\"a\":1}")).isZero();

    redis.master().restart();

    until(() -> reached("{\"a\":1}") == 1);
    AtomicInteger next = new AtomicInteger(2);
    String taken = "another " + SECRET;
    until(() -> send(1, "patient", body(next.getAndIncrement()), taken).body().equals("taken"));
    for (int number = 1; number < next.get(); number++) {
      String body = body(number);
      until(() -> reached(body) == 1);
    }
  }

  @Test
  void theNameStaysWithTheData() {
    gates.get(0).start(shared() + "node: web-1\n");
    gates.get(0).server().stop().await();

    assertThatThrownBy(() -> gates.get(0).start(shared() + "node: web-2\n"))
        .hasRootCauseInstanceOf(java.io.IOException.class)
        .hasMessageContaining("web-1")
        .hasMessageContaining("web-2");
    gates.get(0).start(shared());
  }

  @Test
  void anOrderThatNobodyKeepsAmongManyIsRefused() {
    gates
        .get(0)
        .policy(
            "ordered",
            """
            provider: stripe
            keys: [{id: main, value: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}]
            facts: {account: "json:/account?"}
            deliver: {to: "APP/in", mode: durable, order: account}
            """)
        .start(shared());

    assertThat(gates.get(0).server().policies().problems())
        .anyMatch(it -> it.toString().contains("several nodes deliver"));
  }

  @Test
  void aUrlThatIsNoneIsToldWithoutItsPassword() {
    assertThatThrownBy(
            () -> gates.get(0).start("store: \"redis://:s3cret@redis.internal:99999\"\n"))
        .hasMessageContaining("store: url:")
        .hasMessageNotContaining("s3cret");
  }
}
