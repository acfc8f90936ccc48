package io.sallyport.faults;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.Hmac;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.fixture.RecordingUpstream.Received;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final String SECRET = "the frozen gate's sender signs with this";
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Pattern INGRESS = Pattern.compile("ingress=(\\S+)");

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private RecordingUpstream application;
  private Child gate;
  private URI ingress;

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
    gate =
        Child.java(
            List.of(),
            Map.of("SENDER_SECRET", SECRET),
            folder.resolve("gate.log"),
            "io.sallyport.Main",
            "run",
            "--config",
            configuration().toString());
    Matcher ready = INGRESS.matcher(gate.awaitReady());
    assertThat(ready.find()).isTrue();
    ingress = URI.create(ready.group(1));
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

    gate.signal("STOP");
    Fault.rest(TIMEOUT.multipliedBy(2));
    assertThat(arrivals("/durable")).as("nobody else goes on with it meanwhile").hasSize(1);
    gate.signal("CONT");

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
    String body = "{\"event_id\":\"e1\",\"kind\":\"order.paid\"}";
    return client.sendAsync(
        HttpRequest.newBuilder(ingress.resolve("/hooks/" + integration))
            .header("Content-Type", "application/json")
            .header("X-Signature", Hmac.sha256(SECRET, body))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.discarding());
  }

  private Path configuration() throws IOException {
    Path policies = Files.createDirectories(folder.resolve("policies"));
    policy(policies, "durable", "mode: durable\n  retry: {first: 100ms, most: 200ms}");
    policy(policies, "passed", "mode: pass-through");
    return Files.writeString(
        folder.resolve("sallyport.yaml"),
        """
        ingress: {listen: "127.0.0.1:0"}
        admin: {listen: "127.0.0.1:0"}
        status: {listen: "127.0.0.1:0"}
        policies: "%s"
        data: "%s"
        data-is-ephemeral: true
        """
            .formatted(policies, folder.resolve("data")));
  }

  private void policy(Path policies, String name, String mode) throws IOException {
    Files.writeString(
        policies.resolve(name + ".yaml"),
        """
        verify:
          hmac: sha256
          signed: "{body}"
          signature: {from: "{header:X-Signature}", as: "{hex}"}
        facts: {id: "{json:/event_id}", type: "{json:/kind}"}
        keys: ["${env:SENDER_SECRET}"]
        deliver:
          to: "%s"
          timeout: %ds
          %s
        """
            .formatted(application.uri("/" + name), TIMEOUT.toSeconds(), mode));
  }
}
