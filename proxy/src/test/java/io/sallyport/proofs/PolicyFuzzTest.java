package io.sallyport.proofs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.policy.Policy;
import io.sallyport.policy.compile.Compiled;
import io.sallyport.policy.compile.PolicyCompiler;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.example.Rehearsal;
import io.sallyport.policy.example.Specimen;
import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes given as a policy end in a policy, or in problems with their places; never in an
 * exception. A policy that loads judges a request.
 */
@Tag("fuzz")
class PolicyFuzzTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void anyBytesAreAPolicyOrHaveProblems(byte[] input) {
    judge(input);
  }

  /** All presets as policies of their own, and policies over presets. */
  static Stream<Arguments> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String preset : Specimen.presets()) {
      seeds.add(Specimen.draft(preset).layers().policy().content().bytes());
      seeds.add(
          FuzzInput.join("provider: " + preset + "\nkeys: [\"${env:X}\"]\ndeliver: http://a/\n"));
    }
    seeds.add(FuzzInput.join("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\nverify: {none: x}\n"));
    seeds.add(
        FuzzInput.join("verify: {any: [{token: \"{header:A}\"}, {basic: true}]}\nkeys: [a]\n"));
    return seeds.stream().map(Arguments::of);
  }

  static void judge(byte[] input) {
    Bounded.run(() -> load(input));
  }

  private static void load(byte[] input) {
    Problems problems = new Problems();
    // Names in a policy are read below the presets: a fuzzer must not find /dev/zero.
    Layer layer = Layer.of("fuzz.yaml", new Base.Bundled(), input.clone());
    LayerReader reader = new LayerReader(Presets.bundled(), Optional.empty());
    LayerReader.pathsOf(layer);
    Optional<Draft> draft = reader.read("fuzz", layer, problems);
    Surroundings surroundings =
        Surroundings.forCheck(InstantSource.fixed(NOW)).withLiteralSecrets();
    Optional<Policy> policy =
        draft
            .map(it -> PolicyCompiler.compile(it, surroundings, problems))
            .flatMap(Compiled::policy);
    List<String> said = problems.inOrder().stream().map(Problem::toString).toList();
    if (policy.isEmpty() && said.isEmpty()) {
      throw new AssertionError("no policy, and nothing said about it");
    }
    Delivery delivery = Delivery.post("/hooks/fuzz").with("A", "a").json("{\"a\":1}");
    policy.ifPresent(
        it -> new Rehearsal(it).judge(delivery.inbound("fuzz", NOW), "https://h.example/x"));
  }
}
