package io.sallyport.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** A gate in front of upstreams that do as they like. */
abstract class UpstreamCase {
  static final Duration LONG = Duration.ofSeconds(20);
  final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  GateUnderTest gate(Destination destination) {
    return GateUnderTest.at(vertx).with("a", destination).open();
  }

  static RawClient.Answer post(GateUnderTest gate) {
    return gate.exchange(GateUnderTest.post("/hooks/a", "x"));
  }

  static Destination to(URI uri, int places, Duration timeout) {
    return new Destination(
        Optional.empty(),
        uri,
        false,
        timeout,
        places,
        Optional.empty(),
        ForwardedQuery.whole(),
        true,
        DeliveryRule.passThrough(),
        false);
  }

  /** A server that answers the first bytes of every connection so and closes; null says nothing. */
  URI raw(String answer) {
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                socket ->
                    socket.handler(
                        request -> {
                          if (answer != null) {
                            socket.write(Buffer.buffer(answer, "ISO-8859-1"));
                            socket.end();
                          }
                        }))
            .listen(0, "127.0.0.1")
            .await();
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/");
  }

  static void pour(NetSocket socket, Buffer part) {
    socket.write(part).onSuccess(written -> pour(socket, part));
  }

  static void pourCounted(NetSocket socket, Buffer part, AtomicInteger written, int left) {
    if (left > 0) {
      socket
          .write(part)
          .onSuccess(
              done -> {
                written.incrementAndGet();
                pourCounted(socket, part, written, left - 1);
              });
    }
  }

  /** Until the count has not changed for a good while. */
  static void awaitCalm(AtomicInteger count) {
    int known = -1;
    long since = System.nanoTime();
    while (System.nanoTime() - since < Duration.ofMillis(500).toNanos()) {
      if (count.get() != known) {
        known = count.get();
        since = System.nanoTime();
      }
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  static void awaitSize(List<?> list, int size) {
    long give = System.nanoTime() + LONG.toNanos();
    while (list.size() < size && System.nanoTime() < give) {
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
    assertThat(list).hasSizeGreaterThanOrEqualTo(size);
  }
}
