package io.sallyport;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Doubt;
import io.sallyport.admit.Ledger;
import io.sallyport.deliver.Deliveries;
import io.sallyport.deliver.DeliveryRule;
import io.sallyport.deliver.Destination;
import io.sallyport.deliver.Onward;
import io.sallyport.deliver.Road;
import io.sallyport.handshake.Confirmer;
import io.sallyport.handshake.SecretIntake;
import io.sallyport.ingress.Acceptance;
import io.sallyport.ingress.Answers;
import io.sallyport.ingress.BodyBudget;
import io.sallyport.ingress.Lane;
import io.sallyport.ingress.Rate;
import io.sallyport.ingress.RouteTable;
import io.sallyport.ingress.SourceBuckets;
import io.sallyport.observe.IntegrationMeters;
import io.sallyport.observe.Meters;
import io.sallyport.pipeline.AdmittedPassage;
import io.sallyport.pipeline.Delivery;
import io.sallyport.pipeline.Forwarding;
import io.sallyport.pipeline.Handing;
import io.sallyport.pipeline.Passage;
import io.sallyport.pipeline.Pipeline;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.policy.ProofFields;
import io.sallyport.policy.Stages;
import io.sallyport.policy.folder.PolicySet;
import io.sallyport.policy.folder.PolicySet.Broken;
import io.sallyport.policy.folder.PolicySet.Entry;
import io.sallyport.policy.folder.PolicySet.Ready;
import io.sallyport.verify.template.Coverage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * From compiled policies to what serves requests: the one place that knows the order of the stages
 * and the concrete parts behind their ports.
 *
 * <p>A policy that did not change keeps its lane, so that its connections and its limits outlive a
 * reload of others.
 */
final class Assembly {
  /** Challenges of one source: a platform asks rarely, whoever probes asks often. */
  private static final Rate CHALLENGES = new Rate(5, Duration.ofSeconds(1), 20);

  /** A sender that waits long still has others to send. */
  private static final Duration PATIENCE_MAX = Admission.PATIENCE_MAX;

  private static final int SOURCE_PLACES = 1 << 14;
  private static final Coverage WEBHOOK_ID = Coverage.ofWords(List.of("header:webhook-id"));

  /** A broken policy's paths answer before anything of it is looked at. */
  private static final Acceptance NOTHING_KNOWN =
      new Acceptance(
          Set.of("POST", "GET", "HEAD", "PUT", "OPTIONS"),
          Acceptance.BODY_BYTES_MAX_DEFAULT,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  private final Parts parts;
  private final Map<String, Made> made = new HashMap<>();

  /**
   * What all integrations share.
   *
   * @param ledger where every genuine webhook gets its place
   * @param doubt what makes an event doubtful that the ledger does not know
   * @param forwarding delivers what lies safe
   * @param tap stands before every upstream
   * @param confirmer fetches the addresses that confirm a subscription
   * @param intake takes in secrets that platforms deliver
   * @param nanos a monotonic clock that began at 0
   */
  record Parts(
      Deliveries deliveries,
      Ledger ledger,
      Doubt doubt,
      Forwarding forwarding,
      UnaryOperator<Delivery> tap,
      Meters meters,
      BodyBudget bodies,
      Confirmer confirmer,
      SecretIntake intake,
      LongSupplier nanos,
      RandomGenerator random) {}

  private record Made(Policy policy, Lane lane, List<Road> roads) {}

  /** The ways of each integration that is in force, by its name. */
  private volatile Map<String, List<Road>> roads = Map.of();

  Assembly(Parts parts) {
    this.parts = parts;
  }

  /** The table for a set of policies. Called by one thread at a time. */
  synchronized RouteTable routes(PolicySet policies) {
    made.keySet().retainAll(policies.entries().keySet());
    List<RouteTable.Entry> entries = new ArrayList<>();
    List<RouteTable.Entry> unserved = new ArrayList<>();
    for (Entry entry : policies.entries().values()) {
      IntegrationMeters meters = parts.meters().of(entry.integration());
      meters.policyStale(!(entry instanceof Ready ready) || ready.stale());
      if (entry instanceof Ready ready) {
        meters.unsigned(ready.policy().verification() instanceof Verification.Unsigned);
        entries.addAll(entries(ready.policy(), lane(ready.policy())));
      } else if (entry instanceof Broken broken) {
        made.remove(broken.integration());
        broken.paths().forEach(path -> unserved.add(broken(broken, path)));
      }
    }
    Map<String, List<Road>> ways = new HashMap<>();
    made.forEach((name, it) -> ways.put(name, it.roads()));
    roads = Map.copyOf(ways);
    // Behind all others: what is in force keeps its paths, whatever a broken file names.
    entries.addAll(unserved);
    return RouteTable.of(entries);
  }

  /** Where an integration's queued events go; empty while its policy is none. Any thread. */
  List<Road> roads(String integration) {
    return roads.getOrDefault(integration, List.of());
  }

  private Lane lane(Policy policy) {
    Made known = made.get(policy.integration());
    if (known != null && known.policy().equals(policy)) {
      return known.lane();
    }
    Onward onward =
        parts
            .deliveries()
            .to(
                policy.destinations(),
                !signsWebhookId(policy.verification()),
                ProofFields.of(policy));
    Lane lane =
        new Lane(
            policy.integration(),
            policy.version(),
            Stages.acceptance(policy),
            policy.answers(),
            new BodyBudget(parts.bodies().bytesMax() / 2),
            policy.acceptance().sourceLimits().stream().map(this::buckets).toList(),
            parts.meters().of(policy.integration()),
            Optional.of(pipeline(policy, onward)));
    List<Road> ways =
        onward.roads().stream()
            .map(road -> new Road(road.destination(), parts.tap().apply(road.delivery())))
            .toList();
    made.put(policy.integration(), new Made(policy, lane, ways));
    return lane;
  }

  private Pipeline pipeline(Policy policy, Onward onward) {
    SourceBuckets challenges = new SourceBuckets(CHALLENGES, SOURCE_PLACES, parts.random());
    return Stages.pipeline(
        policy,
        new Stages.Outside(
            source -> challenges.take(source, parts.nanos().getAsLong()) == 0,
            parts.confirmer(),
            parts.intake(),
            parts.doubt(),
            passage(policy, onward)));
  }

  private Passage passage(Policy policy, Onward onward) {
    Delivery delivery = parts.tap().apply(onward);
    return new AdmittedPassage(
        parts.ledger(), rest -> handing(policy, rest), delivery, parts.forwarding());
  }

  /** Where nothing is delivered, what is genuine is accepted, and remembered. */
  private static Handing handing(Policy policy, String rest) {
    Duration patience = policy.deadline().map(it -> it.dividedBy(3)).orElse(PATIENCE_MAX);
    Optional<Destination> destination =
        policy.destinations().stream().filter(it -> it.takes(rest)).findFirst();
    DeliveryRule rule = destination.map(Destination::rule).orElseGet(DeliveryRule::passThrough);
    return new Handing(
        rule.isDurable(),
        rule.split(),
        rule.ordered(),
        rule.finals(),
        patience.compareTo(PATIENCE_MAX) < 0 ? patience : PATIENCE_MAX,
        destination.map(Destination::timeout).orElse(Destination.TIMEOUT_DEFAULT),
        rule.queuedWhenAway());
  }

  private static boolean signsWebhookId(Verification verification) {
    return verification instanceof Verification.Signed signed && signed.pins().covers(WEBHOOK_ID);
  }

  private SourceBuckets buckets(Acceptance.SourceLimit limit) {
    return new SourceBuckets(
        new Rate(limit.permits(), limit.per(), limit.burst()), SOURCE_PLACES, parts.random());
  }

  private static List<RouteTable.Entry> entries(Policy policy, Lane lane) {
    List<RouteTable.Entry> entries = new ArrayList<>();
    for (Policy.Endpoint endpoint : policy.paths()) {
      if (policy
          .destinations()
          .isEmpty()) { // nothing is delivered, but what is genuine is accepted
        entries.add(new RouteTable.Entry(lane, endpoint.path(), endpoint.url(), "", false));
      }
      for (Destination destination : policy.destinations()) {
        entries.add(
            new RouteTable.Entry(
                lane.answering(policy.answersFor(destination)),
                endpoint.path(),
                endpoint.url(),
                destination.path().orElse(""),
                destination.wildcard()));
      }
    }
    return entries;
  }

  private RouteTable.Entry broken(Broken broken, String path) {
    Lane lane =
        new Lane(
            broken.integration(),
            "",
            NOTHING_KNOWN,
            new Answers(Map.of()),
            new BodyBudget(0),
            List.of(),
            parts.meters().of(broken.integration()),
            Optional.empty());
    return new RouteTable.Entry(lane, path, "", "", true);
  }
}
