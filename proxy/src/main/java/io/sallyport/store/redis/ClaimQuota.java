package io.sallyport.store.redis;

import io.sallyport.loop.Home;
import io.sallyport.store.shared.ClaimRoom;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Lets each integration have so many claims. They are estimated each minute; until the next time
 * this node takes its part of the room that is left, which all nodes share alike. While they cannot
 * be estimated nothing is refused: it is a matter of fairness, not of safety.
 */
public final class ClaimQuota implements ClaimRoom {
  /** How often claims are estimated. */
  public static final Duration EVERY = Duration.ofMinutes(1);

  /** There is no bound. */
  public static final long ENDLESS = Long.MAX_VALUE;

  private final Supplier<Future<Map<String, Long>>> survey;
  private final Home home;
  private final LongSupplier most;
  private final IntSupplier nodes;
  private final Heard heard;
  private final Set<String> full = ConcurrentHashMap.newKeySet();
  private volatile Estimate estimate = Estimate.NONE;
  private boolean stopped;
  private boolean saidUnknown;

  /** Port: hears what changes, each once. Any thread. */
  public interface Heard {
    /** Nothing new of it is taken. */
    void full(String integration, long claims, long most);

    /** New events of it are taken again. */
    void hasRoom(String integration);

    /** Claims could not be estimated; said once until they can. */
    void unknown(Throwable cause);
  }

  /** What was found, and what this node has taken since. */
  private record Estimate(
      boolean isKnown, Map<String, Long> claims, ConcurrentMap<String, LongAdder> taken) {
    static final Estimate NONE = new Estimate(false, Map.of(), new ConcurrentHashMap<>());

    long claimsOf(String integration) {
      return claims.getOrDefault(integration, 0L);
    }

    long takenOf(String integration) {
      LongAdder count = taken.get(integration);
      return count == null ? 0 : count.sum();
    }
  }

  /**
   * A quota that has not begun.
   *
   * @param survey about how many claims each integration has now
   * @param most how many one may have; {@link #ENDLESS} for no bound
   * @param nodes how many share what is left
   */
  public ClaimQuota(
      Supplier<Future<Map<String, Long>>> survey,
      Home home,
      LongSupplier most,
      IntSupplier nodes,
      Heard heard) {
    this.survey = survey;
    this.home = home;
    this.most = most;
    this.nodes = nodes;
    this.heard = heard;
  }

  /** Estimates now, and each minute. */
  public void start() {
    home.run(this::look);
  }

  /** Estimates no more. */
  public void stop() {
    home.run(() -> stopped = true);
  }

  private void look() {
    if (stopped) {
      return;
    }
    home.after(EVERY, this::look);
    survey
        .get()
        .onComplete(
            done ->
                home.run(
                    () -> {
                      if (done.succeeded()) {
                        found(done.result());
                      } else {
                        notFound(done.cause());
                      }
                    }));
  }

  /** Where Redis lets nobody look, there has never been an estimate. */
  private void notFound(Throwable cause) {
    estimate = Estimate.NONE;
    full.clear();
    if (!saidUnknown) {
      saidUnknown = true;
      heard.unknown(cause);
    }
  }

  private void found(Map<String, Long> claims) {
    saidUnknown = false;
    estimate = new Estimate(true, claims, new ConcurrentHashMap<>());
    for (String integration : Set.copyOf(full)) {
      if (!isOver(integration) && full.remove(integration)) {
        heard.hasRoom(integration);
      }
    }
  }

  private boolean isOver(String integration) {
    Estimate now = estimate;
    long bound = most.getAsLong();
    if (!now.isKnown() || bound == ENDLESS) {
      return false;
    }
    int sharing = Math.max(1, nodes.getAsInt());
    long left = Math.max(0, bound - now.claimsOf(integration));
    return now.takenOf(integration) >= (left + sharing - 1) / sharing;
  }

  @Override
  public boolean isFull(String integration) {
    boolean over = isOver(integration);
    if (over && full.add(integration)) {
      heard.full(integration, estimate.claimsOf(integration), most.getAsLong());
    }
    return over;
  }

  @Override
  public void took(String integration, int events) {
    estimate.taken().computeIfAbsent(integration, unused -> new LongAdder()).add(events);
  }

  /** About how many it has, as of the last time; empty while that is not known. Any thread. */
  public OptionalLong claims(String integration) {
    Estimate now = estimate;
    return now.isKnown() ? OptionalLong.of(now.claimsOf(integration)) : OptionalLong.empty();
  }
}
