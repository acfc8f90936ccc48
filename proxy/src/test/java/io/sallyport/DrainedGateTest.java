package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.Hmac;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole gate of its own store that is taken out while it runs. */
class DrainedGateTest {
  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicBoolean down = new AtomicBoolean();
  private final AtomicBoolean slow = new AtomicBoolean();
  private final ConcurrentLinkedQueue<HttpServerRequest> pending = new ConcurrentLinkedQueue<>();
  private RunningGate gate;
  private AcmeShop shop;

  @BeforeEach
  void begin() {
    gate = RunningGate.in(folder, vertx);
    shop = shop(true);
  }

  private AcmeShop shop(boolean durable) {
    return new AcmeShop(gate, vertx, durable, false, (number, request) -> answer(request));
  }

  private void answer(HttpServerRequest request) {
    if (slow.get()) {
      pending.add(request);
    } else {
      request.response().setStatusCode(down.get() ? 503 : 200).end();
    }
  }

  @AfterEach
  void end() {
    gate.close();
  }

  private Sallyport drain(String... arguments) {
    List<String> all = new ArrayList<>(List.of("drain"));
    all.addAll(Arrays.asList(arguments));
    all.addAll(
        List.of("--server", gate.server().adminUrl(), "--data", folder.resolve("data").toString()));
    return Sallyport.run(all.toArray(String[]::new));
  }

  private HttpResponse<String> readiness() {
    return gate.send(
        HttpRequest.newBuilder(URI.create(gate.server().statusUrl() + "/readyz?verbose")).build());
  }

  private HttpResponse<String> send(String event) {
    return shop.send(AcmeShop.event(event), Instant.now());
  }

  private JsonObject look() {
    return new JsonObject(drain("--wait", "0s", "--json").out());
  }

  @Test
  void forTheTimeOfItsNoticeItIsNotReadyAndTakesWhatComesAllTheSame() {
    gate.start("notice: 5s\n");
    assertThat(readiness().statusCode()).isEqualTo(200);

    Sallyport first = drain("--wait", "0s");

    assertThat(first.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(first.err()).contains("gives notice", "takes webhooks still");
    assertThat(readiness().statusCode()).isEqualTo(503);
    assertThat(readiness().body()).contains("[-] draining: ");
    assertThat(send("e1").statusCode()).isEqualTo(200);
    until(() -> send("e2").statusCode() == 503);
    assertThat(look().getString("state")).isEqualTo("draining");
  }

  @Test
  void thenItRefusesWhatIsNewAndCopiesAndDeliversWhatItHas() {
    gate.start();
    down.set(true);
    assertThat(send("e1").statusCode()).isEqualTo(200);
    until(() -> shop.count("e1") > 0);

    Sallyport early = drain("--wait", "0s");
    HttpResponse<String> refused = send("e2");
    HttpResponse<String> copy = send("e1");

    assertThat(early.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(early.err()).contains("1 queued: nobody else can deliver them");
    for (HttpResponse<String> answer : List.of(refused, copy)) {
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
    assertThat(gate.metrics()).contains("reason=\"node.draining\"", "sallyport_draining 1.0");
    down.set(false);
    Sallyport late = drain("--wait", "60s");
    assertThat(late.exit()).as(late.toString()).isEqualTo(ExitCode.DONE);
    assertThat(late.out()).contains("the node can be stopped");
    assertThat(shop.count("e2")).isZero();
  }

  @Test
  void whoeverIsLetInBeforeIsWaitedFor() {
    shop = shop(false);
    slow.set(true);
    gate.start();
    var answer = CompletableFuture.supplyAsync(() -> send("e1"));
    until(() -> !pending.isEmpty());

    Sallyport begun = drain("--wait", "0s");

    assertThat(begun.err()).contains("1 under-way: ");
    assertThat(begun.exit()).isEqualTo(ExitCode.PARTIAL);
    pending.remove().response().setStatusCode(200).end();
    assertThat(answer.join().statusCode()).isEqualTo(200);
    assertThat(drain("--wait", "60s").exit()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void itIsTakenBackAtOnceAndAsOftenAsOneLikes() {
    gate.start();
    drain("--wait", "0s");
    drain("--wait", "0s");
    assertThat(send("e1").statusCode()).isEqualTo(503);

    Sallyport undone = drain("--undo");
    drain("--undo");

    assertThat(undone.exit()).isEqualTo(ExitCode.DONE);
    assertThat(readiness().statusCode()).isEqualTo(200);
    assertThat(send("e1").statusCode()).isEqualTo(200);
    shop.await("e1", 1);
    assertThat(new JsonObject(drain("--undo", "--json").out()).getString("state"))
        .isEqualTo("serving");
  }

  /** What is taken back during its notice is not refused when that would be over. */
  @Test
  void aNoticeThatWasTakenBackComesToNothing() {
    gate.start("notice: 1s\n");
    drain("--wait", "0s");
    drain("--undo");
    Instant over = Instant.now().plusMillis(1_500);

    until(
        () -> {
          assertThat(send("e1").statusCode()).isEqualTo(200);
          return Instant.now().isAfter(over);
        });
  }

  @Test
  void aStopDuringItIsAsEverAndTheNextStartKnowsNothingOfIt() {
    gate.start();
    down.set(true);
    assertThat(send("e1").statusCode()).isEqualTo(200);
    drain("--wait", "0s");

    gate.server().stop().await();
    down.set(false);
    gate.start();

    assertThat(readiness().statusCode()).isEqualTo(200);
    assertThat(send("e2").statusCode()).isEqualTo(200);
    shop.await("e2", 1);
    until(() -> shop.count("e1") > 0);
  }

  @Test
  void deadLettersAreNamedAndNotWaitedFor() {
    gate.policy(
            "shop",
            """
            provider: github
            keys: [{id: main, value: "%s"}]
            deliver:
              to: "APP/in/status/500"
              mode: durable
              retry: {first: 100ms, most: 100ms, attempts: 2}
            """
                .formatted(GatesOnRedis.SECRET))
        .start();
    gate.post(
        "/hooks/shop",
        "{}",
        "X-GitHub-Event",
        "push",
        "X-GitHub-Delivery",
        "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        "X-Hub-Signature-256",
        "sha256=" + Hmac.sha256(GatesOnRedis.SECRET, "{}"));

    Sallyport drained = drain("--wait", "60s");

    assertThat(drained.exit()).as(drained.toString()).isEqualTo(ExitCode.PARTIAL);
    assertThat(drained.err())
        .contains("1 dead: only this node has them: deliveries retry, or deliveries discard");
  }
}
