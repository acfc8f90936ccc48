package io.sallyport.cli;

import io.sallyport.cli.policy.LocalPolicies;
import io.sallyport.explain.CommonMistakes;
import io.sallyport.explain.Explainer;
import io.sallyport.explain.Explanation;
import io.sallyport.explain.Explanation.Stage;
import io.sallyport.explain.Sender;
import io.sallyport.explain.Senders;
import io.sallyport.policy.Policy;
import io.sallyport.policy.example.CalledPath;
import io.sallyport.policy.layer.Presets;
import io.sallyport.policy.sample.RecordedRequest;
import io.sallyport.refusals.Refusal;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.InboundWebhook;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What would become of a recorded request under a policy of this machine, without a server. */
final class RecordedExplanation {
  private final LocalPolicies policies;
  private final Path folder;
  private final Optional<Instant> at;

  /**
   * Explains by these policies.
   *
   * @param folder where they lie, and presets beside them
   * @param at when the request is taken to arrive; without it, now
   */
  RecordedExplanation(LocalPolicies policies, Path folder, Optional<Instant> at) {
    this.policies = policies;
    this.folder = folder;
    this.at = at;
  }

  /** The policy whose path a request calls. */
  Optional<Policy> called(RecordedRequest request) {
    return policies.policies().stream()
        .filter(policy -> CalledPath.of(policy, request.path()).isPresent())
        .findFirst();
  }

  /** Explains a request by a policy, whether its path is that policy's or not. */
  Explanation of(String subject, RecordedRequest request, Policy policy) {
    Optional<CalledPath> called = CalledPath.of(policy, request.path());
    String url = called.map(CalledPath::url).orElseGet(() -> policy.paths().get(0).url());
    InboundWebhook inbound =
        new InboundWebhook(
            policy.integration(),
            subject,
            request.method(),
            request.target(),
            request.headers(),
            request.body(),
            InetAddress.getLoopbackAddress(),
            at.orElseGet(Instant::now),
            called.map(CalledPath::values).orElse(Map.of()),
            Optional.empty());
    Sender sender = Senders.of(policy, Presets.beside(folder));
    Explanation explanation =
        atTheDoor(subject, inbound, policy)
            .map(refusal -> Explainer.recorded(refusal, sender))
            .orElseGet(() -> inside(subject, inbound, policy, url, sender));
    return with(explanation, hints(explanation, policy, called.isEmpty()));
  }

  /** What the ingress would say of it. */
  private static Optional<Refusal> atTheDoor(
      String subject, InboundWebhook inbound, Policy policy) {
    String method = inbound.method();
    boolean isChallenges =
        policy.handshakes().stream()
            .anyMatch(rule -> rule.when().method().filter(method::equals).isPresent());
    if (!policy.acceptance().methods().contains(method) && !isChallenges) {
      return Optional.of(
          early(
              subject, inbound, policy, Reason.METHOD_NOT_ALLOWED, "the policy does not take it"));
    }
    return inbound.body().size() > policy.acceptance().bodyBytesMax()
        ? Optional.of(
            early(
                subject,
                inbound,
                policy,
                Reason.BODY_TOO_LARGE,
                "more than " + policy.acceptance().bodyBytesMax() + " bytes"))
        : Optional.empty();
  }

  private static Refusal early(
      String subject, InboundWebhook inbound, Policy policy, Reason reason, String detail) {
    return new Refusal(
        subject,
        policy.version(),
        "ingress",
        reason,
        detail,
        inbound,
        inbound.body().size(),
        inbound.receivedAt());
  }

  /** Nothing is fetched here, so everything that is waited for is there at once. */
  private Explanation inside(
      String subject, InboundWebhook inbound, Policy policy, String url, Sender sender) {
    CommonMistakes mistakes = new CommonMistakes(policies::policies, System::nanoTime);
    return new Explainer(
            policy, sender, (its, it, its2) -> Future.succeededFuture(mistakes.of(its, it, its2)))
        .explain(subject, inbound, url)
        .await();
  }

  private List<String> hints(Explanation explanation, Policy policy, boolean isElsewhere) {
    List<String> hints = new ArrayList<>();
    if (isElsewhere) {
      hints.add(
          "it was not sent to %s, the path of `%s`: there it would be path.unknown"
              .formatted(policy.paths().get(0).path(), policy.integration()));
    }
    boolean isStale =
        explanation.isRefused()
            && explanation.stages().stream().map(Stage::name).anyMatch("freshness"::equals);
    if (isStale && at.isEmpty()) {
      hints.add("it was judged as if it came now: --at sets the time at which it was recorded");
    }
    return hints;
  }

  private static Explanation with(Explanation explanation, List<String> more) {
    List<String> hints = new ArrayList<>(explanation.hints());
    hints.addAll(more);
    return new Explanation(
        explanation.subject(),
        explanation.integration(),
        explanation.stages(),
        explanation.remedy(),
        hints);
  }
}
