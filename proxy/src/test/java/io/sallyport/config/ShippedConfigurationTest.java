package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.RedisOfMany;
import io.sallyport.config.ConfigurationLoader.Result;
import io.sallyport.secret.SecretEvents;
import io.sallyport.secret.SecretFiles;
import io.sallyport.secret.SecretResolver;
import io.sallyport.store.redis.wire.RedisLogin;
import io.sallyport.store.redis.wire.RedisSettings;
import io.sallyport.yaml.Problem;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What ships is read by what reads it: an unknown key in it would be a user's first failure. */
class ShippedConfigurationTest {
  private static final Map<String, String> SECRETS =
      Map.of("REDIS_PASSWORD", "of the data", "SENTINEL_PASSWORD", "of the Sentinels");

  @TempDir private Path folder;

  static List<Path> configurations() {
    return Shipped.configurations();
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void loads(Path file) {
    assertThat(ConfigurationLoader.load(Optional.of(file), Map.of()).problems()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void loadsWithAllThatIsCommentedOut(Path file) throws IOException {
    String whole = Files.readString(file).replaceAll("(?m)^( *)# ( *[a-z-]+:.*)$", "$1$2");

    Result result = ConfigurationLoader.load(Optional.of(write(whole)), Map.of());

    assertThat(result.problems()).noneMatch(Problem::isError);
    assertThat(result.configuration()).isPresent();
  }

  @Test
  void sentinelsAreAskedAsOneUserAndTheDataAsAnother() throws IOException {
    SharedStore shared = shared(Shipped.path("conf", "sentinel.yaml"));

    RedisSettings settings = settings(shared);

    assertThat(shared.certainty()).isEqualTo(SharedStore.REPLICATED);
    assertThat(settings.masterName()).contains("hooks");
    assertThat(settings.addresses()).hasSize(3);
    assertThat(settings.database()).isEqualTo(1);
    assertThat(settings.tls().orElseThrow().authority()).isPresent();
    assertThat(signedInAs(settings.login())).isEqualTo("gate, of the data");
    assertThat(signedInAs(settings.sentinelLogin())).isEqualTo("watcher, of the Sentinels");
  }

  @Test
  void aClustersMembersAreAskedAsOneUser() throws IOException {
    SharedStore shared = shared(Shipped.path("conf", "cluster.yaml"));

    RedisSettings settings = settings(shared);

    assertThat(shared.certainty()).isEqualTo(SharedStore.REPLICATED);
    assertThat(settings.addresses()).hasSize(3);
    assertThat(settings.tls().orElseThrow().authority()).isPresent();
    assertThat(signedInAs(settings.login())).isEqualTo("gate, of the data");
  }

  @Test
  void whatPagesShowOfAConfigurationLoads() throws IOException {
    List<String> keys = ConfigurationShape.SHAPE.fields().stream().map(it -> it.key()).toList();
    int found = 0;
    for (Path page : Shipped.pages()) {
      for (String block : Shipped.blocks(Files.readString(page))) {
        if (topKeys(block).stream().noneMatch(keys::contains)) {
          continue;
        }
        found++;
        Result result = ConfigurationLoader.load(Optional.of(write(block)), besides(block));
        assertThat(result.problems()).as("%s:%n%s", page, block).noneMatch(Problem::isError);
        Optional<SharedStore> shared = result.configuration().flatMap(Configuration::shared);
        if (shared.isPresent()) {
          assertThat(settings(shared.get()).addresses()).isNotEmpty();
        }
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(3);
  }

  /** What is shown for several nodes need not say their Redis once more. */
  private static Map<String, String> besides(String block) {
    return topKeys(block).contains("store")
        ? Map.of()
        : Map.of("SALLYPORT_STORE", "redis://redis.internal:6379");
  }

  /** None where it is no YAML, or no map; answers are JSON. */
  private static List<String> topKeys(String block) {
    if (block.startsWith("{")) {
      return List.of();
    }
    try {
      return Shipped.yaml(block).stream()
          .map(Map::keySet)
          .flatMap(it -> it.stream())
          .collect(Collectors.toList());
    } catch (YamlEngineException | ClassCastException notYaml) {
      return List.of();
    }
  }

  @Test
  void composeSetsWhatThereIs() {
    Map<String, Object> compose = Shipped.yaml(Shipped.text("docker", "compose.yaml")).get(0);
    List<String> ours = new ArrayList<>();
    Shipped.map(Shipped.at(compose, "services"))
        .forEach(
            (name, service) -> {
              if (Shipped.map(service).containsKey("build")) {
                ours.add(name);
                isSound(Shipped.map(service));
              }
            });
    assertThat(ours).containsExactlyInAnyOrder("sallyport", "node-1", "node-2");
  }

  private void isSound(Map<String, Object> service) {
    Configuration all =
        inTheImage(
            texts(Shipped.map(Shipped.at(service, "environment")), it -> it.replace("$$", "$")));

    assertThat(all.data()).isEqualTo(Path.of("/data"));
    assertThat(all.status()).hasToString("0.0.0.0:8082");
    assertThat(Shipped.at(service, "volumes").toString())
        .contains(":/data", ":/sallyport/policies:ro", ":/sallyport/conf:ro");
    long grace =
        Long.parseLong(Shipped.at(service, "stop_grace_period").toString().replace("s", ""));
    assertThat(grace).isGreaterThan(all.notice().plus(all.drain()).toSeconds());
    all.shared()
        .ifPresent(
            shared -> {
              assertThat(settings(shared).addresses()).hasSize(1);
              assertThat(all.masterKey()).contains("${file:/run/secrets/master-key}");
              assertThat(Shipped.at(service, "secrets")).isEqualTo(List.of("master-key"));
            });
  }

  @Test
  void haproxyAsksWhatNodesAnswer() {
    String haproxy = Shipped.text("docker", "haproxy.cfg");

    assertThat(haproxy).contains("httpchk GET /readyz", "check port 8082");
    assertThat(haproxy).contains("server node-1 node-1:8080", "server node-2 node-2:8080");
  }

  /** The variables of an image and a container over the file that the image has. */
  static Configuration inTheImage(Map<String, String> environment) {
    Map<String, String> whole = new TreeMap<>(Shipped.environmentOfTheImage());
    assertThat(whole).containsEntry("SALLYPORT_DATA", "/data");
    whole.putAll(environment);
    Result result =
        ConfigurationLoader.load(Optional.of(Shipped.path("conf", "sallyport.yaml")), whole);
    assertThat(result.problems()).isEmpty();
    return result.configuration().orElseThrow();
  }

  private static Map<String, String> texts(
      Map<String, Object> variables, UnaryOperator<String> unescape) {
    Map<String, String> all = new TreeMap<>();
    variables.forEach((name, value) -> all.put(name, unescape.apply(value.toString())));
    return all;
  }

  private static SharedStore shared(Path file) {
    return ConfigurationLoader.load(Optional.of(file), Map.of())
        .configuration()
        .flatMap(Configuration::shared)
        .orElseThrow();
  }

  /** As a node makes them at its start. */
  static RedisSettings settings(SharedStore shared) {
    Vertx vertx = Vertx.vertx();
    try {
      SecretFiles files = new SecretFiles(vertx, SecretEvents.silent());
      return RedisOfMany.settings(shared, new SecretResolver(SECRETS, files, Optional.empty()))
          .await();
    } finally {
      vertx.close().await();
    }
  }

  private static String signedInAs(RedisLogin login) {
    return login.user().orElseThrow()
        + ", "
        + new String(
            login.password().orElseThrow().current().unsafeBytes(), StandardCharsets.UTF_8);
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("sallyport.yaml"), yaml);
  }
}
