package io.sallyport;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.store.redis.rig.RedisNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("threats rows 51 and 102: two whole gates on a Redis that drops keys, or is full")
class CareOfRedisTest {
  @TempDir private Path folder;
  private GatesOnRedis two;

  @BeforeEach
  void begin() {
    two =
        new GatesOnRedis(folder)
            .policy(
                "shop",
                """
                provider: github
                keys: [{id: main, value: "%s"}]
                deliver: {to: "APP/in", mode: durable}
                """
                    .formatted(GatesOnRedis.SECRET));
  }

  @AfterEach
  void end() {
    two.close();
  }

  private int send(int gate, String body) {
    return two.send(gate, "shop", body).statusCode();
  }

  private long reached(String body) {
    return two.reached(body);
  }

  private String metrics(int gate) {
    return two.gate(gate).metrics();
  }

  private static long expiring(RedisNode node) {
    String keys = node.info("keyspace").getOrDefault("db0", "expires=0,");
    int from = keys.indexOf("expires=") + "expires=".length();
    return Long.parseLong(keys.substring(from, keys.indexOf(',', from)));
  }

  @Test
  void noneStartsWhereClaimsMayBeDropped() {
    two.redis().master().configSet("maxmemory-policy", "allkeys-lru");

    assertThatThrownBy(two::startBoth)
        .hasMessageContaining("store: " + two.redis().master().address())
        .hasMessageContaining("allkeys-lru")
        .hasMessageContaining("noeviction");
    two.redis().master().configSet("maxmemory-policy", "noeviction");
    two.startBoth();
  }

  /** The policy is changed, the claims of ended events are dropped, and all is as before. */
  @Test
  void whatRedisHasDroppedIsNotLetThroughAgain() {
    two.startBoth();
    for (int i = 0; i < 20; i++) {
      String body = "{\"n\":" + i + "}";
      assertThat(send(0, body)).isEqualTo(200);
      until(() -> reached(body) == 1);
    }
    RedisNode node = two.redis().master();
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
    two.startBoth();
    assertThat(send(0, "{\"before\":1}")).isEqualTo(200);
    until(() -> reached("{\"before\":1}") == 1);
    two.redis().master().configSet("maxmemory", "1");

    for (int i = 0; i < 20; i++) {
      assertThat(send(i % 2, "{\"n\":" + i + "}")).isEqualTo(200);
      assertThat(send(1 - i % 2, "{\"n\":" + i + "}")).isEqualTo(200);
    }
    assertThat(send(1, "{\"before\":1}")).isEqualTo(200);
    until(() -> metrics(0).contains("sallyport_shard_unanswered_total{why=\"away\"}"));
    assertThat(metrics(0)).contains("sallyport_waiting_events 20.0");
    assertThat(two.reached()).isEqualTo(1);
    two.redis().master().configSet("maxmemory", "0");

    for (int i = 0; i < 20; i++) {
      String body = "{\"n\":" + i + "}";
      until(() -> reached(body) > 0);
    }
    until(
        () ->
            metrics(0).contains("sallyport_waiting_events 0.0")
                && metrics(1).contains("sallyport_waiting_events 0.0"));
    assertThat(two.reached()).isEqualTo(21);
  }

  @Test
  void anIntegrationThatHasItsShareIsTakenNothingNewOfAndItsCopiesAreAnswered() {
    String store = "{redis: {endpoints: \"" + two.redis().urls().get(0) + "\", claims: 100}}";
    two.gate(0).start(two.shared(store));
    until(() -> metrics(0).contains("sallyport_claims{integration=\"shop\"} 0.0"));
    // On a slow machine they are estimated once more meanwhile, a few more or less.
    int taken = 0;
    while (taken < 1_000 && send(0, "{\"n\":" + taken + "}") == 200) {
      taken++;
    }

    assertThat(taken).isBetween(100, 500);
    int all = taken;
    assertThat(send(0, "{\"n\":7}")).isEqualTo(200);
    until(() -> two.gate(0).reached().size() == all);
    assertThat(metrics(0)).contains("reason=\"quota.exceeded\"");
  }

  @Test
  void whatItDoesAmongOthersIsMeasured() {
    two.startBoth();
    assertThat(send(0, "{}")).isEqualTo(200);
    until(() -> reached("{}") == 1);

    assertThat(metrics(0))
        .contains("sallyport_granted_total{integration=\"shop\"} 1.0")
        .contains("sallyport_waiting_events 0.0")
        .contains("sallyport_waiting_bytes 0.0")
        .contains("sallyport_left_bytes 0.0")
        .contains("sallyport_waiting_oldest_seconds 0.0")
        .contains("sallyport_redis_unfit 0.0")
        .contains("sallyport_redis_memory_used_ratio 0.0")
        .containsPattern("sallyport_shards_open (1[7-9]|[2-9][0-9])")
        .containsPattern("sallyport_redis_connections [1-9]");
  }
}
