package io.sallyport.proofs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.explain.CommonMistakes;
import io.sallyport.explain.CredentialPlaces;
import io.sallyport.explain.Explainer;
import io.sallyport.explain.Explanation;
import io.sallyport.explain.Redaction;
import io.sallyport.explain.Senders;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.policy.example.Specimen;
import io.sallyport.policy.layer.Presets;
import io.sallyport.verify.NearestMiss;
import io.sallyport.webhook.InboundWebhook;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any request that was refused can be explained: stage by stage, with its near misses and without
 * its credentials; no exception, and nothing in it that moves a terminal's cursor.
 *
 * <p>The parts of an input: which example, target, body, then name and value of each field.
 */
@Tag("fuzz")
class ExplainFuzzTest {
  private static final List<String> PRESETS =
      List.of(
          "github",
          "stripe",
          "slack",
          "twilio",
          "gitlab-token",
          "telegram",
          "postmark",
          "line",
          "vonage-jwt",
          "rfc9421",
          "adyen-standard",
          "braintree",
          "x-twitter",
          "meta-graph",
          "standard-webhooks",
          "sendgrid",
          "box",
          "shopify",
          "zoom",
          "ms-graph");

  private static final List<Specimen> SPECIMENS =
      PRESETS.stream()
          .filter(Specimen.presets()::contains)
          .flatMap(preset -> Specimen.genuineOf(preset).stream().limit(1))
          .toList();

  private static final List<Policy> POLICIES = SPECIMENS.stream().map(Specimen::policy).toList();

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void anyRefusedRequestIsExplained(byte[] input) {
    judge(input);
  }

  static Stream<Arguments> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < SPECIMENS.size(); i++) {
      Delivery genuine = Delivery.of(SPECIMENS.get(i).request());
      List<String> parts = new ArrayList<>();
      parts.add(String.valueOf(i));
      parts.add(genuine.target());
      parts.add(new String(genuine.body(), StandardCharsets.ISO_8859_1) + " ");
      for (Map.Entry<String, String> field : genuine.fields()) {
        parts.add(field.getKey());
        parts.add(field.getValue());
      }
      seeds.add(FuzzInput.join(parts.toArray(String[]::new)));
    }
    return seeds.stream().map(Arguments::of);
  }

  static void judge(byte[] bytes) {
    FuzzInput input = FuzzInput.of(bytes);
    Specimen specimen = SPECIMENS.get(input.number(0, SPECIMENS.size()));
    Delivery request =
        Delivery.post(input.latin1(1).startsWith("/") ? input.latin1(1) : "/").body(input.bytes(2));
    for (int i = 3; i + 1 < Math.min(input.count(), 64); i += 2) {
      request = request.with(input.latin1(i), input.latin1(i + 1));
    }
    InboundWebhook inbound = request.inbound(specimen.policy().integration(), specimen.at());
    Bounded.run(() -> explain(specimen, inbound));
  }

  private static void explain(Specimen specimen, InboundWebhook inbound) {
    Policy policy = specimen.policy();
    CommonMistakes mistakes = new CommonMistakes(() -> POLICIES, () -> 0L);
    Future<Explanation> explained =
        new Explainer(
                policy,
                Senders.of(policy, Presets.bundled()),
                (its, request, url) -> Future.succeededFuture(mistakes.of(its, request, url)))
            .explain("r-aaaa-aaaa", inbound, specimen.url());
    if (explained.failed()) {
      throw new AssertionError(explained.cause());
    }
    texts(explained.result()).forEach(ExplainFuzzTest::staysOnItsLine);
    Redaction.of(inbound, CredentialPlaces.of(policy));
    if (policy.verification() instanceof Verification.Signed signed) {
      new NearestMiss(it -> policy.language().read(it, specimen.url()), signed.rule())
          .sentences(inbound, specimen.at())
          .forEach(ExplainFuzzTest::staysOnItsLine);
    }
  }

  private static Stream<String> texts(Explanation explanation) {
    return Stream.of(
            explanation.stages().stream().map(Explanation.Stage::sentence),
            explanation.remedy().stream(),
            explanation.hints().stream())
        .flatMap(it -> it);
  }

  private static void staysOnItsLine(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new AssertionError("a control character in: " + text);
    }
  }
}
