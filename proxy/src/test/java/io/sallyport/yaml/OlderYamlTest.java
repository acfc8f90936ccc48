package io.sallyport.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OlderYamlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026",
        "010",
        "0x1f",
        "0o17",
        "0b11",
        "1_000",
        "-5",
        "+7",
        "1e3",
        "1.5",
        ".5",
        "1.",
        "6:30",
        "190:20:30.15",
        ".inf",
        "-.INF",
        ".nan"
      })
  void takesForANumber(String word) {
    assertThat(OlderYaml.takenFor(word)).contains("the number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "Off", "yes", "NO", "y", "N", "true", "False"})
  void takesForABoolean(String word) {
    assertThat(OlderYaml.takenFor(word)).contains("the boolean");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-05-01", "2026-5-1", "2026-05-01T12:00:00Z", "2026-05-01 12:00"})
  void takesForADate(String word) {
    assertThat(OlderYaml.takenFor(word)).contains("the date");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-05", "k7", "v1", "1a", "sha256", "10.0.0.0/8", "e3", "once", "a:b"})
  void leavesText(String word) {
    assertThat(OlderYaml.takenFor(word)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"freshnes", "frehsness", "Freshness", "freshness_"})
  void guessesWhatWasMeant(String word) {
    assertThat(DidYouMean.nearest(word, List.of("verify", "freshness", "facts")))
        .contains("freshness");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "facets-of-it", "answer-me"})
  void guessesNothingFarFetched(String word) {
    assertThat(DidYouMean.nearest(word, List.of("verify", "freshness", "facts"))).isEmpty();
  }
}
