package io.sallyport.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sallyport.deliver.DeliveryRule;
import io.sallyport.deliver.DeliveryRule.Mode;
import io.sallyport.deliver.DeliveryRule.Retries;
import io.sallyport.deliver.Destination;
import io.sallyport.policy.example.Specimen;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryRuleTest {
  private static final String GOOD =
      """
      verify: {hmac: sha256, signed: "{header:X-Time}.{body}", signature: {from: "{header:X-S}", as: "{hex}"}}
      freshness: {from: "{header:X-Time}", unit: s}
      facts: {id: "{json:/id}", account: "{json:/account}"}
      keys: ["${env:X}"]
      """;
  private static final String SLACK = "provider: slack\nkeys: [\"${env:X}\"]\n";

  @Test
  void compilesEverythingThatADurableDestinationSays() {
    Destination destination =
        destination(
            GOOD
                + """
                items: /events/*
                deliver:
                  to: "http://app:8000/"
                  mode: durable
                  retry: {first: 1s, most: 10m, attempts: 20, within: 1d}
                  order: account
                  final: [400, 422]
                  split: true
                """);

    DeliveryRule rule = destination.rule();
    assertThat(rule.mode()).isEqualTo(Mode.DURABLE);
    assertThat(rule.retries())
        .isEqualTo(
            new Retries(Duration.ofSeconds(1), Duration.ofMinutes(10), 20, Duration.ofDays(1)));
    assertThat(rule.ordered()).isTrue();
    assertThat(rule.finals()).containsExactlyInAnyOrder(400, 422);
    assertThat(rule.split()).isTrue();
  }

  @Test
  void keepsTheDefaultsOfWhatIsNotSaid() {
    Destination destination =
        destination(GOOD + "deliver: {to: \"http://x/\", mode: durable, retry: {attempts: 3}}\n");

    assertThat(destination.rule().retries())
        .isEqualTo(
            new Retries(Retries.FIRST_DEFAULT, Retries.MOST_DEFAULT, 3, Retries.WITHIN_DEFAULT));
    assertThat(destination.rule().ordered()).isFalse();
    assertThat(destination.rule().finals()).isEmpty();
    assertThat(destination.rule().split()).isFalse();
  }

  @Test
  void takesFinalStatusesWithPassThroughToo() {
    Destination destination =
        destination(GOOD + "deliver: {to: \"http://x/\", mode: pass-through, final: [404]}\n");

    assertThat(destination.rule().mode()).isEqualTo(Mode.PASS_THROUGH);
    assertThat(destination.rule().finals()).containsExactly(404);
  }

  @Test
  void doesNotBindADurableTimeoutToTheSendersPatience() {
    Destination durable =
        destination(SLACK + "deliver: {to: \"http://x/\", mode: durable, timeout: 30s}\n");
    Destination unsaid = destination(SLACK + "deliver: {to: \"http://x/\", mode: durable}\n");

    assertThat(durable.timeout()).hasSeconds(30);
    assertThat(unsaid.timeout()).isEqualTo(Destination.TIMEOUT_DEFAULT);
  }

  @Test
  void keepsWhatWouldBePassedThroughOnlyWhereItSaysSo() {
    String to = SLACK + "deliver: {to: \"http://x/\", mode: pass-through";

    assertThat(destination(to + ", when-away: queue}\n").rule().queuedWhenAway()).isTrue();
    assertThat(destination(to + ", when-away: refuse}\n").rule().queuedWhenAway()).isFalse();
    assertThat(destination(to + "}\n").rule().queuedWhenAway()).isFalse();
  }

  static Stream<Arguments> breaches() {
    return Stream.of(
        arguments(
            "deliver: {to: \"http://x/\", mode: pass-through, order: account}\n",
            "acme.yaml:5:55: deliver.order: needs mode: durable: with pass-through what comes at"
                + " once goes on at once; take it out"),
        arguments(
            "deliver: {to: \"http://x/\", mode: pass-through, retry: {first: 1s}}\n",
            "acme.yaml:5:55: deliver.retry: needs mode: durable: with pass-through there are no"
                + " tries again; take it out"),
        arguments(
            "deliver: {to: \"http://x/\", mode: pass-through, split: true}\n",
            "acme.yaml:5:55: deliver.split: needs mode: durable: with pass-through the sender gets"
                + " one answer; take it out"),
        arguments(
            "items: /events/*\ndeliver: {to: \"http://x/\", mode: pass-through}\n",
            "acme.yaml:6:34: deliver.mode: the policy has items, and batches are durable: one"
                + " answer of the upstream cannot speak for each of them; want durable"),
        arguments(
            "deliver: {to: \"http://x/\", mode: durable, final: [302]}\n",
            "acme.yaml:5:51: deliver.final[0]: want a status from 400 to 599: every 2xx is final,"
                + " and a redirect is never followed and never final"),
        arguments(
            "deliver: {to: \"http://x/\", mode: durable, final: [200]}\n",
            "acme.yaml:5:51: deliver.final[0]: want a status from 400 to 599"),
        arguments(
            "deliver: {to: \"http://x/\", mode: pass-through, final: [410]}\n",
            "acme.yaml:5:56: deliver.final[0]: 410 unsubscribes at several platforms, and is never"
                + " passed on"),
        arguments(
            "deliver: {to: \"http://x/\", mode: durable, final: [600]}\n",
            "acme.yaml:5:51: deliver.final[0]: want a number from 100 to 599, got \"600\""),
        arguments(
            "deliver: {to: \"http://x/\", mode: durable, retry: {first: 2h}}\n",
            "acme.yaml:5:58: deliver.retry.first: the first wait, 2h, is longer than the longest,"
                + " 1h"),
        arguments(
            "deliver: {to: \"http://x/\", mode: durable, retry: {first: 10ms}}\n",
            "acme.yaml:5:58: deliver.retry.first: want 100ms to 1d"),
        arguments(
            "deliver: {to: \"http://x/\", mode: durable, retry: {within: 31d}}\n",
            "acme.yaml:5:59: deliver.retry.within: want 1s to 30d"),
        arguments(
            "deliver: {to: \"http://x/\", mode: durable, timeout: 1h}\n",
            "acme.yaml:5:52: deliver.timeout: want at most 15m: a try holds one of the"
                + " connections"),
        arguments(
            "deliver: {to: \"http://x/\", mode: later}\n",
            "acme.yaml:5:34: deliver.mode: want one of durable, pass-through, got \"later\""));
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void refusesABreachWithItsPlaceAndItsRemedy(String yaml, String expected) {
    APolicy.Outcome outcome = APolicy.named("acme").saying(GOOD + yaml).checked();

    assertThat(outcome.errors()).singleElement().asString().startsWith(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 502, 503, 504})
  void takesNoStatusForFinalThatSaysComeAgain(int status) {
    APolicy.Outcome outcome =
        APolicy.named("acme")
            .saying(GOOD + "deliver: {to: \"http://x/\", mode: durable, final: [" + status + "]}\n")
            .checked();

    assertThat(outcome.errors())
        .containsExactly(
            "acme.yaml:5:51: deliver.final[0]: "
                + status
                + " says come again: an event that gets it is tried again");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 410, 422, 500, 501, 599})
  void takesEveryOtherFailureForFinalWhereThePolicySaysSo(int status) {
    Destination destination =
        destination(
            GOOD + "deliver: {to: \"http://x/\", mode: durable, final: [" + status + "]}\n");

    assertThat(destination.rule().finals()).containsExactly(status);
  }

  @Test
  void wantsAFactThatSaysWhoseAnEventIsBeforeItKeepsAnyOrder() {
    APolicy.Outcome outcome =
        APolicy.named("acme")
            .saying(
                GOOD.replace(", account: \"{json:/account}\"", "")
                    + "deliver: {to: \"http://x/\", mode: durable, order: account}\n")
            .checked();

    assertThat(outcome.errors())
        .containsExactly(
            "acme.yaml:5:50: deliver.order: no fact says whose an event is: want facts: {account:"
                + " …} in the policy");
  }

  @Test
  void warnsOfWhatHasNoEffect() {
    APolicy.Outcome outcome =
        APolicy.named("acme")
            .saying(
                GOOD
                    + "deliver: {to: \"http://x/\", mode: durable, split: true, relay: true,"
                    + " when-away: queue}\n")
            .checked();

    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.warnings())
        .anyMatch(it -> it.contains("deliver.split: has no effect: the policy has no items"))
        .anyMatch(it -> it.contains("deliver.when-away: has no effect"))
        .anyMatch(it -> it.contains("deliver.relay: has no effect"));
  }

  /** An answer of the upstream cannot be had where a batch lies in the queue first. */
  @Test
  void noPresetOfASenderThatReadsAnswersBatches() {
    List<String> both =
        Specimen.presets().stream()
            .filter(
                it ->
                    Specimen.draft(it).written().preset().orElseThrow().readsAnswers()
                        && DeliveryRuleCompiler.batches(Specimen.draft(it).written()))
            .toList();

    assertThat(both).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slack",
        "slack-interactivity",
        "twilio",
        "discord-interactions",
        "telegram",
        "viber",
        "ms-teams-outgoing",
        "bot-framework",
        "meta-data-deletion",
        "neon-auth",
        "antom",
        "okta-universal-logout"
      })
  void passesThroughByDefaultWhereTheSenderUsesWhatTheAnswerSays(String preset) {
    assertThat(DeliveryRuleCompiler.modeOf(Specimen.draft(preset).written()))
        .isEqualTo(Mode.PASS_THROUGH);
    assertThat(Specimen.draft(preset).written().preset().orElseThrow().readsAnswers()).isTrue();
  }

  private static Destination destination(String yaml) {
    APolicy.Outcome outcome = APolicy.named("acme").saying(yaml).checked();
    assertThat(outcome.errors()).isEmpty();
    return outcome.compiled().orElseThrow().policy().orElseThrow().destinations().get(0);
  }
}
