package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.config.ConfigurationLoader.Result;
import io.sallyport.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {
  @TempDir private Path folder;

  @Test
  void needsNothing() {
    Configuration all =
        ConfigurationLoader.load(Optional.empty(), Map.of()).configuration().orElseThrow();

    assertThat(all.ingress().listen()).hasToString("0.0.0.0:8080");
    assertThat(all.admin()).hasToString("127.0.0.1:8081");
    assertThat(all.status()).hasToString("127.0.0.1:8082");
    assertThat(all.policies()).isEqualTo(Path.of("policies"));
    assertThat(all.ingress().bounds()).isEqualTo(Configuration.Bounds.DEFAULT);
  }

  @Test
  void readsTheFile() throws IOException {
    Configuration all =
        load(
                """
                ingress:
                  listen: "[::1]:9000"
                  trusted-proxies: ["10.0.0.0/8"]
                  bounds: {head-timeout: 3s, header-bytes: 8KiB}
                public-url: "https://hooks.example.com/"
                notice: 3s
                drain: 5s
                """,
                Map.of())
            .configuration()
            .orElseThrow();

    assertThat(all.ingress().listen()).isEqualTo(new ListenAddress("::1", 9000));
    assertThat(all.ingress().trustedProxies()).containsExactly("10.0.0.0/8");
    assertThat(all.ingress().bounds().headTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(all.ingress().bounds().headerBytesMax()).isEqualTo(8192);
    assertThat(all.publicUrl()).contains("https://hooks.example.com");
    assertThat(all.notice()).isEqualTo(Duration.ofSeconds(3));
    assertThat(all.drain()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void unpacksTheLibraryBelowTheDataUnlessAFolderIsNamed() throws IOException {
    Map<String, String> data = Map.of("SALLYPORT_DATA", "/data");

    assertThat(load("", data).configuration().orElseThrow().nativeFolder())
        .isEqualTo(Path.of("/data/native"));
    assertThat(load("native: /opt/run\n", data).configuration().orElseThrow().nativeFolder())
        .isEqualTo(Path.of("/opt/run"));
  }

  @Test
  void laysTheEnvironmentOverTheFile() throws IOException {
    Configuration all =
        load(
                "ingress: {listen: \"127.0.0.1:1\", http2: true}\n",
                Map.of(
                    "SALLYPORT_INGRESS_LISTEN", "127.0.0.1:2",
                    "SALLYPORT_INGRESS_TRUSTED_PROXIES", "10.0.0.0/8, 192.168.0.0/16",
                    "SALLYPORT_INGRESS_BOUNDS_CONNECTIONS", "7"))
            .configuration()
            .orElseThrow();

    assertThat(all.ingress().listen().port()).isEqualTo(2);
    assertThat(all.ingress().http2()).isTrue();
    assertThat(all.ingress().trustedProxies()).containsExactly("10.0.0.0/8", "192.168.0.0/16");
    assertThat(all.ingress().bounds().connectionsMax()).isEqualTo(7);
  }

  @Test
  void readsAValueFromTheFileThatAVariableNames() throws IOException {
    Path value = Files.writeString(folder.resolve("listen"), "127.0.0.1:3\n");

    Result result = load("", Map.of("SALLYPORT_STATUS_LISTEN_FILE", value.toString()));

    assertThat(result.configuration().orElseThrow().status().port()).isEqualTo(3);
  }

  @Test
  void refusesAVariableThatItDoesNotKnow() throws IOException {
    assertThat(problems("", Map.of("SALLYPORT_INGRES_LISTEN", "x")))
        .containsExactly(
            "SALLYPORT_INGRES_LISTEN:1:1: unknown variable, did you mean"
                + " \"SALLYPORT_INGRESS_LISTEN\"?");
  }

  @Test
  void letsKubernetesAndTheCommandsHaveTheirVariables() throws IOException {
    Map<String, String> injected =
        Map.of(
            "SALLYPORT_SERVICE_HOST", "10.0.0.1",
            "SALLYPORT_SERVICE_PORT", "80",
            "SALLYPORT_PORT", "tcp://10.0.0.1:80",
            "SALLYPORT_PORT_80_TCP_ADDR", "10.0.0.1",
            "SALLYPORT_TOKEN", "sak_x",
            "SALLYPORT_ADDR", "http://x");

    assertThat(problems("", injected)).isEmpty();
  }

  @Test
  void tellsEveryMistakeWithItsPlace() throws IOException {
    String file = folder.resolve("sallyport.yaml").toString();

    assertThat(
            problems(
                """
                ingress: {listen: "8080"}
                polices: p
                drain: 10
                store: shared
                """,
                Map.of()))
        .containsExactly(
            file
                + ":1:19: ingress.listen: want an address like 127.0.0.1:8080 or [::1]:8080, got"
                + " \"8080\"",
            file + ":2:1: polices: unknown key, did you mean \"policies\"?",
            file + ":3:8: drain: want a duration like 5m, got \"10\"",
            file
                + ":4:8: store: want embedded, a URL like redis://redis.internal:6379, or {redis:"
                + " {…}}");
  }

  @Test
  void loadsTheFileThatShips() {
    Path shipped = Path.of("..", "conf", "sallyport.yaml");

    Result result = ConfigurationLoader.load(Optional.of(shipped), Map.of());

    assertThat(result.problems()).isEmpty();
    assertThat(result.configuration())
        .isEqualTo(ConfigurationLoader.load(Optional.empty(), Map.of()).configuration());
  }

  @Test
  void loadsItAlsoWithAllThatIsCommentedOutThere() throws IOException {
    String shipped = Files.readString(Path.of("..", "conf", "sallyport.yaml"));
    Configuration usual = load("", Map.of()).configuration().orElseThrow();

    Result result = load(shipped.replaceAll("(?m)^( *)# ( *[a-z-]+:.*)$", "$1$2"), Map.of());

    assertThat(result.problems())
        .as("what has no effect with the store that it has")
        .allMatch(it -> !it.isError())
        .extracting(Problem::path)
        .containsExactly("admin.advertise", "node", "away");
    Configuration all = result.configuration().orElseThrow();
    assertThat(all.ingress().bounds()).isEqualTo(usual.ingress().bounds());
    assertThat(all.ingress().hosts()).containsExactly("hooks.example.com");
    assertThat(all.ingress().tls()).isPresent();
    assertThat(all.vault()).isPresent();
    assertThat(all.masterKey()).isPresent();
    assertThat(all.nativeFolder()).isEqualTo(usual.nativeFolder());
    assertThat(all.reserveBytes()).isEqualTo(usual.reserveBytes());
    assertThat(all.refusalBytes()).isEqualTo(usual.refusalBytes());
    assertThat(all.drain()).isEqualTo(usual.drain());
  }

  private List<String> problems(String yaml, Map<String, String> environment) throws IOException {
    return load(yaml, environment).problems().stream().map(Object::toString).toList();
  }

  private Result load(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("sallyport.yaml"), yaml);
    return ConfigurationLoader.load(Optional.of(file), environment);
  }
}
