package io.sallyport.dispatch;

import io.sallyport.admit.Outbox;
import io.sallyport.admit.Waiting;
import io.sallyport.deliver.Road;
import io.sallyport.loop.Home;
import io.sallyport.loop.LoopHome;
import io.sallyport.observe.Meters;
import io.sallyport.pipeline.Forwarding;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what the ledger keeps: at once where it can, else in the order of due times, until the
 * upstream has taken it or its tries are used up. One integration never waits for another.
 *
 * <p>Wiring: make one over the store's {@link Outbox}, {@link #start} it before the ingress opens,
 * {@link #offer} it what {@code Placed.Kept.now} holds, <em>before</em> the sender is answered (so
 * that events which a sender sends one after the other keep their order), tell it {@link
 * #policiesChanged} after each reload, and {@link #stop} it after the ingress and before the
 * upstreams' connections and the store are closed.
 *
 * <p>Safe from any thread.
 */
public final class Dispatcher implements Forwarding {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final Outside outside;
  private final Supplier<Home> homes;
  private final Home home;
  private final ConcurrentHashMap<String, Outlet> outlets = new ConcurrentHashMap<>();
  private Runnable callOffMeasuring = () -> {}; // belongs to the home's thread
  private volatile boolean stopped;

  /**
   * Tries nothing yet but what it is offered.
   *
   * @param roads the destinations of an integration by the policy in force ({@code Onward.roads});
   *     empty where the policy is gone, broken or names none: then what waits is left to wait. The
   *     same list as long as the policy does not change; asked for each event, from any thread
   * @param clock for due times
   * @param nanos a monotonic clock in nanoseconds
   * @param random for jitter; safe from any thread
   * @param gate whether attempts may begin: while they may not, what waits goes on waiting
   */
  public Dispatcher(
      Vertx vertx,
      Outbox outbox,
      Function<String, List<Road>> roads,
      Meters meters,
      InstantSource clock,
      LongSupplier nanos,
      RandomGenerator random,
      Gate gate) {
    this(
        outside(outbox, roads, meters, clock, nanos, random, Bounds.defaults(), gate),
        () -> new LoopHome(vertx));
  }

  Dispatcher(Outside outside, Supplier<Home> homes) {
    this.outside = outside;
    this.homes = homes;
    this.home = homes.get();
    outside.gate().onOpen(() -> outlets.values().forEach(Outlet::stir));
  }

  static Outside outside(
      Outbox outbox,
      Function<String, List<Road>> roads,
      Meters meters,
      InstantSource clock,
      LongSupplier nanos,
      RandomGenerator random,
      Bounds bounds,
      Gate gate) {
    Room room = new Room(bounds.bytesMax(), bounds.shareBytesMax());
    return new Outside(outbox, roads, meters, clock, nanos, random, bounds, room, gate);
  }

  /**
   * Begins with what waits from before, each integration after a short random time.
   *
   * @return fails when the store cannot say what waits
   */
  public Future<Void> start() {
    outside.outbox().whenReady(integration -> outlet(integration).stir());
    return outside
        .outbox()
        .backlogs()
        .map(
            found -> {
              long spread = Math.max(1, outside.bounds().startSpread().toNanos());
              for (Outbox.Backlog backlog : found) {
                Duration after = Duration.ofNanos(outside.random().nextLong(spread));
                outlet(backlog.integration()).resume(after);
              }
              measured(found);
              home.run(this::measureLater);
              return null;
            });
  }

  /**
   * Something that was admitted just now and is in the caller's hands. Sends it on the caller's
   * event loop when it may go now, or gives it back to the store, to be sent from there.
   *
   * @param parcel its bytes
   */
  @Override
  public void offer(Waiting waiting, Parcel parcel) {
    try {
      outlet(waiting.integration()).offer(waiting, parcel);
    } catch (RuntimeException bug) {
      // It lies safe: whatever broke here, it is tried again from there.
      LOG.atError().setCause(bug).log("an event could not be taken over");
      outside.outbox().giveBack(waiting, waiting.due());
    }
  }

  /** Policies were read again: what waited for one that was gone may have one now. */
  public void policiesChanged() {
    outlets.values().forEach(Outlet::stir);
  }

  /**
   * Takes nothing new, gives back what has not begun, and lets attempts under way end. What has not
   * ended in time is left to the next start, which tries it once more under the same name: when its
   * connection is closed then, that does not count as a try that failed.
   *
   * @return completes when nothing is under way, or after that time; never fails
   */
  public Future<Void> stop(Duration within) {
    stopped = true;
    home.run(() -> callOffMeasuring.run());
    Promise<Void> ended = Promise.promise();
    Runnable callOff =
        home.after(
            within,
            () -> {
              outlets.values().forEach(Outlet::cutOff);
              ended.tryComplete();
            });
    Future.join(outlets.values().stream().map(Outlet::stop).toList())
        .onComplete(
            all -> {
              callOff.run();
              ended.tryComplete();
            });
    return ended.future();
  }

  private Outlet outlet(String integration) {
    Outlet known = outlets.get(integration);
    return known != null ? known : outlets.computeIfAbsent(integration, this::make);
  }

  private Outlet make(String integration) {
    Outlet made = new Outlet(integration, outside, homes.get());
    if (stopped) {
      made.stop();
    }
    return made;
  }

  // --- the figures, and a look whether something was overlooked

  private void measureLater() {
    if (!stopped) {
      callOffMeasuring = home.after(outside.bounds().look(), this::measure);
    }
  }

  private void measure() {
    outside
        .outbox()
        .backlogs()
        .onComplete(
            found -> {
              if (found.succeeded()) {
                measured(found.result());
              }
              measureLater();
            });
  }

  private void measured(List<Outbox.Backlog> found) {
    Instant now = outside.clock().instant();
    Map<String, Outbox.Backlog> waiting = new HashMap<>();
    for (Outbox.Backlog backlog : found) {
      waiting.put(backlog.integration(), backlog);
      Outlet outlet = outlet(backlog.integration());
      if (!backlog.due().isAfter(now)) {
        outlet.stir();
      }
    }
    for (String integration : outlets.keySet()) {
      Outbox.Backlog backlog = waiting.get(integration);
      outside
          .meters()
          .queueOf(integration)
          .waiting(
              backlog == null ? 0 : backlog.count(),
              backlog == null ? Duration.ZERO : Duration.between(backlog.oldest(), now));
    }
  }
}
