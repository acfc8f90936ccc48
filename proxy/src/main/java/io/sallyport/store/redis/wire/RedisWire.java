package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Failed;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts on Redis, each on the master that owns its slot, and says of each whether it has
 * run, has surely not, or may have; and how many replicas have what it wrote.
 *
 * <p>What is guaranteed: the calls of a run and the {@code WAIT} behind them go over one
 * connection, so what {@code WAIT} counts includes them. A call that may have run is never sent
 * again here; one that Redis has refused before it ran (it does not know the script, the slot has
 * moved) goes on by itself. What is not: calls of one run may run in another order then, and a
 * master that has been cut off from its replicas runs scripts all the same; only the count of
 * replicas tells.
 *
 * <p>Safe from any thread; never blocks. The futures of runs complete on the caller's context, or
 * else, as all the others, on the wire's event loop.
 */
public final class RedisWire {
  /** More calls in one run are refused. */
  public static final int CALLS_MAX = 256;

  private final Context context;
  private final RedisSettings settings;
  private final LongSupplier nanos;
  private final Router router;

  /** Runs that have not yet come to the event loop. */
  private final AtomicInteger arriving = new AtomicInteger();

  private RedisWire(Context context, RedisSettings settings, LongSupplier nanos, Router router) {
    this.context = context;
    this.settings = settings;
    this.nanos = nanos;
    this.router = router;
  }

  /**
   * Begins to connect, and goes on trying until it is closed.
   *
   * @param random spreads attempts in time
   * @param nanos monotonic; any thread
   * @return a wire on an event loop of its own choice
   */
  public static Future<RedisWire> open(
      Vertx vertx,
      RedisSettings settings,
      RandomGenerator random,
      LongSupplier nanos,
      WireEvents events) {
    Context context = vertx.getOrCreateContext();
    if (!context.isEventLoopContext()) {
      throw new IllegalStateException("a wire lives on an event loop, not on a worker");
    }
    Promise<RedisWire> promise = Promise.promise();
    context.runOnContext(
        go ->
            promise.complete(
                new RedisWire(
                    context, settings, nanos, new Router(vertx, settings, events, random, nanos))));
    return promise.future();
  }

  /** The same with the time that the settings give, beside what it waits for replicas. */
  public Future<Replies> run(Slot slot, List<Call> calls, Waits waits) {
    Duration wait = waits.isNone() ? Duration.ZERO : waits.atMost();
    return run(slot, calls, waits, settings.bounds().commandTimeout().plus(wait));
  }

  /**
   * Runs scripts that touch one slot.
   *
   * @param calls 1 to {@value #CALLS_MAX}; all keys in the slot; they do not rest on each other's
   *     order
   * @param within from now until all is settled; longer than it waits for replicas
   * @return never fails; what went wrong is in the replies
   */
  public Future<Replies> run(Slot slot, List<Call> calls, Waits waits, Duration within) {
    if (calls.isEmpty() || calls.size() > CALLS_MAX) {
      throw new IllegalArgumentException("want 1 to " + CALLS_MAX + " calls, got " + calls.size());
    }
    if (!calls.stream().allMatch(call -> call.isWithin(slot))) {
      throw new IllegalArgumentException("want every key in " + slot);
    }
    if (!waits.isNone() && within.compareTo(waits.atMost()) <= 0) {
      throw new IllegalArgumentException("want more time than for the replicas alone");
    }
    @Nullable Context caller = Vertx.currentContext();
    Context back = caller == null ? context : caller;
    Run run = new Run(slot, calls, waits, task -> back.runOnContext(go -> task.run()), nanos);
    if (arriving.incrementAndGet() > settings.bounds().pendingMax()) {
      arriving.decrementAndGet();
      run.stop(new Failed(Trouble.FULL, "too many calls are pending"));
      return run.future();
    }
    long until = nanos.getAsLong() + within.toNanos();
    context.runOnContext(
        go -> {
          arriving.decrementAndGet();
          router.accept(run, Duration.ofNanos(until - nanos.getAsLong()));
        });
    return run.future();
  }

  /**
   * Who the masters are now, and how they are.
   *
   * @return one for each known master; fails with {@link RedisFailure} when none is known
   */
  public Future<List<Probe>> probe() {
    Promise<List<Probe>> promise = Promise.promise();
    context.runOnContext(go -> router.probe().onComplete(promise::handle));
    return promise.future();
  }

  /**
   * Which of these slots a master has, as far as that is known now.
   *
   * @return completes at once; never fails
   */
  public Future<Set<Slot>> served(RedisAddress master, Set<Slot> slots) {
    Promise<Set<Slot>> promise = Promise.promise();
    context.runOnContext(go -> promise.complete(router.served(master, slots)));
    return promise.future();
  }

  /**
   * A slot of each master that is known to have any.
   *
   * @return completes when somebody has said who the masters are; fails with {@link RedisFailure}
   *     when nobody does
   */
  public Future<List<Slot>> oneOfEach() {
    Promise<List<Slot>> promise = Promise.promise();
    context.runOnContext(go -> router.oneOfEach().onComplete(promise::handle));
    return promise.future();
  }

  /** How many connections can be used, as of a quarter of a second ago. Any thread. */
  public int connections() {
    return router.connections();
  }

  /** Ends every connection; what is pending ends at once. Completes when they are gone. */
  public Future<Void> close() {
    Promise<Void> promise = Promise.promise();
    context.runOnContext(go -> router.close().onComplete(promise::handle));
    return promise.future();
  }
}
