package io.sallyport.policy.compile;

import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Draft;
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
import java.util.Optional;

/** A policy in a test: {@code APolicy.named("acme").saying("…").checked()}. */
public final class APolicy {
  public static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  private final String name;
  private String yaml = "";
  private Optional<String> defaults = Optional.empty();
  private Surroundings surroundings = Surroundings.forCheck(InstantSource.fixed(NOW));

  private APolicy(String name) {
    this.name = name;
  }

  public static APolicy named(String name) {
    return new APolicy(name);
  }

  public APolicy saying(String yaml) {
    this.yaml = yaml;
    return this;
  }

  public APolicy over(String defaults) {
    this.defaults = Optional.of(defaults);
    return this;
  }

  public APolicy in(Surroundings surroundings) {
    this.surroundings = surroundings;
    return this;
  }

  /** What came of it. */
  public Outcome checked() {
    Problems problems = new Problems();
    LayerReader reader =
        new LayerReader(Presets.bundled(), defaults.map(it -> layer("_defaults", it)));
    Optional<Draft> draft = reader.read(name, layer(name, yaml), problems);
    Optional<Compiled> compiled =
        draft.map(it -> PolicyCompiler.compile(it, surroundings, problems));
    return new Outcome(compiled, problems.inOrder());
  }

  private static Layer layer(String name, String yaml) {
    return Layer.of(
        name + ".yaml",
        new Base.Directory(Path.of("policies")),
        yaml.getBytes(StandardCharsets.UTF_8));
  }

  /** A policy that was looked at. */
  public record Outcome(Optional<Compiled> compiled, List<Problem> problems) {
    public List<String> errors() {
      return problems.stream().filter(Problem::isError).map(Problem::toString).toList();
    }

    public List<String> warnings() {
      return problems.stream().filter(it -> !it.isError()).map(Problem::toString).toList();
    }

    public List<String> covers() {
      return compiled.orElseThrow().coverage().covers();
    }

    public List<String> blurred() {
      return compiled.orElseThrow().coverage().blurred();
    }

    public List<String> open() {
      return compiled.orElseThrow().coverage().open();
    }

    public List<String> unsignedFacts() {
      return compiled.orElseThrow().coverage().facts().stream()
          .filter(it -> !it.isSigned())
          .map(it -> it.fact() + ": " + String.join(", ", it.uncovered()))
          .toList();
    }
  }
}
