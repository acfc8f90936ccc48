package io.sallyport.ingress;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GatePlan;
import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.ingress.Acceptance.SourceLimit;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;

/** A gate whose bounds are low enough to be met. */
abstract class BoundedGateCase {
  static final String FORGED = "POST /hooks/a HTTP/1.1\r\nHost: a\r\n\r\n";
  static final String GENUINE = GateUnderTest.post("/hooks/a", "x");
  final Vertx vertx = Vertx.vertx();
  final RecordingUpstream upstream = RecordingUpstream.ok(vertx);
  final AtomicLong nanos = new AtomicLong(1);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  GatePlan limited() {
    return GateUnderTest.at(vertx)
        .nanos(nanos::get)
        .failures(new Rate(1, Duration.ofSeconds(10), 3))
        .with("a", GateUnderTest.to(upstream, "/"));
  }

  GatePlan plain() {
    return GateUnderTest.at(vertx).with("a", GateUnderTest.to(upstream, "/"));
  }

  static Acceptance accepting(List<SourceLimit> limits, Optional<Acceptance.NetworkSet> sources) {
    return new Acceptance(
        Set.of("POST"), 1 << 20, sources, Optional.empty(), Optional.empty(), limits);
  }

  static Networks loopback() {
    return Networks.of(List.of(Cidr.parse("127.0.0.0/8").orElseThrow()));
  }

  static String forgedFrom(String list) {
    return "POST /hooks/a HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + list + "\r\n\r\n";
  }

  static String genuineFrom(String list) {
    return forgedFrom(list).replace("\r\n\r\n", "\r\n" + GateUnderTest.PROOF + "\r\n");
  }

  static void awaitUsed(GateUnderTest gate, long bytes) {
    until(() -> bytes == 0 ? gate.bodies.used() == 0 : gate.bodies.used() >= bytes);
  }

  static void awaitChecks(GateUnderTest gate, int checks) {
    until(() -> gate.checks.get() >= checks);
  }

  static void awaitSize(List<?> list, int size) {
    until(() -> list.size() >= size);
    assertThat(list).hasSize(size);
  }
}
