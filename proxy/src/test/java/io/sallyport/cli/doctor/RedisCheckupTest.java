package io.sallyport.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.doctor.Diagnosis.Level;
import io.sallyport.config.Configuration;
import io.sallyport.config.ConfigurationLoader;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the doctor says of a Redis, on real ones. */
class RedisCheckupTest {
  private static List<Diagnosis> examine(String store, Map<String, String> more) {
    Map<String, String> environment = new TreeMap<>(more);
    environment.put(
        store.equals("embedded") ? "SALLYPORT_STORE" : "SALLYPORT_STORE_REDIS_ENDPOINTS", store);
    Configuration configuration =
        ConfigurationLoader.load(Optional.empty(), environment).configuration().orElseThrow();
    return new RedisCheckup(configuration, environment).examine();
  }

  private static List<Diagnosis> examine(RedisNode node) {
    return examine(node.url(), Map.of());
  }

  @Test
  void aNodeThatIsAloneHasNone() {
    assertThat(examine("embedded", Map.of())).isEmpty();
  }

  @Test
  void oneWithRoomIsFineAndTheRoomIsTold() {
    try (RedisRig redis = RedisRig.standalone()) {
      redis.master().configSet("maxmemory", "100mb");

      assertThat(examine(redis.master()))
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.level()).isEqualTo(Level.OK);
                assertThat(it.sentence())
                    .contains(redis.master().address())
                    .contains("of 100 MiB used")
                    .containsPattern("room for about (29|30)[0-9],[0-9]{3} more claims");
              });
    }
  }

  @Test
  void oneWithoutABoundIsAllowedAndSaid() {
    try (RedisRig redis = RedisRig.standalone()) {
      assertThat(examine(redis.master()))
          .singleElement()
          .matches(it -> it.level() == Level.WARN && it.sentence().contains("without maxmemory"));
    }
  }

  @Test
  void oneThatFillsUpIsAWarning() {
    try (RedisRig redis = RedisRig.standalone()) {
      RedisNode node = redis.master();
      long used = Long.parseLong(node.info("memory").get("used_memory"));
      node.configSet("maxmemory", Long.toString(used * 5 / 4));

      assertThat(examine(node))
          .singleElement()
          .matches(
              it -> it.level() == Level.WARN && it.sentence().contains("then new events wait"));
    }
  }

  @Test
  void aUserWhoMayNotDoAllFails() {
    try (RedisRig redis =
        RedisRig.plan()
            .withPassword("long-enough")
            .withUser("gate", "~sp:* resetchannels +@all -hincrby")
            .standalone()) {
      String url = redis.master().url().replace("redis://", "redis://gate:long-enough@");

      assertThat(examine(url, Map.of()))
          .filteredOn(it -> it.level() == Level.FAIL)
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.sentence()).contains("its user may not use hincrby: events wait");
                assertThat(it.remedy()).contains("+hincrby ~sp:*");
              });
    }
  }

  @Test
  void oneThatMayDropClaimsFails() {
    try (RedisRig redis = RedisRig.standalone()) {
      redis.master().configSet("maxmemory-policy", "allkeys-lru");

      assertThat(examine(redis.master()))
          .anyMatch(
              it ->
                  it.level() == Level.FAIL
                      && it.sentence().contains("allkeys-lru")
                      && it.remedy().contains("noeviction"));
    }
  }

  @Test
  void oneThatIsGoneFails() {
    try (RedisRig redis = RedisRig.standalone()) {
      redis.master().kill();

      assertThat(examine(redis.master()))
          .singleElement()
          .matches(
              it -> it.level() == Level.FAIL && it.sentence().contains(redis.master().address()));
    }
  }

  @Test
  void aPasswordIsResolvedAndOneThatIsWrongFailsUnnamed() {
    try (RedisRig redis = RedisRig.plan().withPassword("long-enough").standalone()) {
      String url = redis.master().url().replace("redis://", "redis://:${env:REDIS_PASSWORD}@");

      assertThat(examine(url, Map.of("REDIS_PASSWORD", "long-enough")))
          .noneMatch(it -> it.level() == Level.FAIL);
      assertThat(examine(url, Map.of("REDIS_PASSWORD", "not-this-one")))
          .anyMatch(it -> it.level() == Level.FAIL && it.sentence().contains("WRONGPASS"))
          .noneMatch(it -> it.sentence().contains("not-this-one"));
      assertThat(examine(url, Map.of())).anyMatch(it -> it.level() == Level.FAIL);
    }
  }

  @Test
  void oneWithoutTheReplicaThatMustConfirmFails() {
    try (RedisRig redis = RedisRig.standalone()) {
      assertThat(
              examine(
                  redis.master().url(), Map.of("SALLYPORT_STORE_REDIS_CERTAINTY", "replicated")))
          .anyMatch(it -> it.level() == Level.FAIL && it.sentence().contains("no replica"));
    }
  }

  @Test
  void oneOfAnotherInstallationFailsWithTheFingerprintsOfBoth() {
    Map<String, String> key =
        Map.of(
            "SALLYPORT_MASTER_KEY",
            "${env:KEY}",
            "KEY",
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    try (RedisRig redis = RedisRig.standalone()) {
      String url = redis.master().url();
      assertThat(examine(url, key)).noneMatch(it -> it.level() == Level.FAIL);
      redis.master().command("HSET", "sp:{-:0}nodes", "installation", "71d5902c2d5fe975");
      assertThat(examine(url, key)).noneMatch(it -> it.level() == Level.FAIL);
      redis.master().command("HSET", "sp:{-:0}nodes", "installation", "fedcba9876543210");

      assertThat(examine(url, key))
          .anyMatch(
              it ->
                  it.level() == Level.FAIL
                      && it.sentence().contains("fedcba9876543210")
                      && it.sentence().contains("71d5902c2d5fe975")
                      && it.remedy().contains("a database of its own"));
    }
  }

  @Test
  void eachMasterOfAClusterIsLookedAt() {
    try (RedisRig redis = RedisRig.cluster()) {
      List<Diagnosis> found =
          examine(redis.urls().get(0), Map.of("SALLYPORT_STORE_REDIS_MODE", "cluster"));

      assertThat(found).hasSize(3).allMatch(it -> it.level() == Level.WARN);
    }
  }
}
