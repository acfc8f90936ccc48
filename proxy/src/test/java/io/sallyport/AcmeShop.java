package io.sallyport;

import io.sallyport.fixture.Eventually;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.fixture.RecordingUpstream.Received;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A sender that signs by code of its own, and the application that it sends to through a gate. */
final class AcmeShop {
  static final Duration PATIENT = Duration.ofSeconds(60);
  static final String SECRET = "acme-signs-with-these-36-characters";

  private final RunningGate gate;
  private final boolean inBatches;
  private final RecordingUpstream application;
  private final AtomicInteger arrivals = new AtomicInteger();
  private final AtomicInteger sentinels = new AtomicInteger();

  /** Whose application is waited for longer than any machine is busy with other things. */
  AcmeShop(
      RunningGate gate,
      Vertx vertx,
      boolean durable,
      boolean inBatches,
      BiConsumer<Integer, HttpServerRequest> answer) {
    this(gate, vertx, durable, inBatches, PATIENT, answer);
  }

  /**
   * @param answer what the application does with the n-th request, from 1
   * @param timeout how long it is waited for, in whole seconds
   */
  AcmeShop(
      RunningGate gate,
      Vertx vertx,
      boolean durable,
      boolean inBatches,
      Duration timeout,
      BiConsumer<Integer, HttpServerRequest> answer) {
    this.gate = gate;
    this.inBatches = inBatches;
    this.application =
        RecordingUpstream.answering(
            vertx, request -> answer.accept(arrivals.incrementAndGet(), request));
    gate.policy(
        "acme",
        """
        verify:
          hmac: sha256
          signed: "{header:X-Time}.{body}"
          signature: {from: "{header:X-Signature}", as: "{hex}"}
        freshness: {from: "{header:X-Time}", unit: s, past: 5m, future: 5m}
        %s
        keys: [{id: k1, value: "%s"}]
        deliver:
          to: "%s"
          timeout: %ds
          %s
        """
            .formatted(
                inBatches
                    ? "items: /all/*\nfacts: {id: \"{item:/id}\", type: \"{item:/kind}\"}"
                    : "facts: {id: \"{json:/id}\", type: \"{json:/kind}\"}",
                SECRET,
                application.uri("/in"),
                timeout.toSeconds(),
                durable
                    ? "mode: durable\n  retry: {first: 100ms, most: 200ms}"
                    : "mode: pass-through"));
  }

  static String event(String id) {
    return "{\"id\":\"" + id + "\",\"kind\":\"order.paid\"}";
  }

  /** Several in one delivery. */
  static String batch(String... events) {
    return "{\"all\":[" + String.join(",", events) + "]}";
  }

  /** As the platform sends it. */
  HttpResponse<String> send(String body, Instant at) {
    return gate.send(request(body, at, sign(SECRET, body, at)));
  }

  /** The same bytes so many times, on as many connections, none waiting for another. */
  List<HttpResponse<String>> sendAtOnce(int copies, String body, Instant at) {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest copy = request(body, at, sign(SECRET, body, at));
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < copies; i++) {
      answers.add(client.sendAsync(copy, BodyHandlers.ofString()));
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  HttpRequest request(String body, Instant at, String signature) {
    return HttpRequest.newBuilder(gate.uri("/hooks/acme"))
        .header("X-Time", Long.toString(at.getEpochSecond()))
        .header("X-Signature", signature)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  static String sign(String secret, String body, Instant at) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String content = at.getEpochSecond() + "." + body;
      return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have HmacSHA256", e);
    }
  }

  /** What reached the application, when everything sent until now had time to. */
  List<Received> reached(Instant now) {
    String last = "sentinel-" + sentinels.incrementAndGet();
    HttpResponse<String> answer = send(inBatches ? batch(event(last)) : event(last), now);
    if (answer.statusCode() != 200) {
      throw new AssertionError("the sentinel got " + answer.statusCode());
    }
    await(last, 1);
    return application.received().stream().filter(it -> !text(it).contains("sentinel")).toList();
  }

  /** Returns when so many requests with this event have reached the application. */
  void await(String id, int count) {
    Eventually.until(() -> count(id) >= count);
  }

  /** How many requests with this event have reached the application. */
  long count(String id) {
    return application.received().stream()
        .filter(it -> text(it).contains("\"" + id + "\""))
        .count();
  }

  static String text(Received received) {
    return new String(received.body(), StandardCharsets.UTF_8);
  }
}
