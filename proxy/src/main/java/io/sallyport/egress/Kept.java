package io.sallyport.egress;

import io.sallyport.egress.KeepRule.Known;
import io.sallyport.egress.KeepRule.Step;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One fetched thing: its last good value, its last failure, and the one fetch that may be under
 * way. Safe from any thread; never blocks on a fetch.
 */
public final class Kept<V> {

  /** What a fetch brought, and how long it is used without asking again. */
  public record Loaded<V>(V value, Duration fresh) {}

  /** What there is to be had now. */
  public sealed interface State<V> {
    record Ready<V>(V value) implements State<V> {}

    /** Ask again when it completes, either way; it completes on the caller's Vert.x context. */
    record Pending<V>(Future<?> ready) implements State<V> {}

    record Failed<V>(Throwable cause) implements State<V> {}
  }

  private final KeepRule rule;
  private final BooleanSupplier mayFetch;
  private final InstantSource clock;

  private Optional<V> value = Optional.empty();
  private Known known = Known.nothing();
  private Throwable failure = new FetchFailed(FetchFailed.Fault.BUSY, "nothing was fetched yet");
  private @Nullable Promise<Void> underWay;

  Kept(KeepRule rule, BooleanSupplier mayFetch, InstantSource clock) {
    this.rule = rule;
    this.mayFetch = mayFetch;
    this.clock = clock;
  }

  /** The value, fetched first where there is none that is still good. */
  State<V> demand(Supplier<Future<Loaded<V>>> fetch) {
    return demand(fetch, false);
  }

  /**
   * A value newer than the one that was just looked at, if it is time for one: {@code Ready} means
   * that what is missing is really not there.
   */
  State<V> demandNewer(Supplier<Future<Loaded<V>>> fetch) {
    return demand(fetch, true);
  }

  /** The value as it was fetched last, however old. */
  synchronized Optional<V> peek() {
    return value;
  }

  private State<V> demand(Supplier<Future<Loaded<V>>> fetch, boolean newer) {
    Promise<Void> started = Promise.promise();
    Step first;
    synchronized (this) {
      first = step(newer);
      boolean fetches = first == Step.FETCH || first == Step.USE_AND_FETCH;
      if (!fetches || underWay != null) {
        return state(first, underWay);
      }
      if (!mayFetch.getAsBoolean()) {
        return spent(newer);
      }
      underWay = started;
      known = known.asked(clock.instant());
    }
    // Outside the lock: what is fetched from memory completes right here.
    begin(fetch).onComplete(done -> settle(started, done.result(), done.cause()));
    synchronized (this) {
      boolean waits = first == Step.FETCH && underWay == started;
      return state(waits ? Step.FETCH : step(newer), started);
    }
  }

  private Step step(boolean newer) {
    Instant now = clock.instant();
    if (!newer) {
      return rule.step(known, now);
    }
    // What is missing may be in what is on its way.
    return underWay == null ? rule.stepForNewer(known, now) : Step.FETCH;
  }

  private State<V> state(Step step, @Nullable Promise<Void> awaited) {
    if (step == Step.FETCH && awaited != null) {
      return new State.Pending<>(onThisContext(awaited.future()));
    }
    return step == Step.FAIL || value.isEmpty()
        ? new State.Failed<>(failure)
        : new State.Ready<>(value.get());
  }

  /** Messages have caused as many fetches as they may: the value that is there has to do. */
  private State<V> spent(boolean newer) {
    boolean usable =
        known.fetchedAt().isPresent()
            && clock.instant().isBefore(known.fetchedAt().get().plus(rule.lastGood()));
    return value.isPresent() && usable && !newer
        ? new State.Ready<>(value.get())
        : new State.Failed<>(
            new FetchFailed(
                FetchFailed.Fault.BUSY, "messages have caused as many fetches as they may"));
  }

  private Future<Loaded<V>> begin(Supplier<Future<Loaded<V>>> fetch) {
    try {
      return fetch.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void settle(
      Promise<Void> started, @Nullable Loaded<V> loaded, @Nullable Throwable fault) {
    synchronized (this) {
      underWay = null;
      Instant now = clock.instant();
      if (loaded != null) {
        value = Optional.of(loaded.value());
        known = known.loaded(now, loaded.fresh());
      } else if (fault != null) {
        failure = fault;
        boolean busy =
            fault instanceof FetchFailed failed && failed.fault() == FetchFailed.Fault.BUSY;
        known = known.failed(now, busy);
      }
    }
    started.complete();
  }

  /** Whoever waits goes on where he came from, not on the event loop that did the fetching. */
  private static Future<?> onThisContext(Future<Void> shared) {
    Context context = Vertx.currentContext();
    return context == null
        ? shared
        : Future.fromCompletionStage(shared.toCompletionStage(), context);
  }
}
