package io.sallyport.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The meters of one integration, looked up once and kept: counting a request is an addition. Safe
 * from any thread.
 */
public final class IntegrationMeters {
  /** More keys than a policy may have share one series. */
  static final int KEYS_MAX = 32;

  private static final String OTHER_KEYS = "other";

  private final Meters meters;
  private final String integration;
  private final Counter forwarded;
  private final Timer duration;
  private final Map<Outcome, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> keys = new ConcurrentHashMap<>();
  private final Map<String, Counter> softLimits = new ConcurrentHashMap<>();
  private final AtomicLong stale = new AtomicLong();
  private final AtomicLong unsigned = new AtomicLong();

  IntegrationMeters(Meters meters, String integration) {
    this.meters = meters;
    this.integration = integration;
    this.forwarded = meters.requests(integration, "forward", "");
    this.duration = meters.duration(integration);
    Gauge.builder("sallyport_policy_stale", stale, AtomicLong::get)
        .description("1 while an older policy is in force because the newest does not load.")
        .tags("integration", integration)
        .register(meters.registry());
    Gauge.builder("sallyport_unsigned_integrations", unsigned, AtomicLong::get)
        .description("1 for an integration whose policy says that nothing proves its sender.")
        .tags("integration", integration)
        .register(meters.registry());
  }

  /** Counts a decision. */
  public void count(String verdict, Optional<Reason> reason, Duration took) {
    duration.record(took);
    if (reason.isEmpty() && verdict.equals("forward")) {
      forwarded.increment();
    } else {
      counter(verdict, reason).increment();
    }
  }

  /** A key has verified a request. */
  public void keyUsed(String key, Instant at) {
    AtomicLong known = keys.get(key);
    if (known == null) {
      known = keys.computeIfAbsent(keys.size() < KEYS_MAX ? key : OTHER_KEYS, this::gaugeOf);
    }
    known.lazySet(at.getEpochSecond());
  }

  /**
   * An event is over a soft limit, which stops nobody.
   *
   * @param limit its name in the policy
   */
  public void overSoftLimit(String limit) {
    softLimits.computeIfAbsent(limit, name -> meters.overSoftLimit(integration, name)).increment();
  }

  /** Whether an older policy is in force because the newest does not load. */
  public void policyStale(boolean yes) {
    stale.set(yes ? 1 : 0);
  }

  /** Whether nothing proves the sender. */
  public void unsigned(boolean yes) {
    unsigned.set(yes ? 1 : 0);
  }

  private Counter counter(String verdict, Optional<Reason> reason) {
    return counters.computeIfAbsent(
        new Outcome(verdict, reason),
        outcome ->
            meters.requests(
                integration, outcome.verdict(), outcome.reason().map(Reason::code).orElse("")));
  }

  private record Outcome(String verdict, Optional<Reason> reason) {}

  private AtomicLong gaugeOf(String key) {
    AtomicLong used = new AtomicLong();
    Gauge.builder("sallyport_key_last_used_timestamp", used, AtomicLong::get)
        .description("When a key last verified a request, in seconds since 1970.")
        .baseUnit("seconds")
        .tags(Meters.keyTags(integration, key))
        .register(meters.registry());
    return used;
  }
}
