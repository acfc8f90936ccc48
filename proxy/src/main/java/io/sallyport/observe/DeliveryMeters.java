package io.sallyport.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What becomes of one integration's queue. Every label is the integration's name, a path of its
 * policy or a word of ours. Safe from any thread.
 */
public final class DeliveryMeters {
  private static final String INTEGRATION = "integration";

  private final MeterRegistry registry;
  private final String integration;
  private final Counter deadLetters;
  private final AtomicLong depth = new AtomicLong();
  private final AtomicLong oldest = new AtomicLong();
  private final AtomicLong parked = new AtomicLong();
  private final Map<String, Counter> attempts = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> breakers = new ConcurrentHashMap<>();

  DeliveryMeters(MeterRegistry registry, String integration) {
    this.registry = registry;
    this.integration = integration;
    this.deadLetters =
        Counter.builder("sallyport_dead_letters")
            .description("Events that are not tried any more.")
            .tags(INTEGRATION, integration)
            .register(registry);
    gauge("sallyport_queue_depth", "Events that wait for their delivery.", depth);
    gauge("sallyport_queue_oldest_seconds", "How long the oldest of them has waited.", oldest);
    gauge("sallyport_queue_parked", "1 while no policy says where they go.", parked);
  }

  /**
   * An attempt has ended.
   *
   * @param outcome one of our words
   */
  public void attempted(String outcome) {
    attempts.computeIfAbsent(outcome, this::counter).increment();
  }

  /** An event is not tried any more. */
  public void deadLetter() {
    deadLetters.increment();
  }

  /** What waits now. */
  public void waiting(long count, Duration age) {
    depth.set(count);
    oldest.set(age.toSeconds());
  }

  /** Whether nothing is tried because no policy says where. */
  public void parked(boolean yes) {
    parked.set(yes ? 1 : 0);
  }

  /**
   * The state of a destination's breaker.
   *
   * @param path the path of the policy's entry
   * @param state 0 closed, 1 half-open, 2 open
   */
  public void breaker(String path, int state) {
    breakers.computeIfAbsent(path, this::breaker).set(state);
  }

  private Counter counter(String outcome) {
    return Counter.builder("sallyport_delivery_attempts")
        .description("Attempts to deliver what is queued, by what they came to.")
        .tags(INTEGRATION, integration, "outcome", outcome)
        .register(registry);
  }

  private AtomicLong breaker(String path) {
    AtomicLong state = new AtomicLong();
    Gauge.builder("sallyport_breaker_state", state, AtomicLong::get)
        .description("Whether a destination is tried: 0 yes, 1 a few times, 2 not now.")
        .tags(INTEGRATION, integration, "path", path)
        .register(registry);
    return state;
  }

  private void gauge(String name, String description, AtomicLong figure) {
    Gauge.builder(name, figure, AtomicLong::get)
        .description(description)
        .tags(INTEGRATION, integration)
        .register(registry);
  }
}
