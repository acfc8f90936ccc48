package io.sallyport.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What becomes of events among several nodes. Labels are integrations of this node's own events and
 * words of ours. Safe from any thread.
 */
public final class NeighbourMeters {
  private static final String INTEGRATION = "integration";

  private final MeterRegistry registry;
  private final Map<String, Counter> granted = new ConcurrentHashMap<>();
  private final Map<String, Timer> decided = new ConcurrentHashMap<>();
  private final Map<String, Counter> superseded = new ConcurrentHashMap<>();
  private final Map<String, Counter> limitedAlone = new ConcurrentHashMap<>();
  private final Map<Elsewhere, Counter> elsewhere = new ConcurrentHashMap<>();
  private final Map<String, Counter> unanswered = new ConcurrentHashMap<>();
  private final Set<String> measured = ConcurrentHashMap.newKeySet();
  private final Counter suspected;
  private final Counter opened;
  private final Counter left;
  private final Counter notLeft;
  private final Counter takenUp;
  private final Counter unreadable;
  private final Counter noRoom;

  private record Elsewhere(String integration, String found) {}

  NeighbourMeters(MeterRegistry registry) {
    this.registry = registry;
    this.suspected =
        Counter.builder("sallyport_shards_suspected")
            .description("Parts of the shared store that were not built upon any more.")
            .register(registry);
    this.opened =
        Counter.builder("sallyport_shards_opened")
            .description("Parts of the shared store that the nodes agreed upon.")
            .register(registry);
    this.left = handOver("left");
    this.notLeft = handOver("not-left");
    this.takenUp = handOver("taken-up");
    this.unreadable = handOver("unreadable");
    this.noRoom = handOver("no-room");
  }

  private Counter handOver(String outcome) {
    return Counter.builder("sallyport_hand_over")
        .description("Events left to other nodes, or to this one, for when a node dies.")
        .tags("outcome", outcome)
        .register(registry);
  }

  /** So many events were left to others, for when this node dies. */
  public void left(int events) {
    left.increment(events);
  }

  /** So many could not be: they wait for this node if it dies. */
  public void notLeft(int events) {
    notLeft.increment(events);
  }

  /** An event of a dead node was taken up here. */
  public void takenUp() {
    takenUp.increment();
  }

  /** There was no room for an event of a dead node. */
  public void noRoom() {
    noRoom.increment();
  }

  /** Something in a dead node's estate was not sealed by one of these nodes, or is too old. */
  public void unreadable() {
    unreadable.increment();
  }

  /** So many events may be sent on by this node. */
  public void granted(String integration, int events) {
    granted
        .computeIfAbsent(
            integration,
            name ->
                Counter.builder("sallyport_granted")
                    .description("Events that the nodes agreed to be this one's.")
                    .tags(INTEGRATION, name)
                    .register(registry))
        .increment(events);
  }

  /** A delivery was decided upon so long after it was promised. */
  public void decided(String integration, Duration time) {
    decided
        .computeIfAbsent(
            integration,
            name ->
                Timer.builder("sallyport_decision_duration")
                    .description("From the promise of a delivery until it may go on.")
                    .tags(INTEGRATION, name)
                    .serviceLevelObjectives(Meters.BUCKETS)
                    .register(registry))
        .record(time);
  }

  /**
   * An event that was promised here is not this node's to send on.
   *
   * @param found one of our words
   */
  public void closed(String integration, String found) {
    elsewhere
        .computeIfAbsent(
            new Elsewhere(integration, found),
            it ->
                Counter.builder("sallyport_closed_elsewhere")
                    .description("Events that were promised here, by what others knew of them.")
                    .tags(INTEGRATION, it.integration(), "found", it.found())
                    .register(registry))
        .increment();
  }

  /** What this node did with an event came too late. */
  public void superseded(String integration) {
    superseded
        .computeIfAbsent(
            integration,
            name ->
                Counter.builder("sallyport_superseded")
                    .description("Ends of events that were another node's by then.")
                    .tags(INTEGRATION, name)
                    .register(registry))
        .increment();
  }

  /** So many new events were judged by this node's part of a limit that all keep together. */
  public void limitedAlone(String integration, int events) {
    limitedAlone
        .computeIfAbsent(
            integration,
            name ->
                Counter.builder("sallyport_limit_decided_alone")
                    .description("New events judged by this node's part of a common limit.")
                    .tags(INTEGRATION, name)
                    .register(registry))
        .increment(events);
  }

  /** How many claims an integration of this node's policies has; once for each. */
  public void claims(String integration, Supplier<Number> figure) {
    if (measured.add(integration)) {
      Gauge.builder("sallyport_claims", figure)
          .description("About how many claims an integration has on Redis.")
          .tags(INTEGRATION, integration)
          .register(registry);
    }
  }

  /** A part of the shared store is not built upon any more. */
  public void suspected() {
    suspected.increment();
  }

  /** A part of the shared store may be built upon. */
  public void opened() {
    opened.increment();
  }

  /**
   * A question was not answered for certain.
   *
   * @param why one of our words
   */
  public void unanswered(String why) {
    unanswered
        .computeIfAbsent(
            why,
            word ->
                Counter.builder("sallyport_shard_unanswered")
                    .description("Questions to the shared store that were not answered.")
                    .tags("why", word)
                    .register(registry))
        .increment();
  }
}
