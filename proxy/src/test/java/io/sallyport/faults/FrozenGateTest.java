package io.sallyport.faults;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.fixture.RecordingUpstream.Received;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gate's process stands still while an attempt is with the application, and goes on when the
 * attempt's time has been over for long: it does not know what became of it.
 */
@DisplayName("threats row 56: a gate that is stopped in the middle of an attempt, and goes on")
class FrozenGateTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private RecordingUpstream application;
  private GateProcess gate;

  /** The application never answers the first request of an event. */
  @BeforeEach
  void start() throws IOException {
    application =
        RecordingUpstream.answering(
            vertx,
            request -> {
              if (count(request.path()) > 1) {
                request.response().end();
              }
            });
    GateProcess.policy(
        folder,
        "durable",
        application.uri("/durable"),
        "mode: durable\n  timeout: 1s\n  retry: {first: 100ms, most: 200ms}");
    GateProcess.policy(
        folder, "passed", application.uri("/passed"), "mode: pass-through\n  timeout: 1s");
    gate = GateProcess.start(folder, List.of());
  }

  @AfterEach
  void stop() {
    gate.close();
    vertx.close().await();
  }

  @Test
  void row56TheApplicationSeesTheSameNameAgainMarkedAsTheSecondAttempt() throws IOException {
    assertThat(send("durable").join().statusCode()).isEqualTo(200);
    CompletableFuture<HttpResponse<Void>> passed = send("passed");
    until(() -> count("/durable") == 1 && count("/passed") == 1);

    gate.process().signal("STOP");
    Fault.rest(TIMEOUT.multipliedBy(2));
    assertThat(arrivals("/durable")).as("nobody else goes on with it meanwhile").hasSize(1);
    gate.process().signal("CONT");

    until(() -> count("/durable") == 2);
    assertSameName(arrivals("/durable"));
    assertThat(arrivals("/durable"))
        .extracting(it -> it.one("Sallyport-Attempt").orElse("-"))
        .containsExactly("1", "2");
    assertThat(passed.join().statusCode()).as("the sender is asked to send again").isEqualTo(504);
    assertThat(send("passed").join().statusCode()).isEqualTo(200);
    assertSameName(arrivals("/passed"));
    for (String done : List.of("durable", "passed")) {
      HttpResponse<Void> copy = send(done).join();
      assertThat(copy.statusCode()).isEqualTo(200);
      assertThat(copy.headers().firstValue("Sallyport-Outcome")).hasValue("duplicate");
      assertThat(arrivals("/" + done)).hasSize(2);
    }
  }

  private static void assertSameName(List<Received> arrivals) {
    assertThat(arrivals).hasSize(2);
    assertThat(arrivals.get(0).one("webhook-id")).isPresent();
    assertThat(arrivals.get(1).one("webhook-id")).isEqualTo(arrivals.get(0).one("webhook-id"));
    assertThat(arrivals.get(1).content()).isEqualTo(arrivals.get(0).content());
  }

  private List<Received> arrivals(String path) {
    return application.received().stream().filter(it -> it.target().equals(path)).toList();
  }

  private long count(String path) {
    return arrivals(path).size();
  }

  private CompletableFuture<HttpResponse<Void>> send(String integration) {
    return gate.send(integration, "e1", System.currentTimeMillis() / 1_000);
  }
}
