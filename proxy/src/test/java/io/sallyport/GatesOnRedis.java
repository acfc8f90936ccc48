package io.sallyport;

import io.sallyport.fixture.Hmac;
import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.redis.wire.RedisMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Two whole gates that agree by one real Redis, and a sender in front of them. */
final class GatesOnRedis implements AutoCloseable {
  static final String SECRET = "It's a Secret to Everybody";

  private final RedisRig redis;
  private final RedisMode mode;
  private final List<RunningGate> gates;
  private final Path masterKey;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Not started; with folders of their own below this one. */
  GatesOnRedis(Path folder) {
    this(folder, RedisMode.STANDALONE);
  }

  /** The same with whatever is meant by that mode: see {@link RedisRig}. */
  GatesOnRedis(Path folder, RedisMode mode) {
    this.mode = mode;
    redis =
        switch (mode) {
          case STANDALONE -> RedisRig.standalone();
          case SENTINEL -> RedisRig.sentinel();
          case CLUSTER -> RedisRig.cluster();
        };
    gates = List.of(RunningGate.in(folder.resolve("a")), RunningGate.in(folder.resolve("b")));
    try {
      masterKey =
          Files.writeString(
              folder.resolve("master-key"),
              "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same at both; {@code APP} in its text is the application of each. */
  GatesOnRedis policy(String name, String yaml) {
    gates.forEach(gate -> gate.policy(name, yaml));
    return this;
  }

  /** Of the same, the application of the second alone takes what is sent to it. */
  GatesOnRedis onlyTheSecondTakes(String name) {
    gate(0).policy(name, durable("APP/in/status/503"));
    gate(1).policy(name, durable("APP/in"));
    return this;
  }

  /** A policy of GitHub's by which all is acknowledged at once, and soon tried again. */
  static String durable(String to) {
    return """
    provider: github
    keys: [{id: main, value: "%s"}]
    deliver: {to: "%s", mode: durable, retry: {first: 1s, most: 2s}}
    """
        .formatted(SECRET, to);
  }

  RedisRig redis() {
    return redis;
  }

  RunningGate gate(int number) {
    return gates.get(number);
  }

  void startBoth() {
    gates.forEach(gate -> gate.start(shared()));
  }

  /** The lines of a configuration that make a gate one of many. */
  String shared() {
    return shared(
        switch (mode) {
          case STANDALONE -> '"' + redis.urls().get(0) + '"';
          case SENTINEL -> several("mode: sentinel, master: " + RedisRig.MASTER_NAME);
          case CLUSTER -> several("mode: cluster");
        });
  }

  private String several(String rest) {
    String urls =
        redis.urls().stream().map(url -> '"' + url + '"').collect(Collectors.joining(", "));
    return "{redis: {" + rest + ", endpoints: [" + urls + "]}}";
  }

  /** The same with this as {@code store}. */
  String shared(String store) {
    return "store: " + store + "\nmaster-key: \"${file:" + masterKey + "}\"\n";
  }

  /** Sends an event of GitHub's to one of them. */
  CompletableFuture<HttpResponse<String>> sends(
      int gate, String integration, String body, String secret) {
    HttpRequest event =
        HttpRequest.newBuilder(
                URI.create(gate(gate).server().ingressUrl() + "/hooks/" + integration))
            .header("X-GitHub-Event", "push")
            .header("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958")
            .header("X-Hub-Signature-256", "sha256=" + Hmac.sha256(secret, body))
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.sendAsync(event, BodyHandlers.ofString());
  }

  HttpResponse<String> send(int gate, String integration, String body) {
    return sends(gate, integration, body, SECRET).join();
  }

  /** How often an event has reached the application of either. */
  long reached(String body) {
    return gates.stream()
        .flatMap(gate -> gate.reached().stream())
        .filter(it -> it.body().equals(body))
        .count();
  }

  /** How many events have reached the application of either. */
  long reached() {
    return gates.stream().mapToLong(gate -> gate.reached().size()).sum();
  }

  @Override
  public void close() {
    gates.forEach(RunningGate::close);
    redis.close();
  }
}
