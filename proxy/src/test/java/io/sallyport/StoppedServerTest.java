package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that was stopped leaves nothing behind in its process. */
class StoppedServerTest {
  private static final int ROUNDS = 100;

  @Test
  void isLetGoOnceItsVertxIsClosed(@TempDir Path folder) {
    WeakReference<Server> server = usedAndStopped(folder, true);

    assertThat(isLetGo(server)).isTrue();
  }

  @Test
  void alsoAfterPassThroughDelivery(@TempDir Path folder) {
    WeakReference<Server> server = usedAndStopped(folder, false);

    assertThat(isLetGo(server)).isTrue();
  }

  /** Row 104: so a balancer that asks sends elsewhere before anything is refused. */
  @Test
  void isNotReadyForTheTimeOfItsNoticeAndTakesWhatComesAllTheSame(@TempDir Path folder) {
    Vertx vertx = Vertx.vertx();
    try (RunningGate gate = RunningGate.in(folder, vertx)) {
      AcmeShop shop =
          new AcmeShop(gate, vertx, true, false, (number, request) -> request.response().end());
      gate.start("notice: 5s\n");
      assertThat(readiness(gate).statusCode()).isEqualTo(200);

      Future<Void> stopped = gate.server().stop();

      assertThat(readiness(gate).statusCode()).isEqualTo(503);
      assertThat(readiness(gate).body()).contains("stopping");
      assertThat(shop.send(AcmeShop.event("e1"), Instant.now()).statusCode()).isEqualTo(200);
      stopped.await();
      assertThatThrownBy(() -> shop.send(AcmeShop.event("e2"), Instant.now()))
          .hasRootCauseInstanceOf(IOException.class);
    }
  }

  private static HttpResponse<String> readiness(RunningGate gate) {
    return gate.send(
        HttpRequest.newBuilder(URI.create(gate.server().statusUrl() + "/readyz?verbose")).build());
  }

  /** With a connection to the application still open, and its timers set. */
  private static WeakReference<Server> usedAndStopped(Path folder, boolean durable) {
    Vertx vertx = Vertx.vertx();
    try (RunningGate gate = RunningGate.in(folder, vertx)) {
      AcmeShop shop =
          new AcmeShop(gate, vertx, durable, false, (number, request) -> request.response().end());
      gate.start();
      assertThat(shop.send(AcmeShop.event("e1"), Instant.now()).statusCode()).isEqualTo(200);
      shop.await("e1", 1);
      return new WeakReference<>(gate.server());
    }
  }

  private static boolean isLetGo(WeakReference<Server> server) {
    for (int i = 0; i < ROUNDS && server.get() != null; i++) {
      System.gc();
      LockSupport.parkNanos(50_000_000);
    }
    return server.get() == null;
  }
}
