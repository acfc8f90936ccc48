package io.sallyport.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.sallyport.policy.compile.PolicyCompiler;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Every preset loads, and fits the schema that editors are given. */
class PresetsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-05-01T12:00:00Z"));
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(WrittenPolicy.schema());

  static List<String> names() {
    return Presets.bundled().names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void loads(String name) throws IOException {
    Problems problems = new Problems();

    Optional<Draft> draft = LayerReader.readPreset(name, layer(name), problems);
    draft.ifPresent(it -> PolicyCompiler.compile(it, Surroundings.forCheck(CLOCK), problems));

    assertThat(problems.inOrder()).filteredOn(it -> it.isError()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void fitsTheSchema(String name) throws IOException {
    String yaml = new String(layer(name).content().bytes(), StandardCharsets.UTF_8);
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    Object value = new Load(settings).loadFromString(yaml);

    assertThat(SCHEMA.validate(new ObjectMapper().<JsonNode>valueToTree(value))).isEmpty();
  }

  private static Layer layer(String name) throws IOException {
    return Presets.bundled().find(name).orElseThrow();
  }
}
