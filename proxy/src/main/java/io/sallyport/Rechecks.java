package io.sallyport;

import io.sallyport.explain.Explainer;
import io.sallyport.explain.Explanation;
import io.sallyport.explain.Explanation.Mark;
import io.sallyport.explain.Explanation.Stage;
import io.sallyport.explain.NearMisses;
import io.sallyport.explain.Sender;
import io.sallyport.ingress.RouteTable;
import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Outcome.Kept;
import io.sallyport.pipeline.Outcome.Refused;
import io.sallyport.pipeline.Outcome.Sent;
import io.sallyport.pipeline.Pipeline;
import io.sallyport.policy.Policy;
import io.sallyport.refusals.Readmission;
import io.sallyport.refusals.Refusal;
import io.sallyport.verdict.Verdict;
import io.sallyport.webhook.Arrival;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs kept refusals through what serves requests now. An explanation goes first, because it has no
 * effects: a challenge that would be answered, a secret that would be taken in, or a request that
 * only a trial period would let through gets no further.
 */
final class Rechecks implements Readmission {
  private final Supplier<RouteTable> routes;
  private final Function<String, Optional<Policy>> policies;
  private final InstantSource clock;

  /**
   * Over what is in force.
   *
   * @param policies the policy of an integration, where one is in force
   */
  Rechecks(
      Supplier<RouteTable> routes,
      Function<String, Optional<Policy>> policies,
      InstantSource clock) {
    this.routes = routes;
    this.policies = policies;
    this.clock = clock;
  }

  @Override
  public Future<Readmitted> readmit(Refusal refusal, boolean dryRun) {
    if (!Explainer.canRunAgain(refusal)) {
      return came(
          Outcome.UNCHECKED,
          refusal.isWhole()
              ? "refused by " + refusal.stage() + ": nothing that another key would change"
              : "its body of " + refusal.bodyBytes() + " bytes was not kept");
    }
    String integration = refusal.inbound().integration();
    Optional<Policy> policy = policies.apply(integration);
    Optional<RouteTable.Match> match =
        routes
            .get()
            .find(refusal.inbound().path())
            .filter(it -> it.lane().integration().equals(integration));
    if (policy.isEmpty() || match.flatMap(it -> it.lane().pipeline()).isEmpty()) {
      return came(Outcome.REFUSED, "no policy in force has that path for " + integration);
    }
    Duration memory = policy.get().admission().keeping().memory();
    if (!clock.instant().isBefore(refusal.at().plus(memory))) {
      return came(
          Outcome.REFUSED,
          "older than what is remembered of its integration: whether it came again meanwhile and"
              + " was delivered is not known any more");
    }
    Arrival arrival = new Arrival(refusal.inbound(), match.get().url(), match.get().rest());
    return new Explainer(policy.get(), Sender.unnamed(integration), NearMisses.none())
        .explain(refusal.reference(), arrival.inbound(), arrival.url())
        .compose(
            told -> {
              Optional<String> hindrance = hindrance(told);
              if (hindrance.isPresent()) {
                return came(Outcome.REFUSED, hindrance.get());
              }
              return dryRun
                  ? came(Outcome.ADMISSIBLE, "verifies now")
                  : place(match.get().lane().pipeline().orElseThrow(), arrival);
            });
  }

  private static Optional<String> hindrance(Explanation told) {
    List<Stage> stages = told.stages();
    Stage last = stages.get(stages.size() - 1);
    return last.mark() == Mark.OK && last.name().equals("route")
        ? Optional.empty()
        : Optional.of(last.sentence());
  }

  private static Future<Readmitted> place(Pipeline pipeline, Arrival arrival) {
    return pipeline
        .examine(arrival)
        .compose(
            judged ->
                judged.verdict() instanceof Verdict.Forward
                    ? pipeline.pass(arrival, judged).map(Rechecks::readmitted)
                    : came(
                        Outcome.FAILED,
                        "the policy changed meanwhile: " + judged.verdict().word()));
  }

  private static Readmitted readmitted(io.sallyport.pipeline.Outcome came) {
    if (came instanceof Kept kept) {
      String why = kept.reason().map(it -> ": " + it.code()).orElse("");
      return new Readmitted(Outcome.ADMITTED, kept.word() + why, Optional.of(kept.id()));
    }
    if (came instanceof Refused refused) {
      return new Readmitted(
          Outcome.FAILED, refused.reason().code() + ": " + refused.detail(), Optional.empty());
    }
    Sent sent = (Sent) came;
    return readmitted(sent.delivered(), sent.id());
  }

  /** What the upstream says beyond its status is for the sender, who is not there. */
  private static Readmitted readmitted(Delivered delivered, EventId id) {
    if (delivered instanceof Delivered.Failed failed) {
      return new Readmitted(
          Outcome.FAILED, failed.reason().code() + ": " + failed.detail(), Optional.of(id));
    }
    if (!(delivered instanceof Delivered.Relayed relayed)) {
      return new Readmitted(Outcome.ADMITTED, "accepted", Optional.of(id));
    }
    relayed
        .rest()
        .ifPresent(rest -> rest.exceptionHandler(broken -> {}).handler(unwanted -> {}).resume());
    boolean taken = relayed.status() >= 200 && relayed.status() < 300;
    return new Readmitted(
        taken ? Outcome.ADMITTED : Outcome.FAILED,
        "the upstream answered " + relayed.status(),
        Optional.of(id));
  }

  private static Future<Readmitted> came(Outcome outcome, String sentence) {
    return Future.succeededFuture(new Readmitted(outcome, sentence, Optional.empty()));
  }
}
