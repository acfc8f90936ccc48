package io.sallyport.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.facts.FactRule;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.policy.example.Specimen;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.verify.mechanism.Mechanisms;
import io.sallyport.verify.template.Coverage;
import io.sallyport.yaml.Problems;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * By what the events of each preset are known again (decision 007). Whoever adds a preset to one of
 * these lists should know what it costs.
 */
class PresetNamesTest {
  private static final Coverage BODY = Coverage.ofWords(List.of("body"));

  /**
   * A part of the body is signed, and that part names the event. What is left out is only where the
   * signature stands (Alipay, Braintree, Exact Online, Mandrill, Meta's signed request), how a form
   * was written (Twilio), or to whom WeChat's message goes: no two events share the part.
   */
  @Test
  void onlyThesePresetsNameEventsByAPartOfTheBody() {
    assertThat(presets(it -> !hasSignedId(it) && signsBodies(it) && !takesIn(it).covers(BODY)))
        .containsExactly(
            "alipay",
            "braintree",
            "exact-online",
            "mandrill",
            "meta-data-deletion",
            "meta-signed-request",
            "twilio",
            "wechat-mp");
  }

  /** An attempt after the accepted one counts as a new event: its signed time is another. */
  @Test
  void onlyThesePresetsCannotTellARetryThatIsSignedAnew() {
    assertThat(
            presets(
                it ->
                    !hasSignedId(it)
                        && signsBodies(it)
                        && it.freshness().isPresent()
                        && retriesAreSignedAnew(it)))
        .containsExactly(
            "buildkite",
            "contentful",
            "knock",
            "linear",
            "plaid",
            "retell",
            "sanity",
            "webflow",
            "wechat-mp");
  }

  /** Nothing that is signed tells one event from another: shared tokens and bearer tokens. */
  @Test
  void onlyThesePresetsNameEventsByBytesThatNobodySigned() {
    assertThat(
            presets(
                it ->
                    it.verification() instanceof Verification.Signed
                        && !hasSignedId(it)
                        && !signsBodies(it)))
        .containsExactly(
            "atlassian-connect",
            "auth0-event-stream",
            "auth0-log-stream",
            "azure-event-grid",
            "bot-framework",
            "chargebee",
            "cloudevents-http",
            "cloudflare-notifications",
            "datadog",
            "deepgram",
            "figma",
            "gitlab-token",
            "google-channel-push",
            "google-gmail-push",
            "google-pubsub-push",
            "huggingface",
            "mailchimp",
            "meraki",
            "mollie-legacy",
            "monday",
            "ms-graph",
            "okta-event-hook",
            "pipedrive",
            "postmark",
            "ringcentral",
            "salesforce-outbound",
            "telegram");
  }

  private static List<String> presets(Predicate<Policy> which) {
    return Specimen.presets().stream().filter(it -> which.test(policy(it))).toList();
  }

  private static boolean hasSignedId(Policy policy) {
    return policy.facts().id().stream()
        .flatMap(it -> it.from().stream())
        .anyMatch(FactRule.Source::signed);
  }

  private static boolean signsBodies(Policy policy) {
    return policy.verification() instanceof Verification.Signed signed
        && Mechanisms.signsBodies(signed.rule());
  }

  private static Coverage takesIn(Policy policy) {
    return policy.verification() instanceof Verification.Signed signed
        ? Mechanisms.takesIn(signed.rule())
        : Coverage.none();
  }

  private static boolean retriesAreSignedAnew(Policy policy) {
    WrittenPolicy written = Specimen.draft(policy.integration()).written();
    return Stream.of(written.preset().flatMap(WrittenPreset::retries))
        .flatMap(java.util.Optional::stream)
        .anyMatch(it -> it.resigns() && !it.horizon().isZero());
  }

  private static Policy policy(String preset) {
    Problems problems = new Problems();
    return PolicyCompiler.compile(
            Specimen.draft(preset),
            Surroundings.forCheck(InstantSource.fixed(APolicy.NOW)),
            problems)
        .policy()
        .orElseThrow(() -> new AssertionError(preset + ": " + problems.inOrder()));
  }
}
