package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order a server goes down: what needs something ends before it. */
class StopOrderTest {
  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final ConcurrentLinkedQueue<HttpServerRequest> pending = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean holdsBack = new AtomicBoolean(true);
  private RunningGate gate;

  @BeforeEach
  void begin() {
    gate = RunningGate.in(folder, vertx);
  }

  @AfterEach
  void end() {
    holdsBack.set(false);
    answerAll();
    gate.close();
  }

  private AcmeShop shop(boolean durable) {
    return new AcmeShop(
        gate,
        vertx,
        durable,
        false,
        (number, request) -> {
          if (holdsBack.get()) {
            pending.add(request);
          } else {
            request.response().end();
          }
        });
  }

  private void answerAll() {
    for (HttpServerRequest it = pending.poll(); it != null; it = pending.poll()) {
      it.response().end();
    }
  }

  private HttpResponse<String> status(String path) {
    return gate.send(HttpRequest.newBuilder(URI.create(gate.server().statusUrl() + path)).build());
  }

  /** Whether nobody is let in any more: what was sent before that would be answered. */
  private static boolean isShut(URI ingress) {
    try (Socket socket = new Socket(ingress.getHost(), ingress.getPort())) {
      return !socket.isConnected();
    } catch (IOException refused) {
      return true;
    }
  }

  /** First the ingress, then attempts, then the status listener, then the store. */
  @Test
  void attemptsEndWhileNothingNewComesInAndTheirEndIsWrittenDown() {
    AcmeShop shop = shop(true);
    gate.start("drain: 30s\n");
    assertThat(shop.send(AcmeShop.event("e1"), Instant.now()).statusCode()).isEqualTo(200);
    until(() -> !pending.isEmpty());

    URI ingress = gate.uri("/");

    Future<Void> stopped = gate.server().stop();

    until(() -> isShut(ingress));
    assertThat(status("/readyz").statusCode()).isEqualTo(503);
    assertThat(status("/livez").statusCode()).isEqualTo(200);
    assertThat(stopped.isComplete()).isFalse();
    answerAll();
    stopped.await();
    assertThatThrownBy(() -> status("/livez")).hasRootCauseInstanceOf(IOException.class);

    holdsBack.set(false);
    gate.start(); // the lock was let go at the end
    assertThat(shop.send(AcmeShop.event("e2"), Instant.now()).statusCode()).isEqualTo(200);
    shop.await("e2", 1);
    assertThat(shop.count("e1")).isEqualTo(1);
  }

  /** Its sender is answered, and the answer is remembered. */
  @Test
  void whoeverIsLetInBeforeIsAnswered() {
    AcmeShop shop = shop(false);
    gate.start("drain: 30s\n");
    String event = AcmeShop.event("e1");
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> shop.send(event, Instant.now()));
    until(() -> !pending.isEmpty());

    URI ingress = gate.uri("/");

    Future<Void> stopped = gate.server().stop();
    until(() -> isShut(ingress));
    answerAll();

    assertThat(answer.join().statusCode()).isEqualTo(200);
    stopped.await();
    holdsBack.set(false);
    gate.start();
    HttpResponse<String> copy = shop.send(event, Instant.now());
    assertThat(copy.headers().firstValue("Sallyport-Outcome")).hasValue("duplicate");
    assertThat(shop.count("e1")).isEqualTo(1);
  }

  /** An attempt that is cut off at the end of the drain time is made again, and nothing hangs. */
  @Test
  void whatDoesNotEndInTimeIsLeftToTheNextStart() {
    AcmeShop shop = shop(true);
    gate.start("drain: 200ms\n");
    assertThat(shop.send(AcmeShop.event("e1"), Instant.now()).statusCode()).isEqualTo(200);
    until(() -> !pending.isEmpty());

    gate.server().stop().await();

    holdsBack.set(false);
    gate.start();
    shop.await("e1", 2);
  }
}
