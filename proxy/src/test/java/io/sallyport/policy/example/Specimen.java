package io.sallyport.policy.example;

import io.sallyport.policy.Policy;
import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.policy.sample.RecordedRequest;
import io.sallyport.policy.written.WrittenExample;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.remote.Background;
import io.sallyport.verify.key.remote.RemoteKeyRule;
import io.sallyport.verify.key.remote.RemoteKeys;
import io.sallyport.verify.key.remote.RemoteLimits;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.shape.Placed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A preset's example that is genuine, ready to be changed and judged again.
 *
 * @param url the URL registered at the provider
 * @param at the example's clock
 */
public record Specimen(
    Draft draft, String name, Policy policy, RecordedRequest request, String url, Instant at) {

  /** The names of all presets in the jar. */
  public static List<String> presets() {
    return Presets.bundled().names();
  }

  /** Those of a preset's examples that are to be forwarded. */
  public static List<Specimen> genuineOf(String preset) {
    Draft draft = draft(preset);
    ExamplePolicies policies =
        new ExamplePolicies(Surroundings.PUBLIC_URL_DEFAULT, Secrets.standIns());
    List<Specimen> specimens = new ArrayList<>();
    for (WrittenExample example : draft.written().examples()) {
      boolean isForwarded = example.expect().verdict().equals(Optional.of("forward"));
      if (isForwarded && example.request().isPresent()) {
        specimens.add(of(draft, example, policies));
      }
    }
    return specimens;
  }

  private static Specimen of(Draft draft, WrittenExample example, ExamplePolicies policies) {
    Instant at = example.at().orElse(Instant.EPOCH);
    try {
      ExamplePolicies.Prepared prepared = policies.prepare(draft, example, at);
      String url =
          example
              .url()
              .map(Placed::value)
              .orElseGet(() -> policies.publicUrl() + prepared.request().path());
      return new Specimen(draft, example.name(), prepared.policy(), prepared.request(), url, at);
    } catch (ExampleFault fault) {
      throw new AssertionError(
          draft.layers().integration() + ", " + example.name() + ": " + fault.sentence(), fault);
    }
  }

  /** A preset read by itself. */
  public static Draft draft(String preset) {
    Problems problems = new Problems();
    try {
      return Presets.bundled()
          .find(preset)
          .flatMap(layer -> LayerReader.readPreset(preset, layer, problems))
          .orElseThrow(() -> new AssertionError(preset + ": " + problems.inOrder()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keys from texts in place of what would be fetched, by address. */
  public static KeySource keys(
      RemoteKeyRule rule, Map<String, String> answers, InstantSource clock) {
    return new RemoteKeys(
            new FixedAnswers(answers),
            Background.inline(),
            (integration, tenant) -> Optional.empty(),
            RemoteLimits.defaults(),
            clock)
        .source(rule);
  }

  @Override
  public String toString() {
    return draft.layers().integration() + ": " + name;
  }
}
