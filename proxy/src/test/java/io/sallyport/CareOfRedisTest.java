package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.fixture.Hmac;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("two whole gates on a Redis that drops keys, or has no room for more")
class CareOfRedisTest {
  private static final String SECRET = "It's a Secret to Everybody";

  @TempDir private Path folder;
  private final List<RunningGate> gates = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private RedisRig redis;

  @BeforeEach
  void begin() {
    redis = RedisRig.standalone();
    for (String name : List.of("a", "b")) {
      gates.add(
          RunningGate.in(folder.resolve(name))
              .policy(
                  "shop",
                  """
                  provider: github
                  keys: [{id: main, value: "%s"}]
                  deliver: {to: "APP/in", mode: durable}
                  """
                      .formatted(SECRET)));
    }
  }

  @AfterEach
  void end() {
    gates.forEach(RunningGate::close);
    redis.close();
  }

  private void startBoth() {
    gates.forEach(gate -> gate.start(shared()));
  }

  private String shared() {
    return "store: \"" + redis.urls().get(0) + "\"\n";
  }

  private int send(int gate, String body) {
    HttpRequest event =
        HttpRequest.newBuilder(URI.create(gates.get(gate).server().ingressUrl() + "/hooks/shop"))
            .header("X-GitHub-Event", "push")
            .header("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958")
            .header("X-Hub-Signature-256", "sha256=" + Hmac.sha256(SECRET, body))
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.sendAsync(event, BodyHandlers.ofString()).join().statusCode();
  }

  private long reached(String body) {
    return gates.stream()
        .flatMap(gate -> gate.reached().stream())
        .filter(it -> it.body().equals(body))
        .count();
  }

  private String metrics(int gate) {
    HttpRequest scrape =
        HttpRequest.newBuilder(URI.create(gates.get(gate).server().statusUrl() + "/metrics"))
            .build();
    HttpResponse<String> said = client.sendAsync(scrape, BodyHandlers.ofString()).join();
    return said.body();
  }

  private static long expiring(RedisNode node) {
    String keys = node.info("keyspace").getOrDefault("db0", "expires=0,");
    int from = keys.indexOf("expires=") + "expires=".length();
    return Long.parseLong(keys.substring(from, keys.indexOf(',', from)));
  }

  @Test
  void noneStartsWhereClaimsMayBeDropped() {
    redis.master().configSet("maxmemory-policy", "allkeys-lru");

    assertThatThrownBy(this::startBoth)
        .hasMessageContaining("store: " + redis.master().address())
        .hasMessageContaining("allkeys-lru")
        .hasMessageContaining("noeviction");
    redis.master().configSet("maxmemory-policy", "noeviction");
    startBoth();
  }

  /** The policy is changed, the claims of ended events are dropped, and all is as before. */
  @Test
  void whatRedisHasDroppedIsNotLetThroughAgain() {
    startBoth();
    for (int i = 0; i < 20; i++) {
      String body = "{\"n\":" + i + "}";
      assertThat(send(0, body)).isEqualTo(200);
      until(() -> reached(body) == 1);
    }
    RedisNode node = redis.master();
    until(() -> expiring(node) >= 20);

    node.configSet("maxmemory-policy", "volatile-ttl");
    node.configSet("maxmemory", "1");
    until(() -> expiring(node) == 0);
    node.configSet("maxmemory", "0");
    node.configSet("maxmemory-policy", "noeviction");
    for (int i = 0; i < 20; i++) {
      assertThat(send(1, "{\"n\":" + i + "}")).isEqualTo(200);
    }

    // They are decided on in the order of their receipt.
    for (int i = 20; i < 60; i++) {
      String body = "{\"n\":" + i + "}";
      assertThat(send(1, body)).isEqualTo(200);
      until(() -> reached(body) == 1);
    }
    until(() -> metrics(1).contains("sallyport_waiting_events 0.0"));
    for (int i = 0; i < 20; i++) {
      assertThat(reached("{\"n\":" + i + "}")).isEqualTo(1);
    }
    assertThat(metrics(1))
        .containsPattern("sallyport_shards_suspected_total [1-9]")
        .contains("sallyport_closed_elsewhere_total{found=\"known\",integration=\"shop\"}");
  }

  @Test
  void whereThereIsNoRoomEventsAreTakenAndWaitUntilThereIs() {
    startBoth();
    assertThat(send(0, "{\"before\":1}")).isEqualTo(200);
    until(() -> reached("{\"before\":1}") == 1);
    redis.master().configSet("maxmemory", "1");

    for (int i = 0; i < 20; i++) {
      assertThat(send(i % 2, "{\"n\":" + i + "}")).isEqualTo(200);
      assertThat(send(1 - i % 2, "{\"n\":" + i + "}")).isEqualTo(200);
    }
    assertThat(send(1, "{\"before\":1}")).isEqualTo(200);
    until(() -> metrics(0).contains("sallyport_shard_unanswered_total{why=\"away\"}"));
    assertThat(metrics(0)).contains("sallyport_waiting_events 20.0");
    assertThat(gates.stream().mapToLong(gate -> gate.reached().size()).sum()).isEqualTo(1);
    redis.master().configSet("maxmemory", "0");

    for (int i = 0; i < 20; i++) {
      String body = "{\"n\":" + i + "}";
      until(() -> reached(body) > 0);
    }
    until(
        () ->
            metrics(0).contains("sallyport_waiting_events 0.0")
                && metrics(1).contains("sallyport_waiting_events 0.0"));
    assertThat(gates.stream().mapToLong(gate -> gate.reached().size()).sum()).isEqualTo(21);
  }

  @Test
  void anIntegrationThatHasItsShareIsTakenNothingNewOfAndItsCopiesAreAnswered() {
    gates
        .get(0)
        .start("store: {redis: {endpoints: \"" + redis.urls().get(0) + "\", claims: 100}}\n");
    until(() -> metrics(0).contains("sallyport_claims{integration=\"shop\"} 0.0"));
    // On a slow machine they are estimated once more meanwhile, a few more or less.
    int taken = 0;
    while (taken < 1_000 && send(0, "{\"n\":" + taken + "}") == 200) {
      taken++;
    }

    assertThat(taken).isBetween(100, 500);
    int all = taken;
    assertThat(send(0, "{\"n\":7}")).isEqualTo(200);
    until(() -> gates.get(0).reached().size() == all);
    assertThat(metrics(0)).contains("reason=\"quota.exceeded\"");
  }

  @Test
  void whatItDoesAmongOthersIsMeasured() {
    startBoth();
    assertThat(send(0, "{}")).isEqualTo(200);
    until(() -> reached("{}") == 1);

    assertThat(metrics(0))
        .contains("sallyport_granted_total{integration=\"shop\"} 1.0")
        .contains("sallyport_waiting_events 0.0")
        .contains("sallyport_waiting_bytes 0.0")
        .contains("sallyport_waiting_oldest_seconds 0.0")
        .contains("sallyport_redis_unfit 0.0")
        .contains("sallyport_redis_memory_used_ratio 0.0")
        .containsPattern("sallyport_shards_open (1[7-9]|[2-9][0-9])")
        .containsPattern("sallyport_redis_connections [1-9]");
  }
}
