package io.sallyport.admin;

import static io.sallyport.fixture.Eventually.until;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.RawClient;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Raw sockets against the status listener; what the bounds do is tested with the admin one. */
@DisplayName("who connects to the status listener, and asks slowly or not at all")
class StatusCallersTest {
  private static final Duration NEVER = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofMillis(300);
  private static final int DROPS = 1_000;
  private static final int STEP_MILLIS = 20;
  private static final String LIVE = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

  /** On one loop, so that it sees them in the order in which they connect and ask. */
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  private final CountDownLatch scraped = new CountDownLatch(1);
  private final List<RawClient> clients = new ArrayList<>();

  @AfterEach
  void stop() {
    scraped.countDown();
    clients.forEach(RawClient::close);
    vertx.close().await();
  }

  private int start(Callers.Limits limits) {
    return new StatusServer(
            vertx,
            new Callers(vertx, "status", () -> 0L, limits, address -> true),
            List.of(),
            this::metrics)
        .listen("127.0.0.1", 0)
        .await()
        .actualPort();
  }

  private String metrics() {
    try {
      scraped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "up 1\n";
  }

  private static Callers.Limits times(Duration head, Duration body, Duration rest) {
    return new Callers.Limits(8, 0, 8, head, body, rest);
  }

  private RawClient connect(int port) {
    RawClient client = RawClient.to(port);
    clients.add(client);
    return client;
  }

  /** Sends a byte now and then; false where it is never closed. */
  private static boolean isClosedWhileDripping(RawClient client, String drop) {
    client.patience(STEP_MILLIS);
    for (int i = 0; i < DROPS; i++) {
      if (!client.trySend(drop.getBytes(US_ASCII)) || client.isClosedByPeer()) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aHeadThatDripsInIsNotWaitedFor() {
    RawClient slow = connect(start(times(SOON, NEVER, NEVER))).send("GET /livez HTTP/1.1\r\n");

    assertThat(isClosedWhileDripping(slow, "X-A: b\r\n")).isTrue();
  }

  @Test
  void theNextHeadHasItsTimeToo() {
    RawClient slow = connect(start(times(NEVER, NEVER, SOON))).send(LIVE);
    assertThat(slow.read().status()).isEqualTo(200);

    slow.send("GET /livez HTTP/1.1\r\n");

    assertThat(isClosedWhileDripping(slow, "X-A: b\r\n")).isTrue();
  }

  @Test
  void aBodyThatNobodyWantsIsNotWaitedFor() {
    RawClient slow =
        connect(start(times(NEVER, SOON, NEVER)))
            .send("POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n");
    assertThat(slow.read().status()).isEqualTo(405);

    assertThat(isClosedWhileDripping(slow, "x")).isTrue();
  }

  @Test
  void aScrapeTakesAsLongAsItTakesAndTheNextOneFindsTheConnectionOpen() {
    RawClient prometheus = connect(start(times(Duration.ofSeconds(20), SOON, NEVER)));

    prometheus.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(prometheus.patience(4 * (int) SOON.toMillis()).isClosedByPeer()).isFalse();
    scraped.countDown();

    assertThat(prometheus.patience(20_000).read().text()).isEqualTo("up 1\n");
    assertThat(prometheus.send(LIVE).read().status()).isEqualTo(200);
  }

  @Test
  void oneAddressTakesNoMoreThanItsPart() {
    int port = start(new Callers.Limits(8, 0, 1, NEVER, NEVER, NEVER));
    RawClient first = connect(port).send(LIVE);
    assertThat(first.read().status()).isEqualTo(200);

    assertThat(connect(port).isClosedByPeer()).isTrue();

    assertThat(first.send(LIVE).read().status()).isEqualTo(200);
    first.close();
    until(() -> isLetIn(port));
  }

  /** A probe that is not answered would have the gate started anew. */
  @Test
  void aProbeIsAnsweredThoughOthersHoldAllThatThereIs() {
    int port = start(new Callers.Limits(2, 0, 8, NEVER, NEVER, NEVER));
    RawClient silent = connect(port);
    RawClient answered = connect(port).send(LIVE);
    assertThat(answered.read().status()).isEqualTo(200);
    assertThat(silent.patience(STEP_MILLIS).isClosedByPeer()).isFalse();

    assertThat(connect(port).send(LIVE).read().status()).isEqualTo(200);
    assertThat(silent.patience(20_000).isClosedByPeer()).isTrue();
    assertThat(connect(port).send(LIVE).read().status()).isEqualTo(200);
    assertThat(answered.patience(20_000).isClosedByPeer()).isTrue();
  }

  private boolean isLetIn(int port) {
    try {
      return connect(port).send(LIVE).read().status() == 200;
    } catch (UncheckedIOException closed) {
      return false;
    }
  }
}
