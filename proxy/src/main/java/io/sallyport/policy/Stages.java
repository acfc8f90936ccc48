package io.sallyport.policy;

import io.sallyport.admit.Doubt;
import io.sallyport.handshake.Confirmer;
import io.sallyport.handshake.Handshakes;
import io.sallyport.handshake.SecretIntake;
import io.sallyport.ingress.Acceptance;
import io.sallyport.pipeline.Passage;
import io.sallyport.pipeline.Pipeline;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.route.Router;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.Check;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.Verifier;
import io.sallyport.verify.mechanism.Requirements;
import io.sallyport.webhook.Proof;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The stages of one policy, in their order: one pipeline for what comes in, for examples and for
 * explanations, so that none of them judges otherwise.
 */
public final class Stages {
  private static final Proof NOTHING_PROVED = new Proof("none", "none", List.of());
  private static final Outcome FOR_CHALLENGES_ONLY =
      new Outcome.Refused(
          Reason.METHOD_NOT_ALLOWED, "this method is for challenges, and this is none");

  private Stages() {}

  /**
   * What a pipeline reaches beyond the request.
   *
   * @param mayChallenge takes a permit for one more challenge of this source
   * @param confirmer fetches the addresses that confirm a subscription
   * @param intake takes in secrets that platforms deliver
   * @param doubt what makes an event doubtful that the ledger does not know
   * @param passage takes on what was judged
   */
  public record Outside(
      Predicate<InetAddress> mayChallenge,
      Confirmer confirmer,
      SecretIntake intake,
      Doubt doubt,
      Passage passage) {}

  /** The stages, in order. */
  public static Pipeline pipeline(Policy policy, Outside outside) {
    Handshakes handshakes = handshakes(policy, outside.confirmer(), outside.intake());
    return new Pipeline(
        policy.language(),
        handshakes,
        outside.mayChallenge(),
        new Verifier(check(policy, handshakes)),
        policy.freshness(),
        policy.facts(),
        policy.admission(),
        outside.doubt(),
        new Router(),
        outside.passage(),
        policy.monitorUntil());
  }

  /** The platform's challenges. */
  public static Handshakes handshakes(Policy policy, Confirmer confirmer, SecretIntake intake) {
    return new Handshakes(
        policy.handshakes(),
        (requirement, reading, now) ->
            new Requirements(List.of(requirement)).firstFailure(reading, now).isEmpty(),
        confirmer,
        intake);
  }

  /** How senders are proved. What came by a challenge's method and is none is refused. */
  public static Check check(Policy policy, Handshakes handshakes) {
    Check check =
        policy.verification() instanceof Verification.Signed signed
            ? signed.check()
            : (reading, now) -> new Outcome.Proven(NOTHING_PROVED);
    Set<String> methods = policy.acceptance().methods();
    return (reading, now) ->
        methods.contains(reading.inbound().method()) || handshakes.signed(reading).isPresent()
            ? check.check(reading, now)
            : FOR_CHALLENGES_ONLY;
  }

  /** What is let in to be judged: a challenge may come by a method that no event may come by. */
  public static Acceptance acceptance(Policy policy) {
    Acceptance written = policy.acceptance();
    Set<String> methods = new HashSet<>(written.methods());
    policy.handshakes().forEach(rule -> rule.when().method().ifPresent(methods::add));
    return new Acceptance(
        methods,
        written.bodyBytesMax(),
        written.sources(),
        written.decompress(),
        written.clientCertificate(),
        written.sourceLimits());
  }
}
