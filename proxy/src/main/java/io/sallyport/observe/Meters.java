package io.sallyport.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * All metrics of the process. Every label value is the name of an integration, a key or a limit of
 * its policy, a verdict or a reason: all from configuration or from our own lists, so that no
 * stranger can make the number of series grow.
 */
public final class Meters {
  static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentHashMap<String, IntegrationMeters> integrations =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, DeliveryMeters> deliveries = new ConcurrentHashMap<>();
  private final NeighbourMeters neighbours = new NeighbourMeters(registry);
  private final AtomicLong lastReloadGood = new AtomicLong(1);

  /** Registers what belongs to the process as a whole. */
  public Meters(String version) {
    Gauge.builder("sallyport_build_info", () -> 1)
        .description("Which build this is.")
        .tags("version", version, "java", String.valueOf(Runtime.version().feature()))
        .register(registry);
    Gauge.builder("sallyport_policy_last_reload_successful", lastReloadGood, AtomicLong::get)
        .description("1 when the last reading of the policies found no fault.")
        .register(registry);
    FunctionCounter.builder("sallyport_log_lines_left_out", this, unused -> Logs.leftOut())
        .description("Log lines that found no room because the log is read too slowly.")
        .register(registry);
  }

  /** The meters of one integration, the same object whenever asked. */
  public IntegrationMeters of(String integration) {
    return integrations.computeIfAbsent(integration, name -> new IntegrationMeters(this, name));
  }

  /** The meters of one integration's queue, the same object whenever asked. */
  public DeliveryMeters queueOf(String integration) {
    return deliveries.computeIfAbsent(integration, name -> new DeliveryMeters(registry, name));
  }

  /** Those of a node among several. */
  public NeighbourMeters neighbours() {
    return neighbours;
  }

  /** Whether the last reading of the policies found no fault. */
  public void policiesReloaded(boolean good) {
    lastReloadGood.set(good ? 1 : 0);
  }

  /**
   * A figure that is asked for when it is wanted.
   *
   * @param tags names and words of ours in turn, which tell it from others of its name
   */
  public void gauge(String name, String description, Supplier<Number> figure, String... tags) {
    Gauge.builder(name, figure).description(description).tags(tags).register(registry);
  }

  /** The text exposition, version 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  Counter requests(String integration, String verdict, String reason) {
    return Counter.builder("sallyport_requests")
        .description("Requests by what became of them.")
        .tags("integration", integration, "verdict", verdict, "reason", reason)
        .register(registry);
  }

  Counter overSoftLimit(String integration, String limit) {
    return Counter.builder("sallyport_limit_over_soft")
        .description("New events that were over a limit which only counts.")
        .tags("integration", integration, "limit", limit)
        .register(registry);
  }

  Timer duration(String integration) {
    return Timer.builder("sallyport_request_duration")
        .description("From the end of the request's head to the answer.")
        .tags("integration", integration)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  MeterRegistry registry() {
    return registry;
  }

  static Tags keyTags(String integration, String key) {
    return Tags.of("integration", integration, "key", key);
  }
}
