package io.sallyport.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sallyport.admit.AdmissionRule;
import io.sallyport.admit.Keeping;
import io.sallyport.policy.example.Specimen;
import io.sallyport.policy.written.WrittenPreset;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an integration remembers. Threat row 47: a claim never expires before its signature does.
 */
class ReplayTest {
  private static final String GOOD =
      """
      verify: {hmac: sha256, signed: "{header:X-Time}.{body}", signature: {from: "{header:X-S}", as: "{hex}"}}
      freshness: {from: "{header:X-Time}", unit: s}
      keys: ["${env:X}"]
      deliver: "http://x/"
      """;

  @Test
  void hasDefaultsWhereAPolicySaysNothing() {
    AdmissionRule rule = rule(GOOD);

    assertThat(rule.keeping()).isEqualTo(Keeping.defaults());
    assertThat(rule.bodiesIdentify()).isTrue();
    assertThat(rule.policyVersion()).startsWith("sha256:");
  }

  @Test
  void takesWhatAPolicySays() {
    AdmissionRule rule =
        rule(GOOD + "replay: {memory: 14d, keep-payload: 1d, hold: 2d, quota: 8GiB}\n");

    assertThat(rule.keeping())
        .isEqualTo(
            new Keeping(Duration.ofDays(14), Duration.ofDays(1), Duration.ofDays(2), 8L << 30));
  }

  /** Retries' horizon, then past and future of the tolerance, and a day. */
  @ParameterizedTest
  @CsvSource({
    "docusign, 16d", // 15 d, no signed time
    "wise, 15d",
    "stripe, 7d", // 3 d + 10 m + 1 d is less than the floor
    "github, 7d",
    "paypal, 10085m", // 3 d, 3 d + 5 m, 1 d
    "whatsapp, 8d"
  })
  void remembersLongerThanTheSenderReSendsAndItsTimeIsFresh(String preset, String expected) {
    Keeping keeping = keepingOf(preset);

    assertThat(Durations.written(keeping.memory())).isEqualTo(expected);
  }

  @Test
  void row47NoPresetForgetsBeforeItsSenderStopsOrItsSignatureIsStale() {
    for (String preset : Specimen.presets()) {
      Duration horizon =
          Specimen.draft(preset)
              .written()
              .preset()
              .flatMap(WrittenPreset::retries)
              .map(WrittenPreset.Retries::horizon)
              .orElse(Duration.ZERO);

      assertThat(keepingOf(preset).memory())
          .as(preset)
          .isGreaterThanOrEqualTo(horizon.plusDays(1))
          .isGreaterThanOrEqualTo(Keeping.MEMORY_DEFAULT);
    }
  }

  /** A delivery signed at the far end of what is allowed verifies for past and future together. */
  @Test
  void row47RefusesAMemoryThatIsShorterThanAToleranceBothWays() {
    String wide = GOOD.replace("unit: s", "unit: s, past: 5d, future: 2d");

    assertThat(rule(wide).keeping().memory()).isEqualTo(Duration.ofDays(8));
    assertThat(APolicy.named("acme").saying(wide + "replay: {memory: 191h}\n").checked().errors())
        .containsExactly(
            "acme.yaml:5:18: replay.memory: want at least 8d: the sender re-sends for 0s, a time is"
                + " fresh for 7d, and a day for what comes late; what is forgotten sooner passes"
                + " once more");
    assertThat(rule(wide + "replay: {memory: 192h}\n").keeping().memory()).hasDays(8);
  }

  static Stream<Arguments> breaches() {
    return Stream.of(
        arguments(
            "replay: {memory: 6d}\n",
            "acme.yaml:5:18: replay.memory: want at least 7d; what is forgotten sooner passes once"
                + " more"),
        arguments("replay: {memory: 401d}\n", "acme.yaml:5:18: replay.memory: want at most 400d"),
        arguments(
            "replay: {keep-payload: 8d}\n",
            "acme.yaml:5:24: replay.keep-payload: want at most the memory, 7d: bytes of an event"
                + " that nobody remembers cannot be found"),
        arguments("replay: {hold: 59m}\n", "acme.yaml:5:16: replay.hold: want 1h to 365d"),
        arguments(
            "accept: {max-body: 25MiB}\nreplay: {quota: 24MiB}\n",
            "acme.yaml:6:17: replay.quota: want at least 25MiB: the largest body that is let in"
                + " must have room"),
        arguments("replay: {rekey: true}\n", "acme.yaml:5:17: replay.rekey: want accept, got"),
        arguments(
            "replay: {ttl: 7d}\n",
            "acme.yaml:5:10: replay.ttl: unknown key; want memory, keep-payload, hold, quota,"
                + " rekey"));
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void refusesABreachWithItsPlaceAndItsRemedy(String yaml, String expected) {
    APolicy.Outcome outcome = APolicy.named("acme").saying(GOOD + yaml).checked();

    assertThat(outcome.errors()).singleElement().asString().startsWith(expected);
  }

  /** Plaid signs the time with its words: equal bytes are a copy, though equal words are not. */
  @ParameterizedTest
  @CsvSource({
    "dropbox, false",
    "mollie-legacy, false",
    "nuvemshop, false",
    "atlassian-connect, false",
    "plaid, true",
    "github, true"
  })
  void takesFromThePresetWhetherEqualBytesAreOneEvent(String preset, boolean identify) {
    assertThat(compiledPreset(preset).admission().bodiesIdentify()).isEqualTo(identify);
  }

  private static Keeping keepingOf(String preset) {
    return compiledPreset(preset).admission().keeping();
  }

  private static io.sallyport.policy.Policy compiledPreset(String preset) {
    io.sallyport.yaml.Problems problems = new io.sallyport.yaml.Problems();
    return PolicyCompiler.compile(
            Specimen.draft(preset),
            Surroundings.forCheck(java.time.InstantSource.fixed(APolicy.NOW)),
            problems)
        .policy()
        .orElseThrow(() -> new AssertionError(preset + ": " + problems.inOrder()));
  }

  private static AdmissionRule rule(String yaml) {
    APolicy.Outcome outcome = APolicy.named("acme").saying(yaml).checked();
    assertThat(outcome.errors()).isEmpty();
    return outcome.compiled().orElseThrow().policy().orElseThrow().admission();
  }
}
