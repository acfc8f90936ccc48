package io.sallyport.ingress;

import io.sallyport.observe.IntegrationMeters;
import io.sallyport.pipeline.Pipeline;
import java.util.List;
import java.util.Optional;

/**
 * One integration as the front door sees it. Immutable but for its meters and budgets; a reload
 * makes a new one, and requests under way keep theirs.
 *
 * @param policyVersion the version of the policy it was made of
 * @param share how much of the memory for bodies it may take
 * @param limits one for each entry of the policy's limits by source
 * @param pipeline empty when the policy does not load and no older one is known: 503
 */
public record Lane(
    String integration,
    String policyVersion,
    Acceptance acceptance,
    Answers answers,
    BodyBudget share,
    List<SourceBuckets> limits,
    IntegrationMeters meters,
    Optional<Pipeline> pipeline) {
  public Lane {
    limits = List.copyOf(limits);
  }

  /** The same lane with other answers: for a destination that shapes its own. */
  public Lane answering(Answers other) {
    return other.equals(answers)
        ? this
        : new Lane(integration, policyVersion, acceptance, other, share, limits, meters, pipeline);
  }
}
