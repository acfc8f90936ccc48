package io.sallyport.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.example.Specimen;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Threat row 9: no preset counts on a value whose end its signed text does not tell. */
class PresetBoundariesTest {
  /** WeChat sorts time, nonce and text: the warning says what the preset's note says. */
  private static final Pattern SORTED =
      Pattern.compile("providers/wechat-mp.yaml:[0-9]+:[0-9]+: warning: freshness.from");

  static Stream<String> presets() {
    return Specimen.presets().stream();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void whatFactsAndTimesAreReadFromIsToldApartOrOwnedUpTo(String preset) {
    Problems problems = new Problems();

    PolicyCompiler.compile(
        Specimen.draft(preset), Surroundings.forCheck(InstantSource.fixed(APolicy.NOW)), problems);

    List<String> open =
        problems.inOrder().stream()
            .map(Problem::toString)
            .filter(it -> it.contains("does not tell where"))
            .filter(it -> !SORTED.matcher(it).lookingAt())
            .toList();
    assertThat(open).isEmpty();
  }
}
