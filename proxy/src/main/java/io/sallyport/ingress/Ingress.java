package io.sallyport.ingress;

import io.sallyport.observe.DecisionSink;
import io.sallyport.observe.IntegrationMeters;
import io.sallyport.refusals.Refusals;
import io.sallyport.verdict.Reason;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The public front door: every well-formed request begins a {@link Visit} here.
 *
 * @param routes the paths as they are now; asked once a request
 * @param sources who calls
 * @param hosts the names it answers to, lower case; empty = any
 * @param failures the failure budget of each source: taken on arrival, given back when the
 *     signature verifies
 * @param requests how many requests a source may have under way, where connections do not tell
 * @param entrance whether webhooks are let in now
 * @param bodies the memory for bodies
 * @param strangers the meters of what reaches no integration
 * @param nanos a monotonic clock in nanoseconds that began at 0
 * @param random for references and jitter; not for keys
 */
public record Ingress(
    Supplier<RouteTable> routes,
    SourceAddress sources,
    Set<String> hosts,
    SourceBuckets failures,
    SourceSlots requests,
    Entrance entrance,
    BodyBudget bodies,
    IntegrationMeters strangers,
    DecisionSink decisions,
    Refusals refusals,
    Decompressor decompressor,
    InstantSource clock,
    LongSupplier nanos,
    RandomGenerator random)
    implements Front {
  /** The word that stands for no integration in metrics and logs. */
  public static final String NO_INTEGRATION = "-";

  public Ingress {
    hosts = Set.copyOf(hosts);
  }

  @Override
  public void arrived(Exchange exchange) {
    new Visit(this, exchange).begin();
  }

  @Override
  public Answer malformed(Peer peer, Reason reason, String detail) {
    References references = new References(random);
    String reference = references.refusal();
    Answer answer = Problem.of(reason, reference);
    new Account(this, references.request(), peer.address(), nanos.getAsLong())
        .close("reject", Optional.of(reason), "ingress", detail, answer.status(), reference);
    return answer;
  }
}
