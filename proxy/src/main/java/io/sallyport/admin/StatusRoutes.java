package io.sallyport.admin;

import io.sallyport.observe.Printable;
import io.sallyport.policy.folder.PolicySet;
import io.sallyport.policy.folder.PolicySet.Entry;
import io.sallyport.policy.folder.PolicySet.Ready;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * {@code GET /api/v1/status}: which build runs since when, where it listens, how its policies are.
 */
public final class StatusRoutes implements AdminRoutes {
  private static final int TEXT_CHARS_MAX = 500;

  private final String version;
  private final Instant started;
  private final LongSupplier nanos;
  private final Supplier<Map<String, String>> listeners;
  private final Supplier<PolicySet> policies;
  private final Supplier<Optional<Reload>> reload;
  private final Supplier<ClockState> clock;

  /**
   * Makes the resource.
   *
   * @param nanos a monotonic clock that was 0 at the start
   * @param listeners where they are reached, by their names
   */
  public StatusRoutes(
      String version,
      Instant started,
      LongSupplier nanos,
      Supplier<Map<String, String>> listeners,
      Supplier<PolicySet> policies,
      Supplier<Optional<Reload>> reload,
      Supplier<ClockState> clock) {
    this.version = version;
    this.started = started;
    this.nanos = nanos;
    this.listeners = listeners;
    this.policies = policies;
    this.reload = reload;
    this.clock = clock;
  }

  @Override
  public void mount(Router router) {
    router.get("/api/v1/status").handler(this::show);
  }

  private void show(RoutingContext context) {
    PolicySet set = policies.get();
    JsonObject status =
        new JsonObject()
            .put("version", version)
            .put("java", Runtime.version().toString())
            .put("heapMaxBytes", Runtime.getRuntime().maxMemory())
            .put("started", started.truncatedTo(ChronoUnit.SECONDS).toString())
            .put("uptimeSeconds", Duration.ofNanos(nanos.getAsLong()).toSeconds())
            .put("listeners", new JsonObject(Map.copyOf(listeners.get())))
            .put("clock", clock(clock.get()))
            .put("policies", counts(set));
    reload
        .get()
        .ifPresent(
            last ->
                status.put(
                    "lastReload",
                    new JsonObject()
                        .put("at", last.at().truncatedTo(ChronoUnit.SECONDS).toString())
                        .put("successful", last.successful())));
    JsonArray problems = new JsonArray();
    set.folderProblems()
        .forEach(problem -> problems.add(Printable.of(problem.toString(), TEXT_CHARS_MAX)));
    AdminServer.json(context, status.put("problems", problems));
  }

  private static JsonObject clock(ClockState state) {
    return new JsonObject()
        .put("jumps", state.jumps())
        .put("setBackSeconds", state.setBack().toSeconds());
  }

  private static JsonObject counts(PolicySet set) {
    int stale = 0;
    int monitored = 0;
    for (Entry entry : set.entries().values()) {
      if (entry instanceof Ready ready) {
        stale += ready.stale() ? 1 : 0;
        monitored += ready.policy().monitorUntil().isPresent() ? 1 : 0;
      }
    }
    return new JsonObject()
        .put("inForce", set.policies().size())
        .put("stale", stale)
        .put("broken", set.broken().size())
        .put("monitored", monitored);
  }
}
