package io.sallyport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admin.AdminKey;
import io.sallyport.config.ConfigurationLoader;
import io.sallyport.fixture.CannedServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("which configuration is read: --config, then SALLYPORT_CONFIG, then what lies here")
class LocalConfigurationTest {
  private static final String VARIABLE = "SALLYPORT_CONFIG";

  @TempDir private Path folder;
  private Path one;
  private Path two;

  @BeforeEach
  void write() throws IOException {
    one = Files.writeString(folder.resolve("one.yaml"), "data: one\n");
    two = Files.writeString(folder.resolve("two.yaml"), "data: two\n");
  }

  private static String data(ConfigurationLoader.Result read) {
    return read.configuration().orElseThrow().data().toString();
  }

  @Test
  void theVariableNamesItAndTheOptionComesFirst() {
    Map<String, String> environment = Map.of(VARIABLE, one.toString());

    assertThat(data(LocalConfiguration.load(null, environment))).endsWith("one");
    assertThat(data(LocalConfiguration.load(two, environment))).endsWith("two");
    assertThat(data(LocalConfiguration.loadForServer(null, environment))).endsWith("one");
    assertThat(data(LocalConfiguration.loadForServer(two, environment))).endsWith("two");
  }

  /** As a person's word it is: he has set it, whoever owns the file. */
  @Test
  void whatIsNamedIsBelieved() throws IOException {
    Files.setAttribute(one, "unix:mode", 0666);

    assertThat(data(LocalConfiguration.load(null, Map.of(VARIABLE, one.toString()))))
        .endsWith("one");
  }

  /** Else defaults would hold, and another server be asked, or started, than its operator means. */
  @Test
  void aVariableThatLeadsToNoFileIsToldWithTheRemedy() {
    for (Path nothing : List.of(folder.resolve("gone.yaml"), folder)) {
      Map<String, String> environment = Map.of(VARIABLE, nothing.toString());

      for (ConfigurationLoader.Result read :
          List.of(
              LocalConfiguration.load(null, environment),
              LocalConfiguration.loadForServer(null, environment))) {
        assertThat(read.configuration()).isEmpty();
        assertThat(read.problems())
            .singleElement()
            .asString()
            .startsWith(VARIABLE)
            .contains("it names " + nothing, "set it to the configuration", "unset it");
      }
      assertThat(data(LocalConfiguration.load(two, environment))).endsWith("two");
    }
  }

  @Test
  void theAdminKeyIsNoVariableForReferences() {
    assertThat(LocalConfiguration.withoutKey(Map.of("SALLYPORT_TOKEN", "sak_x", "A", "b")))
        .containsExactly(Map.entry("A", "b"));
  }

  /** With a process of its own, since nobody changes the variables of his. */
  @Test
  void aCommandFindsServerAndKeyByThem() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    String key = AdminKey.openOrCreate(data, new SecureRandom()).bearer();
    String none = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"events\":[]}";
    try (CannedServer server = CannedServer.answering(none)) {
      Files.writeString(
          one, "data: '%s'\nadmin: {listen: '127.0.0.1:%d'}\n".formatted(data, server.port()));

      assertThat(run(Map.of(VARIABLE, one.toString()))).isEqualTo("none");
      assertThat(run(Map.of("SALLYPORT_ADDR", server.url(), "SALLYPORT_TOKEN", "sak_other")))
          .isEqualTo("none");
      assertThat(run(Map.of(VARIABLE, folder.resolve("gone.yaml").toString())))
          .contains("SALLYPORT_CONFIG", "it names " + folder.resolve("gone.yaml"));

      assertThat(server.heads).hasSize(2);
      assertThat(server.heads.get(0)).contains("Authorization: Bearer " + key + "\r\n");
      assertThat(server.heads.get(1)).contains("Authorization: Bearer sak_other\r\n");
    }
  }

  /** What it says on both streams, where nothing of this test's folder lies. */
  private String run(Map<String, String> variables) throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                absolute(System.getProperty("java.class.path")),
                "io.sallyport.Main",
                "events",
                "ls")
            .directory(Files.createDirectories(folder.resolve("elsewhere")).toFile())
            .redirectErrorStream(true);
    command
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("SALLYPORT_") || name.contains("JAVA_"));
    command.environment().putAll(variables);
    Process process = command.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  private static String absolute(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator))
        .map(it -> Path.of(it).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
