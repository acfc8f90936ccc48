package io.sallyport.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.compile.PolicyCompiler;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.example.Specimen;
import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DevPolicyTest {
  private static final String TO = "http://127.0.0.1:3000/webhooks";

  static List<String> presets() {
    return Presets.bundled().names();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void loadsForEveryProvider(String preset) {
    DevPolicy policy = DevPolicy.of(preset, Specimen.draft(preset), Optional.empty(), Map.of(), TO);
    Problems problems = new Problems();
    Layer layer =
        Layer.of(
            preset + ".yaml",
            new Base.Directory(Path.of("policies")),
            policy.text().getBytes(StandardCharsets.UTF_8));

    new LayerReader(Presets.bundled(), Optional.empty())
        .read(preset, layer, problems)
        .ifPresent(
            draft ->
                PolicyCompiler.compile(
                    draft, Surroundings.forCheck(InstantSource.fixed(Instant.EPOCH)), problems));

    assertThat(problems.inOrder()).filteredOn(Problem::isError).as(policy.text()).isEmpty();
  }

  @Test
  void namesTheVariablesThatItReads() {
    DevPolicy usual =
        DevPolicy.of("meta-graph", Specimen.draft("meta-graph"), Optional.empty(), Map.of(), TO);
    DevPolicy given =
        DevPolicy.of(
            "meta-graph",
            Specimen.draft("meta-graph"),
            Optional.of("${file:/run/secret}"),
            Map.of("verify-token", "a-token"),
            TO);

    assertThat(usual.variables()).hasSize(2);
    assertThat(usual.variables().values()).contains("the text you type into Verify token");
    assertThat(given.variables()).isEmpty();
    assertThat(given.text())
        .contains("keys: [\"${file:/run/secret}\"]")
        .contains("verify-token: \"a-token\"")
        .doesNotContain("${env:");
  }

  @Test
  void asksForNoSecretWhereThePlatformsKeysAreFetched() {
    DevPolicy policy =
        DevPolicy.of("google-risc", Specimen.draft("google-risc"), Optional.empty(), Map.of(), TO);

    assertThat(policy.text()).doesNotContain("keys:");
  }
}
