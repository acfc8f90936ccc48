package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.RunningGate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String GITHUB =
      """
      provider: github
      keys: [{id: main, value: "${file:../secret}"}]
      deliver: http://127.0.0.1:9/
      """;

  @TempDir Path folder;

  @BeforeEach
  void writePolicies() throws IOException {
    Files.createDirectories(folder.resolve("policies"));
    Files.writeString(folder.resolve("secret"), SECRET);
  }

  @Test
  void findsNothingToMendInASoundInstallation() throws IOException {
    policy("github", GITHUB);

    Sallyport doctor = doctor(configuration("0", "0", "0"));

    assertThat(doctor.exit()).as(doctor.toString()).isEqualTo(ExitCode.DONE);
    assertThat(doctor.out())
        .containsPattern("ok +java ")
        .containsPattern("ok +clock ")
        .containsPattern("ok +policies +1 loads, with the secrets as they are here")
        .containsPattern("\n0 failed, ");
    assertThat(doctor.out()).doesNotContain(SECRET);
  }

  @Test
  void namesASecretThatIsNotThereAndAPolicyThatDoesNotLoad() throws IOException {
    policy("github", GITHUB.replace("../secret", "../absent"));
    policy("stripe", "provider: stripe\nkeyz: []\n");

    Sallyport doctor = doctor(configuration("0", "0", "0"));

    assertThat(doctor.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(doctor.out())
        .containsPattern("FAIL +github .*github.yaml:2:.*absent")
        .containsPattern("FAIL +stripe .*stripe.yaml:2:1: keyz: unknown key")
        .contains("remedy: sallyport policy check");
  }

  @Test
  void namesWhatAPolicyLetsThroughUnproved() throws IOException {
    policy("open", "verify: {none: \"the sender cannot sign\"}\ndeliver: http://127.0.0.1:9/\n");

    Sallyport doctor = doctor(configuration("0", "0", "0"));

    assertThat(doctor.exit()).isEqualTo(ExitCode.DONE);
    assertThat(doctor.out())
        .containsPattern("warn +open +nothing proves its sender: the sender can");
  }

  @Test
  void tellsAllThatIsWrongWithTheConfigurationFirst() throws IOException {
    Path file = Files.writeString(folder.resolve("sallyport.yaml"), "drain: 10\nports: 3\n");

    Sallyport doctor = doctor(file);

    assertThat(doctor.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(doctor.out())
        .containsPattern("FAIL +configuration .*sallyport.yaml:1:8: drain: want a duration")
        .containsPattern("FAIL +configuration .*sallyport.yaml:2:1: ports: unknown key")
        .containsPattern("ok +java ");
  }

  @Test
  void asksTheServerThatRunsWhatItHasInForce() throws IOException {
    policy("github", GITHUB);
    try (RunningGate gate = RunningGate.in(folder).start()) {
      Path file =
          configuration(
              port(gate.server().ingressUrl()),
              port(gate.server().adminUrl()),
              port(gate.server().statusUrl()));
      assertThat(doctor(file).out())
          .containsPattern("ok +server +runs")
          .containsPattern("ok +server +version .* since ")
          .containsPattern("ok +ingress .* is served");

      policy("github", GITHUB + "keyz: []\n");
      gate.server().reload().await();
      Sallyport stale = doctor(file);

      assertThat(stale.exit()).isEqualTo(ExitCode.FAILED);
      assertThat(stale.out())
          .containsPattern("FAIL +github +an older policy is in force.*github.yaml:4:1");
    }
  }

  @Test
  void saysThatTheRunningServerCouldNotBeAsked() throws IOException {
    policy("github", GITHUB);
    try (RunningGate gate = RunningGate.in(folder).start()) {
      Path file =
          configuration(
              port(gate.server().ingressUrl()),
              port(gate.server().adminUrl()),
              port(gate.server().statusUrl()));

      Sallyport keyless =
          Sallyport.run(
              "doctor", "--config", file.toString(), "--data", folder.resolve("none").toString());

      assertThat(keyless.out())
          .containsPattern("warn +server +it runs, but its admin API could not be asked: no admin");
    }
  }

  @Test
  void printsJsonForPrograms() throws IOException {
    policy("stripe", "provider: stripe\nkeyz: []\n");

    JsonNode json =
        new ObjectMapper()
            .readTree(
                Sallyport.run(
                        "doctor", "--json", "--config", configuration("0", "0", "0").toString())
                    .out());

    assertThat(json.path("failed").asInt()).isPositive();
    assertThat(json.path("findings"))
        .anySatisfy(
            it -> {
              assertThat(it.path("level").asText()).isEqualTo("fail");
              assertThat(it.path("subject").asText()).isEqualTo("stripe");
              assertThat(it.path("remedy").asText()).isNotEmpty();
            });
  }

  private static Sallyport doctor(Path configuration) {
    return Sallyport.run("doctor", "--config", configuration.toString());
  }

  private Path configuration(String ingress, String admin, String status) throws IOException {
    return Files.writeString(
        folder.resolve("doctor.yaml"),
        """
        ingress: {listen: "127.0.0.1:%s"}
        admin: {listen: "127.0.0.1:%s"}
        status: {listen: "127.0.0.1:%s"}
        policies: "%s"
        data: "%s"
        public-url: "https://hooks.example.com"
        """
            .formatted(ingress, admin, status, folder.resolve("policies"), folder.resolve("data")));
  }

  private void policy(String name, String yaml) throws IOException {
    Files.writeString(folder.resolve("policies").resolve(name + ".yaml"), yaml);
  }

  private static String port(String url) {
    return Integer.toString(URI.create(url).getPort());
  }
}
