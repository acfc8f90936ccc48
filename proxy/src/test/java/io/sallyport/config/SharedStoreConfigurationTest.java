package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.egress.NodeAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedStoreConfigurationTest {
  @TempDir private Path folder;

  private ConfigurationLoader.Result load(String yaml, Map<String, String> environment)
      throws IOException {
    Path file = Files.writeString(folder.resolve("sallyport.yaml"), yaml);
    return ConfigurationLoader.load(Optional.of(file), environment);
  }

  private SharedStore shared(String yaml) throws IOException {
    return load(yaml, Map.of()).configuration().orElseThrow().shared().orElseThrow();
  }

  private List<String> problems(String yaml, Map<String, String> environment) throws IOException {
    return load(yaml, environment).problems().stream().map(it -> it.toString()).toList();
  }

  @Test
  void isAloneUnlessARedisIsNamed() throws IOException {
    assertThat(load("", Map.of()).configuration().orElseThrow().shared()).isEmpty();
    assertThat(load("store: embedded\n", Map.of()).configuration().orElseThrow().shared())
        .isEmpty();
  }

  @Test
  void takesAUrl() throws IOException {
    SharedStore shared = shared("store: \"rediss://redis.internal/3\"\nnode: web-1\n");

    assertThat(shared.endpoints()).containsExactly("rediss://redis.internal/3");
    assertThat(shared.mode()).isEqualTo("standalone");
    assertThat(shared.certainty()).isEqualTo("single");
    assertThat(shared.node()).contains("web-1");
    assertThat(shared.awayBytes()).isEqualTo(2L << 30);
    assertThat(shared.awayAge()).isEqualTo(Duration.ofHours(6));
  }

  @Test
  void takesAllOfIt() throws IOException {
    SharedStore shared =
        shared(
            """
            store:
              redis:
                endpoints: ["rediss://s1:26379", "rediss://s2:26379"]
                mode: sentinel
                master: hooks
                sentinel: {user: watcher, password: "${env:SENTINEL_PASSWORD}"}
                tls: {ca: ca.pem, cert: me.pem, key: me.key}
            away: {bytes: 1GiB, age: 1h}
            """);

    assertThat(shared.endpoints()).hasSize(2);
    assertThat(shared.master()).contains("hooks");
    assertThat(shared.sentinelUser()).contains("watcher");
    assertThat(shared.sentinelPassword()).contains("${env:SENTINEL_PASSWORD}");
    assertThat(shared.tls().orElseThrow().ca()).contains(Path.of("ca.pem"));
    assertThat(shared.certainty()).isEqualTo("replicated");
    assertThat(shared.awayBytes()).isEqualTo(1L << 30);
    assertThat(shared.awayAge()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void takesItFromTheEnvironment() throws IOException {
    Map<String, String> all =
        Map.of(
            "SALLYPORT_STORE_REDIS_ENDPOINTS", "redis://c1:6379, redis://c2:6379",
            "SALLYPORT_STORE_REDIS_MODE", "cluster",
            "SALLYPORT_NODE", "web-2",
            "SALLYPORT_AWAY_AGE", "30m");

    SharedStore shared = load("", all).configuration().orElseThrow().shared().orElseThrow();

    assertThat(shared.endpoints()).containsExactly("redis://c1:6379", "redis://c2:6379");
    assertThat(shared.mode()).isEqualTo("cluster");
    assertThat(shared.node()).contains("web-2");
    assertThat(shared.awayAge()).isEqualTo(Duration.ofMinutes(30));
    assertThat(
            load("", Map.of("SALLYPORT_STORE", "redis://r"))
                .configuration()
                .orElseThrow()
                .shared()
                .orElseThrow()
                .endpoints())
        .containsExactly("redis://r");
  }

  @Test
  void refusesTwoVariablesForOneThing() throws IOException {
    assertThat(
            problems(
                "",
                Map.of(
                    "SALLYPORT_STORE", "redis://r",
                    "SALLYPORT_STORE_REDIS_MODE", "cluster")))
        .containsExactly("SALLYPORT_STORE_REDIS_MODE:1:1: all of store is set by SALLYPORT_STORE");
  }

  @Test
  void tellsWhatIsWrongAndNoSecret() throws IOException {
    String file = folder.resolve("sallyport.yaml").toString();

    assertThat(problems("store: \"http://:hush@x\"\n", Map.of()))
        .containsExactly(
            file
                + ":1:8: store: want embedded, a URL like redis://redis.internal:6379, or {redis:"
                + " {…}}");
    assertThat(problems("store: {redis: {endpoints: \"hush\"}}\n", Map.of()))
        .containsExactly(
            file + ":1:28: store.redis.endpoints: want a URL like redis://redis.internal:6379");
    assertThat(
            problems(
                "store: {redis: {endpoints: \"redis://a\", mode: cluster, certainty: single}}\n",
                Map.of()))
        .singleElement()
        .asString()
        .contains("certainty: single is for one process");
    assertThat(problems("store: {redis: {endpoints: \"redis://a\", mode: sentinel}}\n", Map.of()))
        .singleElement()
        .asString()
        .contains("want master with mode: sentinel, and only then");
    assertThat(problems("node: Web_1\n", Map.of()))
        .singleElement()
        .asString()
        .contains("want a name of a-z, 0-9, - and ., like web-1");
  }

  @Test
  void wantsAStoreForWhatIsOfSeveralNodes() throws IOException {
    String file = folder.resolve("sallyport.yaml").toString();
    String want = "is for several nodes: want store: with their Redis, or store: embedded";

    assertThat(problems("drain: 5s\nnode: web-1\naway: {age: 1h}\nhand-over: none\n", Map.of()))
        .containsExactly(
            file + ":2:7: node: " + want,
            file + ":3:7: away: " + want,
            file + ":4:12: hand-over: " + want);
    assertThat(problems("", Map.of("SALLYPORT_NODE", "web-1")))
        .containsExactly("SALLYPORT_NODE:1:1: node: " + want);
  }

  /** As whoever goes on alone for a while does, with all the other variables as they were. */
  @Test
  void onlyWarnsOfThemWhereTheStoreIsSaidToBeEmbedded() throws IOException {
    var read =
        load(
            "node: web-1\nhand-over: redis\n",
            Map.of("SALLYPORT_STORE", "embedded", "SALLYPORT_AWAY_AGE", "1h"));

    assertThat(read.configuration().orElseThrow().shared()).isEmpty();
    assertThat(read.problems())
        .hasSize(3)
        .allMatch(it -> !it.isError())
        .extracting(it -> it.path() + " " + it.message())
        .containsExactlyInAnyOrder(
            "node has no effect: with store: embedded this node is alone",
            "away has no effect: with store: embedded this node is alone",
            "hand-over has no effect: with store: embedded this node is alone");
  }

  @Test
  void saysWhereOtherNodesAskItOnlyWhereItIsTold() throws IOException {
    String store = "store: \"redis://r\"\n";
    String advertise = "admin: {advertise: \"http://web-1.internal:8081\"}\n";

    assertThat(shared(store).advertise()).isEmpty();
    assertThat(shared(store + advertise).advertise())
        .hasValue(new NodeAddress(false, "web-1.internal", 8081));
    assertThat(load(store + advertise, Map.of()).configuration().orElseThrow().admin())
        .hasToString("127.0.0.1:8081");
    var said = Map.of("SALLYPORT_ADMIN_ADVERTISE", "https://[::1]");
    assertThat(load(store, said).configuration().orElseThrow().shared().orElseThrow().advertise())
        .hasValue(new NodeAddress(true, "::1", 443));
    assertThat(problems(store + "admin: {advertise: \"http://web-1:8081/api\"}\n", Map.of()))
        .singleElement()
        .asString()
        .contains(":2:20: admin.advertise: want an address like http://web-1.internal:8081");
    assertThat(problems(advertise, Map.of()))
        .singleElement()
        .asString()
        .contains(":1:20: admin.advertise: is for several nodes");
    assertThat(problems("store: embedded\n" + advertise, Map.of()))
        .singleElement()
        .asString()
        .contains(":2:20: ", "admin.advertise: has no effect: with store: embedded");
  }

  @Test
  void handsOverUnlessToldOtherwise() throws IOException {
    String store = "store: \"redis://r\"\n";

    assertThat(shared(store).handOver()).isTrue();
    assertThat(shared(store + "hand-over: redis\n").handOver()).isTrue();
    assertThat(shared(store + "hand-over: none\n").handOver()).isFalse();
    assertThat(problems(store + "hand-over: no\n", Map.of()))
        .singleElement()
        .asString()
        .contains(":2:12: hand-over:")
        .contains("none")
        .contains("redis");
  }

  @Test
  void doesNotPrintAPassword() throws IOException {
    assertThat(shared("store: \"redis://:hush@r\"\n").toString()).doesNotContain("hush");
  }
}
